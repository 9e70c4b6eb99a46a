"""Erasure: no byte of an expired key is left in any file, whatever crashed or stood in the way."""

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from oneboard.foundation.ids import new_id
from oneboard.privacy import expiry
from oneboard.privacy.expiry import destroyed_unrecorded, expire
from oneboard.privacy.keyring import Keyring
from oneboard.privacy.store import EraseBlocked, KeyStore
from oneboard.privacy.wrapping import WrappingKeys
from tests.spec.month import DAY, LI, found_in, scope, sealed, secrets_of


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[Keyring]:
    keyring = Keyring(tmp_path)
    yield keyring
    keyring.close()


def test_no_byte_of_a_destroyed_key_is_left_in_any_file(tmp_path: Path, keyring: Keyring) -> None:
    dying, living = scope(keyring), scope(keyring, "2020-03", DAY + 30)
    subjects = [new_id(n) for n in range(5_000)]
    # In random order and small groups, so that pages split and leave their old contents behind.
    random.Random(5).shuffle(subjects)
    for at in range(0, len(subjects), 100):
        keyring.keys([(no, subject) for subject in subjects[at : at + 100] for no in (dying, living)])
    doomed, kept = secrets_of(tmp_path, dying), secrets_of(tmp_path, living)
    assert found_in(tmp_path, doomed) == found_in(tmp_path, kept) == 5_001
    expire(keyring, DAY)
    assert found_in(tmp_path, doomed) == 0
    assert found_in(tmp_path, kept) == 5_001


def test_a_wrapping_key_is_overwritten_before_it_is_unlinked(tmp_path: Path, keyring: Keyring) -> None:
    scope_no = scope(keyring)
    held = tmp_path / "held"
    held.hardlink_to(tmp_path / "keys" / "wrapping" / f"{scope_no}.key")
    assert held.read_bytes() != bytes(32)
    expire(keyring, DAY)
    assert held.read_bytes() == bytes(32)


class PowerCut(Exception):
    pass


STEPS = [
    (WrappingKeys, "destroy"),
    (expiry, "_delete"),
    (KeyStore, "cut_log"),
    (expiry, "_mark_destroyed"),
    (Keyring, "drop_outdated"),
]


@pytest.mark.parametrize(("where", "step"), STEPS, ids=lambda part: getattr(part, "__name__", part))
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_between_any_two_steps_is_finished_by_the_next_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: object, step: str, after: bool
) -> None:
    keyring = Keyring(tmp_path)
    scope_no = scope(keyring)
    sealed(keyring, scope_no)
    doomed = secrets_of(tmp_path, scope_no)
    whole = getattr(where, step)

    def cut(*arguments: object) -> None:
        if after:
            whole(*arguments)
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(where, step, cut)
        with pytest.raises(PowerCut):
            expire(keyring, DAY)
    keyring.close()

    again = Keyring(tmp_path)
    assert again.find(scope_no, LI) is None
    expire(again, DAY)
    assert [expired.scope.no for expired in destroyed_unrecorded(again)] == [scope_no]
    assert found_in(tmp_path, doomed) == 0
    assert expire(again, DAY) == []
    again.close()


def test_a_reader_in_the_way_is_an_error_and_never_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oneboard.privacy.store._PATIENCE_S", 0.1)
    keyring = Keyring(tmp_path)
    scope_no = scope(keyring)
    sealed(keyring, scope_no)
    doomed = secrets_of(tmp_path, scope_no)
    with closing(sqlite3.connect(keyring.store.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM subject_key").fetchall()
        with pytest.raises(EraseBlocked):
            expire(keyring, DAY)
        assert destroyed_unrecorded(keyring) == []
        assert keyring.find(scope_no, LI) is None
    assert [expired.scope.no for expired in expire(keyring, DAY)] == [scope_no]
    assert found_in(tmp_path, doomed) == 0
    keyring.close()


def test_a_restored_backup_expires_before_anything_is_opened(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "home")
    scope_no = scope(keyring)
    sealed(keyring, scope_no)
    doomed = secrets_of(tmp_path / "home", scope_no)
    keyring.backup(tmp_path / "copy")
    expire(keyring, DAY)
    keyring.close()
    restored = Keyring(tmp_path / "copy")
    assert [expired.scope.no for expired in expire(restored, DAY)] == [scope_no]
    assert restored.find(scope_no, LI) is None
    assert found_in(tmp_path / "copy", doomed) == 0
    restored.close()


def test_a_backup_made_between_two_steps_of_expiry_can_be_expired(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "home")
    scope_no = scope(keyring)
    sealed(keyring, scope_no)
    os.unlink(tmp_path / "home" / "keys" / "wrapping" / f"{scope_no}.key")
    keyring.backup(tmp_path / "copy")
    keyring.close()
    restored = Keyring(tmp_path / "copy")
    assert len(expire(restored, DAY)) == 1
    restored.close()
