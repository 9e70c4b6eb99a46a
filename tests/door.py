"""A door for tests: any table of routes behind the whole middleware, with identities given by the test."""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
from django.db import connections
from django.test import Client, override_settings

from oneboard.access.actor import Grant
from oneboard.access.routes import Route
from oneboard.api import urls
from oneboard.api.dispatch import Resolve
from oneboard.foundation.errors import Refusal

#: Scrypt is slow on purpose; what is tested here is not how slow.
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@contextmanager
def opened(routes: Sequence[Route], resolve: Resolve) -> Iterator[Client]:
    """A client of these routes. CSRF is enforced, and what fails is answered and not raised, as on a node."""
    module = ModuleType(f"door_{id(routes)}")
    module.__dict__.update(vars(urls), urlpatterns=urls.patterns(routes, resolve))
    sys.modules[module.__name__] = module
    try:
        with override_settings(ROOT_URLCONF=module.__name__, PASSWORD_HASHERS=FAST):
            yield Client(enforce_csrf_checks=True, raise_request_exception=False, SERVER_NAME="localhost")
    finally:
        del sys.modules[module.__name__]


def post(role: str, path: str) -> Grant:
    return Grant(post=f"post of {role}", unit="u1", place=path.rpartition(".")[2], grounds=(path,), role=role)


def code_of(call: Callable[..., Any], *arguments: Any, **named: Any) -> str:
    with pytest.raises(Refusal) as refused:
        call(*arguments, **named)
    return refused.value.code


def at_once(work: Callable[[int], Any], times: int = 8) -> list[Any]:
    """The answers, a refusal's code in place of one."""

    def one(n: int) -> Any:
        try:
            return work(n)
        except Refusal as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))
