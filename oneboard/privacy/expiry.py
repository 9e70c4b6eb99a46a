"""The end of keys: on a scope's day, automatically, unless two persons gave it longer and said why.

A scope goes open → closing → destroyed → recorded, each step durable before the next, so that calling again
finishes what a crash left. Closing comes first: from then on no process makes or uses a key of it.
"""

import sqlite3
from collections.abc import Collection, Sequence
from itertools import islice
from typing import Final

import msgspec

from oneboard.foundation.clock import now_ms
from oneboard.foundation.errors import Refusal
from oneboard.privacy.keyring import Keyring, ScopeClosed
from oneboard.privacy.store import Scope, next_generation, open_scope, raw, text
from oneboard.privacy.suite import nonces

#: Keys that are looked for at a time.
_AT_ONCE: Final = 5_000


class Expired(msgspec.Struct, frozen=True):
    """A scope whose keys are gone, but for the subjects kept under a longer-lived one."""

    scope: Scope
    kept: tuple[str, ...]


def expire(keyring: Keyring, today: int) -> list[Expired]:
    """Destroys what has come to its day, or was left half done. Raises EraseBlocked: call again."""
    _close(keyring, today)
    closing = keyring.store.scopes("closing")
    if not closing:
        return []
    for scope in closing:
        keyring.wrapping_keys.destroy(scope.no)
    _delete(keyring, closing)
    keyring.store.cut_log()
    _mark_destroyed(keyring, closing)
    keyring.drop_outdated()
    return _with_kept(keyring, closing)


def destroyed_unrecorded(keyring: Keyring) -> list[Expired]:
    """What the journal has not been told yet, in order of number."""
    return _with_kept(keyring, keyring.store.scopes("destroyed"))


def mark_recorded(keyring: Keyring, scope_no: int) -> None:
    """Again is the same."""
    recorded = "UPDATE scope SET state = 'recorded' WHERE no = ? AND state = 'destroyed'"
    with keyring.store.write() as transaction:
        transaction.execute(recorded, (scope_no,))


def tell_again(keyring: Keyring) -> None:
    """For a journal that may be older than these keys: what it was told is told once more, which changes nothing."""
    with keyring.store.write() as transaction:
        transaction.execute("UPDATE scope SET state = 'destroyed' WHERE state = 'recorded'")


def holding(keyring: Keyring, subjects: Collection[str]) -> set[str]:
    """Those of the subjects that have a key under any open scope."""
    scopes, found = keyring.store.scopes("open"), set[str]()
    for scope in scopes:
        rest = iter(subjects)
        while some := list(islice(rest, _AT_ONCE)):
            found.update(text(row.subject) for row in keyring.store.fetch([(scope.no, one) for one in some]))
    return found


def forget(keyring: Keyring, subjects: Collection[str]) -> None:
    """Destroys every key of these subjects, early and for good. Again is the same. Raises EraseBlocked: call again."""
    pairs = [(scope.no, raw(one)) for scope in keyring.store.scopes("open") for one in subjects]
    with keyring.store.write() as transaction:
        transaction.executemany("DELETE FROM subject_key WHERE scope = ? AND subject = ?", pairs)
        next_generation(transaction)
    keyring.store.cut_log()
    keyring.drop_outdated()


def extend(keyring: Keyring, scope_no: int, expires_on: int, reason: str, by: tuple[str, str]) -> None:
    """`by`: two different members. An earlier day changes nothing. Raises ScopeClosed."""
    _check(reason, by)
    with keyring.store.write() as transaction:
        _require_open(transaction, scope_no)
        longer = "UPDATE scope SET expires_on = ?1 WHERE no = ?2 AND expires_on < ?1"
        if transaction.execute(longer, (expires_on, scope_no)).rowcount:
            next_generation(transaction)
            _log(transaction, (scope_no, b"", now_ms(), expires_on, reason, *by))


def bring_forward(keyring: Keyring, scope_no: int, expires_on: int) -> None:
    """The scope ends on that day already. A later day changes nothing, and so does a scope that has ended."""
    with keyring.store.write() as transaction:
        earlier = "UPDATE scope SET expires_on = ?1 WHERE no = ?2 AND expires_on > ?1 AND state = 'open'"
        if transaction.execute(earlier, (expires_on, scope_no)).rowcount:
            next_generation(transaction)


def extend_subject(
    keyring: Keyring, scope_no: int, subject: str, under: int, reason: str, by: tuple[str, str]
) -> None:
    """Re-wraps one subject's key of `scope_no` so that it lives as long as the scope `under`.

    What was sealed stays as it is and still names the old scope. An earlier day changes nothing. Raises
    ScopeClosed, and Refusal `not_found` where the subject has no key.
    """
    _check(reason, by)
    held = keyring.store.fetch([(scope_no, subject)])
    if not held:
        raise Refusal("not_found")
    inner, outer = keyring.wrapping(held[0].wrapped_by), keyring.wrapping(under)
    if inner is None or outer is None:
        raise ScopeClosed(f"scope {scope_no} or {under}")
    rewrapped = outer.wrap(
        scope_no, raw(subject), inner.unwrap(scope_no, raw(subject), held[0].wrapped), *nonces(1)
    )
    with keyring.store.write() as transaction:
        present = _require_open(transaction, held[0].wrapped_by)
        longer = _require_open(transaction, under)
        if longer.expires_on > present.expires_on:
            rewrap = "UPDATE subject_key SET wrapped = ?, wrapped_by = ? WHERE scope = ? AND subject = ?"
            transaction.execute(rewrap, (rewrapped, under, scope_no, raw(subject)))
            _log(transaction, (scope_no, raw(subject), now_ms(), longer.expires_on, reason, *by))


def _close(keyring: Keyring, today: int) -> None:
    due = "UPDATE scope SET state = 'closing' WHERE state = 'open' AND expires_on <= ?"
    with keyring.store.write() as transaction:
        if transaction.execute(due, (today,)).rowcount:
            next_generation(transaction)


def _delete(keyring: Keyring, scopes: Sequence[Scope]) -> None:
    with keyring.store.write() as transaction:
        for scope in scopes:
            transaction.execute("DELETE FROM subject_key WHERE scope = ?1 AND wrapped_by = ?1", (scope.no,))
            # In these words the statement can use the partial index.
            extended = "DELETE FROM subject_key WHERE wrapped_by = ? AND wrapped_by <> scope"
            transaction.execute(extended, (scope.no,))


def _mark_destroyed(keyring: Keyring, scopes: Sequence[Scope]) -> None:
    with keyring.store.write() as transaction:
        destroyed = "UPDATE scope SET state = 'destroyed' WHERE no = ? AND state = 'closing'"
        transaction.executemany(destroyed, [(scope.no,) for scope in scopes])


def _with_kept(keyring: Keyring, scopes: Sequence[Scope]) -> list[Expired]:
    return [Expired(scope, tuple(keyring.store.subjects_of(scope.no))) for scope in scopes]


def _require_open(transaction: sqlite3.Connection, scope_no: int) -> Scope:
    scope = open_scope(transaction, scope_no)
    if scope is None:
        raise ScopeClosed(f"scope {scope_no}")
    return scope


def _check(reason: str, by: tuple[str, str]) -> None:
    if not reason.strip():
        raise Refusal("body.invalid", path="reason", problem="an extension needs a published reason")
    if by[0] == by[1]:
        raise Refusal("body.invalid", path="by", problem="an extension needs two different members")


def _log(transaction: sqlite3.Connection, row: tuple[int, bytes, int, int, str, str, str]) -> None:
    transaction.execute("INSERT INTO extension VALUES (?, ?, ?, ?, ?, ?, ?)", row)
