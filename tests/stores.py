"""Both stores for every test: `store` runs a test once on SQLite and once on PostgreSQL, each on a database of its own.

A store is migrated once and copied for each test, so that tests commit for real, from as many threads as they like.
Without TEST_POSTGRESQL_URL the PostgreSQL half is skipped; `script/test` always sets it.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
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
_numbers = count(1)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """The settings of an empty, migrated node; Django's connection leads to it."""
    with node(request.param, tmp_path) as settings:
        yield settings


@contextmanager
def node(vendor: str, home: Path) -> Iterator[Settings]:
    """A new node in `home`, also for those who want several in one test, one after the other."""
    if vendor == "postgresql":
        with copy_on_postgresql() as url, pointed_to(Settings(home=home, database_url=url)) as settings:
            yield settings
    else:
        shutil.copy(template_of_sqlite(), home / "oneboard.sqlite")
        with pointed_to(Settings(home=home)) as settings:
            yield settings


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
def template_of_sqlite() -> Path:
    home = HOME / "template"
    home.mkdir()
    with pointed_to(Settings(home=home)):
        call_command("migrate", verbosity=0)
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home / "oneboard.sqlite"


@contextmanager
def copy_on_postgresql() -> Iterator[str]:
    name = f"test_{os.getpid()}_{next(_numbers)}"
    template = template_on_postgresql()
    _administer(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield named(name)
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def template_on_postgresql() -> str:
    """Named after this process: a server that was given may serve two runs at once."""
    template = f"template_{os.getpid()}"
    _administer(f"CREATE DATABASE {template}")
    atexit.register(_administer, f"DROP DATABASE {template} WITH (FORCE)")
    with pointed_to(Settings(home=HOME, database_url=named(template))):
        call_command("migrate", verbosity=0)
    return template


def named(name: str) -> str:
    """The URL of one database on the server of the tests. Skips the test where there is none."""
    if GIVEN is None:
        pytest.skip("no PostgreSQL: run it through script/test")
    return urlsplit(GIVEN)._replace(path=f"/{name}").geturl()


def _administer(statement: str) -> None:
    with psycopg.connect(named("postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())
