"""A month of households whose keys have a day, and a look at every byte of the key store."""

import sqlite3
from contextlib import closing
from pathlib import Path

from oneboard.foundation.ids import new_id
from oneboard.privacy.keyring import Keyring

DAY = 18_322
LI, WANG, CHEN = new_id(1), new_id(2), new_id(3)
BOTH = ("member-chen", "member-zhao")


def scope(keyring: Keyring, period: str = "2020-02", expires_on: int = DAY) -> int:
    return keyring.scope(None, "households", period, expires_on).no


def sealed(keyring: Keyring, scope_no: int, subject: str = LI) -> str:
    return keyring.keys([(scope_no, subject)])[scope_no, subject].seal("name", b"Li")


def bytes_on_disk(home: Path) -> bytes:
    return b"\0\0".join(path.read_bytes() for path in sorted((home / "keys").rglob("*")) if path.is_file())


def secrets_of(home: Path, scope_no: int) -> list[bytes]:
    """The wrapping key, and the tail of each wrapped row, long enough to be found again by nothing else."""
    with closing(sqlite3.connect(home / "keys" / "keys.sqlite")) as connection:
        rows = connection.execute("SELECT wrapped FROM subject_key WHERE scope = ?", (scope_no,)).fetchall()
    return [(home / "keys" / "wrapping" / f"{scope_no}.key").read_bytes(), *(row[0][-32:] for row in rows)]


def found_in(home: Path, secrets: list[bytes]) -> int:
    disk = bytes_on_disk(home)
    return sum(secret in disk for secret in secrets)
