"""Units, members and posts (单位, 人员, 岗位): who is appointed where, now or at any moment."""

from typing import Final

from django.db import connection

from oneboard.access.actor import Grant, PostHeld
from oneboard.foundation.rows import Change, Query, Transaction, both
from oneboard.projections.rows import MEMBERS, POSTS, UNITS, MemberRow, PostRow, UnitRow
from oneboard.projections.sealed import sealed_text
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.people import PostAppointed, PostEnded, UnitRegistered

_POSTS_OF: Final = (
    "SELECT post.id, post.unit, post.place, place.path, post.role, post.begins, post.ends "
    "FROM projections_post post JOIN projections_place place ON place.id = post.place "
    "WHERE post.member = %s ORDER BY post.begins, post.id"
)
_END_POST: Final = both("UPDATE projections_post SET ends = ?, changed_seq = ? WHERE id = ?")


def fold_unit(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(UnitRegistered, entry.kind, entry.fact)
    row = UnitRow(entry.subject or entry.id, fact.name, int(fact.squad), entry.place or "", recorded.seq)
    transaction.tell(Change(UNITS.upsert, [row]))


def fold_member(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    row = MemberRow(entry.subject or entry.id, sealed_text(entry.sealed), entry.scope, recorded.seq)
    transaction.tell(Change(MEMBERS.upsert, [row]))


def fold_post(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(PostAppointed, entry.kind, entry.fact)
    row = PostRow(
        entry.subject or entry.id, fact.member, fact.unit, entry.place or "", fact.role, fact.begins, fact.ends,
        recorded.seq,
    )  # fmt: skip
    transaction.tell(Change(POSTS.upsert, [row]))


def fold_end(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(PostEnded, entry.kind, entry.fact)
    transaction.tell(Query(_END_POST, (fact.ends, recorded.seq, entry.subject)))


def posts_of(member: str) -> list[PostHeld]:
    """Every post the member was ever appointed to, the first one first."""
    # Asked at every request of every phone: one statement, without the ORM's own time.
    with connection.cursor() as cursor:
        cursor.execute(_POSTS_OF, [member])
        return [PostHeld(Grant(*map(str, row[:5])), row[5], row[6]) for row in cursor.fetchall()]


def grants_of(member: str, at_ms: int) -> tuple[Grant, ...]:
    """The posts in force at that moment, each with the ground it covers; empty for a leaver."""
    return tuple(post.grant for post in posts_of(member) if post.in_force(at_ms))


def grants_to_come(member: str, at_ms: int) -> tuple[Grant, ...]:
    """The posts in force at that moment and those already given for later: a token will act with them all."""
    return tuple(post.grant for post in posts_of(member) if post.ends is None or at_ms < post.ends)
