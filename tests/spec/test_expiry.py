"""Expiry: on its day a scope's keys are gone from every file; only two persons can put it off."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from oneboard.foundation.errors import Refusal
from oneboard.privacy.expiry import destroyed_unrecorded, expire, extend, extend_subject, mark_recorded
from oneboard.privacy.keyring import Keyring, ScopeClosed
from tests.spec.month import BOTH, CHEN, DAY, LI, WANG, found_in, scope, sealed, secrets_of


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[Keyring]:
    keyring = Keyring(tmp_path)
    yield keyring
    keyring.close()


def test_keys_live_until_their_day_and_not_on_it(keyring: Keyring) -> None:
    scope_no = scope(keyring)
    sealed(keyring, scope_no)
    assert expire(keyring, DAY - 1) == []
    assert keyring.find(scope_no, LI) is not None
    assert [expired.scope.no for expired in expire(keyring, DAY)] == [scope_no]
    assert keyring.find(scope_no, LI) is None


def test_what_has_expired_is_never_made_again(keyring: Keyring) -> None:
    scope_no = scope(keyring)
    sealed(keyring, scope_no)
    expire(keyring, DAY)
    with pytest.raises(ScopeClosed):
        scope(keyring)
    with pytest.raises(ScopeClosed):
        keyring.keys([(scope_no, WANG)])
    with pytest.raises(ScopeClosed):
        extend(keyring, scope_no, DAY + 9, "the order was extended", BOTH)


def test_other_scopes_go_on(keyring: Keyring) -> None:
    dying, living = scope(keyring), scope(keyring, "2020-03", DAY + 30)
    sealed(keyring, dying)
    value = sealed(keyring, living)
    expire(keyring, DAY)
    key = keyring.find(living, LI)
    assert key is not None and key.open("name", value) == b"Li"


def test_what_another_process_destroyed_is_not_served_from_memory(tmp_path: Path, keyring: Keyring) -> None:
    scope_no = scope(keyring)
    sealed(keyring, scope_no)
    assert keyring.find(scope_no, LI) is not None
    other = Keyring(tmp_path)
    expire(other, DAY)
    other.close()
    assert keyring.find(scope_no, LI) is None
    with pytest.raises(ScopeClosed):
        scope(keyring)


def test_a_key_wanted_while_another_process_closes_the_scope_is_not_made(
    tmp_path: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, write = Keyring(tmp_path), keyring.store.write
    scope_no = scope(keyring)

    def first_the_other(**how: bool) -> AbstractContextManager[sqlite3.Connection]:
        expire(other, DAY)
        return write(**how)

    monkeypatch.setattr(keyring.store, "write", first_the_other)
    with pytest.raises(ScopeClosed):
        keyring.keys([(scope_no, LI)])
    assert other.store.subjects_of(scope_no) == []
    other.close()


def test_a_destroyed_scope_is_listed_until_the_journal_has_it(keyring: Keyring) -> None:
    scope_no = scope(keyring)
    expire(keyring, DAY)
    assert [expired.scope.period for expired in destroyed_unrecorded(keyring)] == ["2020-02"]
    mark_recorded(keyring, scope_no)
    assert destroyed_unrecorded(keyring) == []
    mark_recorded(keyring, scope_no)
    assert expire(keyring, DAY) == []


def test_an_open_scope_cannot_be_marked_as_recorded(keyring: Keyring) -> None:
    scope_no = scope(keyring)
    mark_recorded(keyring, scope_no)
    sealed(keyring, scope_no)
    assert [expired.scope.no for expired in expire(keyring, DAY)] == [scope_no]


def test_two_persons_and_a_reason_put_it_off(keyring: Keyring) -> None:
    scope_no = scope(keyring)
    value = sealed(keyring, scope_no)
    extend(keyring, scope_no, DAY + 10, "the order of 25 February", BOTH)
    assert scope(keyring) == scope_no
    assert expire(keyring, DAY + 9) == []
    key = keyring.find(scope_no, LI)
    assert key is not None and key.open("name", value) == b"Li"
    assert len(expire(keyring, DAY + 10)) == 1


@pytest.mark.parametrize(("reason", "by"), [(" ", BOTH), ("an order", ("member-chen", "member-chen"))])
def test_one_person_or_no_reason_does_not(keyring: Keyring, reason: str, by: tuple[str, str]) -> None:
    scope_no = scope(keyring)
    with pytest.raises(Refusal, match=r"body\.invalid"):
        extend(keyring, scope_no, DAY + 10, reason, by)
    with pytest.raises(Refusal, match=r"body\.invalid"):
        extend_subject(keyring, scope_no, LI, scope_no, reason, by)
    assert len(expire(keyring, DAY)) == 1


def test_an_extension_never_shortens(keyring: Keyring) -> None:
    scope_no = scope(keyring)
    extend(keyring, scope_no, DAY - 10, "a mistake", BOTH)
    assert expire(keyring, DAY - 1) == []


def test_one_subject_lives_on_under_a_longer_scope_and_dies_with_it(tmp_path: Path, keyring: Keyring) -> None:
    short, long = scope(keyring), scope(keyring, "2020-03", DAY + 30)
    value, other = sealed(keyring, short), sealed(keyring, short, WANG)
    doomed = secrets_of(tmp_path, short)
    extend_subject(keyring, short, LI, long, "an appeal is open", BOTH)
    (expired,) = expire(keyring, DAY)
    assert expired.kept == (LI,)
    assert found_in(tmp_path, doomed) == 0

    fresh = Keyring(tmp_path)
    key = fresh.find(short, LI)
    assert key is not None and key.open("name", value) == b"Li"
    assert fresh.find(short, WANG) is None and other
    with pytest.raises(ScopeClosed):
        extend_subject(fresh, short, LI, short, "back", BOTH)
    expire(fresh, DAY + 30)
    assert fresh.find(short, LI) is None
    assert fresh.store.subjects_of(short) == []
    fresh.close()


def test_a_subject_without_a_key_cannot_be_extended(keyring: Keyring) -> None:
    short, long = scope(keyring), scope(keyring, "2020-03", DAY + 30)
    with pytest.raises(Refusal, match="not_found"):
        extend_subject(keyring, short, CHEN, long, "an appeal is open", BOTH)
