"""A second place for a node: what was backed up in one house is restored in another."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connection

from oneboard.api.local import LocalDoor
from oneboard.cli.main import main
from oneboard.foundation.settings import Settings
from oneboard.journal.blobs import Blobs
from oneboard.privacy.keyring import Keyring
from oneboard.projections.beside import sides
from oneboard.projections.replay import compare, rebuild
from oneboard.recorder import copies, recorder
from tests.house import House
from tests.stores import node


@contextmanager
def elsewhere(house: House, home: Path) -> Iterator[Settings]:
    """An empty home, and on PostgreSQL an empty database, that everything leads to; the old house is closed."""
    recorder.stop()
    home.mkdir()
    with node("postgresql" if house.settings.database_url else "sqlite", home) as (settings, _):
        copies.clear()
        yield settings


@contextmanager
def serving(house: House) -> Iterator[None]:
    """A node that the command line speaks to."""
    door = LocalDoor(house.settings.home)
    door.start()
    try:
        yield
    finally:
        door.stop()


def oneboard(*words: object) -> int:
    return main([str(word) for word in words])


def backed_up(target: Path) -> dict[str, Any]:
    assert oneboard("backup", target) == 0
    manifest: dict[str, Any] = msgspec.json.decode((target / "manifest.json").read_bytes())
    return manifest


def differences(of: Settings) -> int:
    with sides(of.home) as both:
        rebuild(both, of.time_zone, Blobs(of.home).get, lambda seq: None)
        return compare(both).differences


def everything(home: Path) -> bytes:
    return b"\0\0".join(path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file())


def on_disk(settings: Settings) -> bytes:
    """All that the node keeps anywhere: its home, and the tables, indexes and log of its PostgreSQL.

    Skips the test where that one's files cannot be read from here.
    """
    found = everything(settings.home)
    if settings.database_url is None:
        return found
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT current_setting('data_directory'), pg_relation_filepath('journal_line')")
        directory, table = cursor.fetchone()
    files = Path(directory, table).parent
    if not os.access(files, os.R_OK):
        pytest.skip("the files of this PostgreSQL cannot be read")
    return b"\0\0".join((found, everything(files), everything(Path(directory, "pg_wal"))))


def secrets_of(house: House) -> list[bytes]:
    """Every wrapping key of the households' answers, and the tail of every key wrapped in it."""
    keyring = Keyring(house.settings.home)
    scopes = [scope.no for scope in keyring.store.scopes("open") if scope.register == "households"]
    pairs = [(scope, subject) for scope in scopes for subject in keyring.store.subjects_of(scope)]
    wrapped = [row.wrapped[-32:] for row in keyring.store.fetch(pairs)]
    keyring.close()
    folder = house.settings.home / "keys" / "wrapping"
    return [(folder / f"{scope}.key").read_bytes() for scope in scopes] + wrapped
