"""Units, members and posts (单位, 人员, 岗位): who is appointed where, now or at any moment."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

import msgspec
from django.db import connection
from msgspec.structs import replace

from oneboard.access.actor import Grant, PostHeld
from oneboard.foundation.rows import Change, Query, Record, Transaction, keys
from oneboard.projections.personnel import MEMBERS, POSTS, UNITS, MemberRow, PostRow, UnitRow
from oneboard.projections.subject_rows import FINDS, FindRow
from oneboard.projections.versions import text
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.people import MemberRegistered, PostAppointed, PostEnded, UnitRegistered

_POSTS: Final = (
    "SELECT post.id, post.unit, post.place, post.role, post.begins, post.ends, post.member, ground.path "
    "FROM projections_post post "
    "LEFT JOIN projections_ground ground ON ground.place = post.place AND ground.covers = 1 "
)
_IN_ORDER: Final = " ORDER BY post.begins, post.id, ground.path"
_POSTS_OF: Final = f"{_POSTS}WHERE post.member = %s{_IN_ORDER}"


class MemberChange(msgspec.Struct, frozen=True, gc=False):
    sealed: str
    scope: int | None
    changed_seq: int
    id: str


class PostEnd(msgspec.Struct, frozen=True, gc=False):
    ends: int
    changed_seq: int
    id: str


_FORGET_FINDS: Final = FINDS.remove("subject")
_CHANGE_MEMBER: Final = MEMBERS.update(MemberChange)
_END_POST: Final = POSTS.update(PostEnd)


class Appearing(msgspec.Struct):
    """What a run of entries comes to: the rows it brings, and what it changes of rows that stood before it."""

    units: dict[str, UnitRow] = {}
    members: dict[str, MemberRow] = {}
    changes: dict[str, MemberChange] = {}
    posts: dict[str, PostRow] = {}
    ends: dict[str, PostEnd] = {}
    finds: dict[str, list[FindRow]] = {}


def fold(transaction: Transaction, group: Sequence[Recorded]) -> None:
    """Seven statements, however large the group; the same rows however entries are grouped."""
    found = Appearing()
    for recorded in group:
        _TAKE[recorded.entry.kind.partition("@")[0]](found, recorded)
    if found.finds:
        transaction.tell(Query(_FORGET_FINDS, (keys(found.finds),)))
    transaction.tell(
        Change(UNITS.upsert, list(found.units.values())),
        Change(MEMBERS.upsert, list(found.members.values())),
        Change(_CHANGE_MEMBER, list(found.changes.values())),
        Change(POSTS.upsert, list(found.posts.values())),
        Change(_END_POST, list(found.ends.values())),
        Change(FINDS.insert, [find for finds in found.finds.values() for find in finds]),
    )


def _unit(found: Appearing, recorded: Recorded) -> None:
    entry, id_ = recorded.entry, recorded.entry.subject or recorded.entry.id
    fact = read_as(UnitRegistered, entry.kind, entry.fact)
    place = entry.place or ""
    found.units[id_] = UnitRow(
        id_, fact.name, int(fact.squad), fact.part_of, place, recorded.recorded_at, recorded.seq
    )


def _member(found: Appearing, recorded: Recorded) -> None:
    entry, id_ = recorded.entry, recorded.entry.subject or recorded.entry.id
    fact = read_as(MemberRegistered, entry.kind, entry.fact)
    found.changes.pop(id_, None)
    found.finds[id_] = _finds(id_, recorded)
    found.members[id_] = MemberRow(
        id_, entry.place or "", fact.unit, fact.number, text(entry.sealed), entry.scope, recorded.seq
    )


def _change(found: Appearing, recorded: Recorded) -> None:
    entry, id_ = recorded.entry, recorded.entry.subject or ""
    found.finds[id_] = _finds(id_, recorded)
    new = MemberChange(text(entry.sealed), entry.scope, recorded.seq, id_)
    if (row := found.members.get(id_)) is None:
        found.changes[id_] = new
    else:
        found.members[id_] = replace(row, sealed=new.sealed, scope=new.scope, changed_seq=new.changed_seq)


def _finds(member: str, recorded: Recorded) -> list[FindRow]:
    entry = recorded.entry
    return [FindRow(member, path, hash_, entry.scope) for path, some in entry.find.items() for hash_ in some]


def _post(found: Appearing, recorded: Recorded) -> None:
    entry, id_ = recorded.entry, recorded.entry.subject or recorded.entry.id
    fact = read_as(PostAppointed, entry.kind, entry.fact)
    found.ends.pop(id_, None)
    found.posts[id_] = PostRow(
        id_, fact.member, fact.unit, entry.place or "", fact.role, fact.begins, fact.ends, recorded.seq
    )


def _end(found: Appearing, recorded: Recorded) -> None:
    id_ = recorded.entry.subject or ""
    fact = read_as(PostEnded, recorded.entry.kind, recorded.entry.fact)
    if (row := found.posts.get(id_)) is None:
        found.ends[id_] = PostEnd(fact.ends, recorded.seq, id_)
    else:
        found.posts[id_] = replace(row, ends=fact.ends, changed_seq=recorded.seq)


_TAKE: Final[dict[str, Callable[[Appearing, Recorded], None]]] = {
    "unit.registered": _unit,
    "member.registered": _member,
    "member.changed": _change,
    "post.appointed": _post,
    "post.ended": _end,
}


def posts_of(member: str) -> list[PostHeld]:
    """Every post the member was ever appointed to, the first one first."""
    # Asked at every request of every phone: one statement, without the ORM's own time.
    with connection.cursor() as cursor:
        cursor.execute(_POSTS_OF, [member])
        return [held for _, held in _held(cursor.fetchall())]


def posts_of_members(members: Sequence[str]) -> dict[str, list[PostHeld]]:
    """What `posts_of` says, of each of them, in one statement."""
    found: dict[str, list[PostHeld]] = {member: [] for member in members}
    if members:
        marks = ", ".join(["%s"] * len(members))
        with connection.cursor() as cursor:
            cursor.execute(f"{_POSTS}WHERE post.member IN ({marks}){_IN_ORDER}", list(members))
            for member, held in _held(cursor.fetchall()):
                found[member].append(held)
    return found


def _held(records: Iterable[Record]) -> Iterator[tuple[str, PostHeld]]:
    """Each post with its member, from as many rows as its ground has pieces."""
    for _, group in groupby(records, key=itemgetter(0)):
        rows = list(group)
        post, unit, place, role, begins, ends, member, _ = rows[0]
        grounds = tuple(row[-1] for row in rows if row[-1] is not None)
        yield str(member), PostHeld(Grant(str(post), str(unit), place, grounds, role), begins, ends)


def grants_of(member: str, at_ms: int) -> tuple[Grant, ...]:
    """The posts in force at that moment, each with the ground it covers; empty for a leaver."""
    return tuple(post.grant for post in posts_of(member) if post.in_force(at_ms))


def grants_to_come(member: str, at_ms: int) -> tuple[Grant, ...]:
    """The posts in force at that moment and those already given for later: a token will act with them all."""
    return tuple(post.grant for post in posts_of(member) if post.ends is None or at_ms < post.ends)
