"""Units, members and posts (单位, 人员, 岗位): who is appointed where, now or at any moment."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

from django.db import connection

from oneboard.access.actor import Grant, PostHeld
from oneboard.foundation.rows import Change, Query, Record, Transaction, both
from oneboard.projections.rows import MEMBERS, POSTS, UNITS, MemberRow, PostRow, UnitRow
from oneboard.projections.versions import text
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.people import PostAppointed, PostEnded, UnitRegistered

_POSTS_OF: Final = (
    "SELECT post.id, post.unit, post.place, post.role, post.begins, post.ends, ground.path "
    "FROM projections_post post "
    "LEFT JOIN projections_ground ground ON ground.place = post.place AND ground.covers = 1 "
    "WHERE post.member = %s ORDER BY post.begins, post.id, ground.path"
)
_END_POST: Final = both("UPDATE projections_post SET ends = ?, changed_seq = ? WHERE id = ?")


def fold_unit(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(UnitRegistered, entry.kind, entry.fact)
    row = UnitRow(entry.subject or entry.id, fact.name, int(fact.squad), entry.place or "", recorded.seq)
    transaction.tell(Change(UNITS.upsert, [row]))


def fold_member(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    row = MemberRow(entry.subject or entry.id, text(entry.sealed), entry.scope, recorded.seq)
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
        return [_held(list(rows)) for _, rows in groupby(cursor.fetchall(), key=itemgetter(0))]


def _held(rows: Sequence[Record]) -> PostHeld:
    """From the rows of one post, one for each piece of its ground."""
    post, unit, place, role, begins, ends, _ = rows[0]
    grounds = tuple(row[6] for row in rows if row[6] is not None)
    return PostHeld(Grant(str(post), str(unit), place, grounds, role), begins, ends)


def grants_of(member: str, at_ms: int) -> tuple[Grant, ...]:
    """The posts in force at that moment, each with the ground it covers; empty for a leaver."""
    return tuple(post.grant for post in posts_of(member) if post.in_force(at_ms))


def grants_to_come(member: str, at_ms: int) -> tuple[Grant, ...]:
    """The posts in force at that moment and those already given for later: a token will act with them all."""
    return tuple(post.grant for post in posts_of(member) if post.ends is None or at_ms < post.ends)
