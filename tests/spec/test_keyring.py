"""The keyring: one key for each subject and scope, the same for every thread and process, and durable."""

import multiprocessing
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from oneboard.foundation.ids import new_id
from oneboard.privacy.keyring import Keyring, ScopeClosed, WrappingKeyLost
from oneboard.privacy.keys import SubjectKey, Tampered

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


def test_a_scope_is_made_once_and_keeps_its_day(keyring: Keyring) -> None:
    first = keyring.scope(None, "households", "2020-02", 18_400)
    assert keyring.scope(None, "households", "2020-02", 19_000) == first
    others = [
        ("an-incident", "households", "2020-02"),
        (None, "persons", "2020-02"),
        (None, "households", "2020-03"),
    ]
    assert len({first.no, *(keyring.scope(*name, 18_400).no for name in others)}) == 4


def test_a_key_outlives_the_process_that_made_it(tmp_path: Path, keyring: Keyring) -> None:
    scope_no = households(keyring)
    sealed = keyring.keys([(scope_no, LI)])[scope_no, LI].seal("name", b"Li")
    keyring.close()
    after = Keyring(tmp_path)
    key = after.find(scope_no, LI)
    assert key is not None and key.open("name", sealed) == b"Li"
    assert after.find(scope_no, WANG) is None
    after.close()


def test_finding_makes_nothing(keyring: Keyring) -> None:
    scope_no = households(keyring)
    assert keyring.find_all([(scope_no, LI), (scope_no, WANG)]) == {}
    assert keyring.store.subjects_of(scope_no) == []


def test_a_batch_may_mix_scopes_known_and_new_and_name_one_twice(keyring: Keyring) -> None:
    february, march = households(keyring), households(keyring, "2020-03")
    known = keyring.keys([(february, LI)])[february, LI]
    wanted = [(february, LI), (march, LI), (february, WANG), (march, LI)]
    keys = keyring.keys(wanted)
    assert set(keys) == set(wanted)
    assert keys[february, LI].open("name", known.seal("name", b"Li")) == b"Li"
    assert len({key.fingerprint(b"") for key in keys.values()}) == 3


def test_a_small_cache_changes_nothing_but_speed(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path, cached_keys=2)
    scope_no = households(keyring)
    subjects = [new_id(n) for n in range(10)]
    first = keyring.keys([(scope_no, subject) for subject in subjects])
    for subject in subjects * 2:
        key = keyring.find(scope_no, subject)
        assert key is not None and key.fingerprint(b"") == first[scope_no, subject].fingerprint(b"")
    keyring.close()


def test_the_rows_of_two_subjects_cannot_be_exchanged(tmp_path: Path, keyring: Keyring) -> None:
    scope_no = households(keyring)
    keyring.keys([(scope_no, LI), (scope_no, WANG)])
    with sqlite3.connect(keyring.store.path) as intruder:
        rows = intruder.execute("SELECT subject, wrapped FROM subject_key").fetchall()
        swapped = [(rows[0][1], rows[1][0]), (rows[1][1], rows[0][0])]
        intruder.executemany("UPDATE subject_key SET wrapped = ? WHERE subject = ?", swapped)
    intruder.close()
    fresh = Keyring(tmp_path)
    with pytest.raises(Tampered):
        fresh.find(scope_no, LI)
    fresh.close()


def test_a_lost_wrapping_key_is_said_plainly(tmp_path: Path, keyring: Keyring) -> None:
    scope_no = households(keyring)
    keyring.keys([(scope_no, LI)])
    (tmp_path / "keys" / "wrapping" / f"{scope_no}.key").unlink()
    fresh = Keyring(tmp_path)
    with pytest.raises(WrappingKeyLost):
        fresh.find(scope_no, LI)
    fresh.close()


def test_an_unknown_scope_gets_no_key(keyring: Keyring) -> None:
    with pytest.raises(ScopeClosed):
        keyring.keys([(99, LI)])


def test_keys_are_for_the_owner_only(tmp_path: Path, keyring: Keyring) -> None:
    keyring.keys([(households(keyring), LI)])
    files = [path for path in (tmp_path / "keys").rglob("*") if "sqlite" not in path.name]
    assert len(files) == 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0


def test_threads_that_want_the_same_new_subjects_end_with_the_same_keys(keyring: Keyring) -> None:
    scope_no = households(keyring)
    wanted = [(scope_no, new_id(n)) for n in range(200)]
    start, found = threading.Barrier(8), []

    def take() -> None:
        start.wait()
        for at in range(0, 200, 20):
            keys = keyring.keys(wanted[at : at + 20])
            found.append({pair: key.fingerprint(b"") for pair, key in keys.items()})

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 80
    assert len({item for part in found for item in part.items()}) == 200


def test_where_another_process_was_first_with_some_its_keys_hold(
    tmp_path: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, write = Keyring(tmp_path), keyring.store.write
    scope_no = households(keyring)
    theirs = []

    def first_the_other(**how: bool) -> AbstractContextManager[sqlite3.Connection]:
        theirs.append(other.keys([(scope_no, LI)])[scope_no, LI].fingerprint(b""))
        return write(**how)

    monkeypatch.setattr(keyring.store, "write", first_the_other)
    ours = keyring.keys([(scope_no, LI), (scope_no, WANG)])
    assert [ours[scope_no, LI].fingerprint(b"")] == theirs
    assert (scope_no, WANG) in ours
    other.close()


def _take(home: str, subjects: list[str], answers: "multiprocessing.Queue[list[tuple[str, bytes]]]") -> None:
    keyring = Keyring(Path(home))
    scope_no = households(keyring)
    taken = []
    for at in range(0, len(subjects), 10):
        keys = keyring.keys([(scope_no, subject) for subject in subjects[at : at + 10]])
        taken += [(subject, key.fingerprint(b"")) for (_, subject), key in keys.items()]
    answers.put(taken)
    keyring.close()


def test_two_processes_that_start_on_nothing_end_with_the_same_keys(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[list[tuple[str, bytes]]] = context.Queue()
    subjects = [new_id(n) for n in range(300)]
    workers = [context.Process(target=_take, args=(os.fspath(tmp_path), subjects, answers)) for _ in range(3)]
    for worker in workers:
        worker.start()
    taken = [answers.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(timeout=60)
    assert [len(part) for part in taken] == [300, 300, 300]
    assert len({item for part in taken for item in part}) == 300
