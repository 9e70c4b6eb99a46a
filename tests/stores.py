"""Both stores for every test: `store` runs a test once on SQLite and once on PostgreSQL, each on a database of its own.

A node is made once in each process and copied for each test, so that tests commit for real, from as many threads as
they like.
Without TEST_POSTGRESQL_URL the PostgreSQL half is skipped; `script/test` always sets it.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import django
import psycopg
import pytest

from tests.postgres import GIVEN

# Before anything reads the settings: no test may touch the node of whoever runs it.
for name in [name for name in os.environ if name.startswith("ONEBOARD_")]:
    del os.environ[name]
HOME = Path(tempfile.mkdtemp(prefix="oneboard-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
# A console asks for its width when it is made: whichever test comes first, nothing is broken across lines.
os.environ.update(ONEBOARD_HOME=str(HOME), DJANGO_SETTINGS_MODULE="oneboard.api.settings", COLUMNS="200")
django.setup()

from django.conf import settings as django_settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from oneboard.api.configuration import database  # noqa: E402
from oneboard.foundation.settings import Settings  # noqa: E402

STORES = ("sqlite", "postgresql")
T = TypeVar("T")
_numbers = count(1)


def migrated(settings: Settings) -> None:
    """Makes an empty node."""
    call_command("migrate", verbosity=0)


@pytest.fixture(params=STORES)
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(vendor: str, tmp_path: Path) -> Iterator[Settings]:
    """The settings of an empty, migrated node; Django's connection leads to it."""
    with node(vendor, tmp_path) as (settings, _):
        yield settings


@contextmanager
def node(vendor: str, home: Path, make: Callable[[Settings], T] = migrated) -> Iterator[tuple[Settings, T]]:
    """A copy in `home` of the node that `make` made, and what it gave; several in one test, one after the other."""
    kept, made = template(vendor, make)
    shutil.copytree(kept.home, home, dirs_exist_ok=True)
    with copied(kept.database_url) as url, pointed_to(Settings(home=home, database_url=url)) as settings:
        yield settings, made


@contextmanager
def pointed_to(settings: Settings) -> Iterator[Settings]:
    """Leads Django's one connection there, in every thread that has not yet opened its own."""
    before = django_settings.ONEBOARD
    _lead_to(settings)
    try:
        yield settings
    finally:
        _lead_to(before)


def _lead_to(settings: Settings) -> None:
    old = connections["default"]
    old.close()
    if old.vendor == "postgresql":
        old.close_pool()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": database(settings)})[
        "default"
    ]
    django_settings.ONEBOARD = settings


@cache
def template(vendor: str, make: Callable[[Settings], T]) -> tuple[Settings, T]:
    """Where `make` made a node, and what it gave. Databases are named after this process: a server that was given may
    serve two runs at once.
    """
    home = HOME / f"{vendor}-{make.__name__}"
    home.mkdir()
    url = None
    if vendor == "postgresql":
        url = _created(f"{make.__name__}_{os.getpid()}", "template1")
        atexit.register(_dropped, url)
    with pointed_to(Settings(home=home, database_url=url)) as settings:
        made = make(settings)
        if url is None:
            with connections["default"].cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return settings, made


@contextmanager
def copied(database_url: str | None) -> Iterator[str | None]:
    """A copy of a database on PostgreSQL; SQLite's is a file among the node's others."""
    if database_url is None:
        yield None
        return
    url = _created(f"test_{os.getpid()}_{next(_numbers)}", _name(database_url))
    try:
        yield url
    finally:
        _dropped(url)


def _created(name: str, template: str) -> str:
    # As files: in the log, ten megabytes a copy would take longer to write than the two checkpoints of this way.
    _administration().execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy".encode())
    return named(name)


def _dropped(url: str) -> None:
    _administration().execute(f"DROP DATABASE {_name(url)} WITH (FORCE)".encode())


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


@cache
def _administration() -> "psycopg.Connection[tuple[object, ...]]":
    connection = psycopg.connect(named("postgres"), autocommit=True)
    atexit.register(connection.close)
    return connection


def named(name: str) -> str:
    """The URL of one database on the server of the tests. Skips the test where there is none."""
    if GIVEN is None:
        pytest.skip("no PostgreSQL: run it through script/test")
    return urlsplit(GIVEN)._replace(path=f"/{name}").geturl()
