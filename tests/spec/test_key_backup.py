"""The copy of the keys: whole, whoever writes meanwhile."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from oneboard.foundation.ids import new_id
from oneboard.privacy.keyring import Keyring
from oneboard.privacy.keys import SubjectKey

NEVER = 40_000
LI = new_id(1_580_700_000_000)
WANG = new_id(1_580_700_000_001)
KEY = SubjectKey(7, LI, bytes(range(32)))


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[Keyring]:
    keyring = Keyring(tmp_path)
    yield keyring
    keyring.close()


def households(keyring: Keyring, period: str = "2020-02") -> int:
    return keyring.scope(None, "households", period, NEVER).no


def test_a_backup_made_while_others_write_opens_what_was_sealed_before(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "home")
    scope_no = households(keyring)
    sealed = keyring.keys([(scope_no, LI)])[scope_no, LI].seal("name", b"Li")
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            keyring.keys([(scope_no, new_id(1))])

    writer = threading.Thread(target=write)
    writer.start()
    keyring.backup(tmp_path / "copy")
    stop.set()
    writer.join()
    keyring.close()
    restored = Keyring(tmp_path / "copy")
    key = restored.find(scope_no, LI)
    assert key is not None and key.open("name", sealed) == b"Li"
    assert restored.keys([(scope_no, WANG)])
    restored.close()
