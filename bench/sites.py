"""A fresh node of a bench on either store: its home, its database, and what may be asked of them from outside."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import psycopg

from bench.figures import Figure, progress
from bench.processes import parent_of
from tests.postgres import throwaway_cluster

VENDORS: Final = ("sqlite", "postgresql")
ROOT: Final = Path(__file__).parents[1]


class Site(msgspec.Struct, frozen=True):
    """`postmaster`: the process from which all of PostgreSQL descends; None on SQLite."""

    home: Path
    database_url: str | None = None
    postmaster: int | None = None

    @property
    def vendor(self) -> str:
        return VENDORS[self.database_url is not None]

    def ask(self, sql: str) -> list[Any]:
        if self.database_url is not None:
            with psycopg.connect(self.database_url) as connection:
                return connection.execute(sql.encode()).fetchall()
        with closing(sqlite3.connect(self.home / "oneboard.sqlite", timeout=30)) as connection:
            return connection.execute(sql).fetchall()

    def number(self, sql: str) -> int:
        return int(self.ask(sql)[0][0])

    def environment(self, **settings: str) -> dict[str, str]:
        """Of a process of this node, without the settings of whoever runs the bench."""
        inherited = {name: text for name, text in os.environ.items() if not name.startswith("ONEBOARD_")}
        url = {"ONEBOARD_DATABASE_URL": self.database_url} if self.database_url else {}
        return {**inherited, **url, "ONEBOARD_HOME": str(self.home), **settings}


@contextmanager
def site(vendor: str) -> Iterator[Site]:
    home = Path(tempfile.mkdtemp(prefix="oneboard-bench-"))
    try:
        if vendor == "sqlite":
            yield Site(home)
        else:
            with throwaway_cluster() as url, _database(url) as own:
                yield Site(home, own, _postmaster(url))
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _database(server: str) -> Iterator[str]:
    name = f"bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _postmaster(server: str) -> int:
    with psycopg.connect(server) as connection:
        return parent_of(connection.info.backend_pid)


def on_sites(vendors: Sequence[str], bench: Callable[[Site], Iterator[Figure]]) -> list[Figure]:
    """The figures of a bench on a fresh site of each store, told as they come."""
    figures: list[Figure] = []
    for vendor in vendors:
        with site(vendor) as here:
            for figure in bench(here):
                progress(f"  » {figure.line().decode()}")
                figures.append(figure)
    return figures
