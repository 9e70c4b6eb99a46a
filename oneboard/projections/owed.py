# ruff: noqa: S608  (what is put together are words of ours; every value is bound)
"""What is owed (未完): the lists of open tasks, read from the index `task_owed` alone.

Which states are final is known to the playbooks and to no column, so a list names the states it wants, version by
version; tasks that are done lie in other stretches of the index and are never read. Rows come back as ids with what
they are sorted by.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from django.db import connection

from oneboard.foundation.rows import keys
from oneboard.playbooks.schema import Playbook
from oneboard.projections.conditions import ANYWHERE, Condition, among

#: A version's key and one of its states.
Pair = tuple[str, str]

#: What stands for the deadline of a task that has none: it comes last.
NEVER: Final = 2**53

_OWED: Final = "void = '' AND withdrawn = ''"

# PostgreSQL goes from each version and state to the next that there is, in the order of the index: where it is told
# which one to look for, it may read the table instead. SQLite does as it is told, and skips only whole versions.
_NEXT: Final = (
    f"SELECT {{}} FROM projections_task task WHERE task.{_OWED} "
    "AND (task.playbook, task.state) > (pair.playbook, pair.state) ORDER BY task.playbook, task.state LIMIT 1"
)
_ALIVE: Final = {
    "sqlite": "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s) WHERE "
    "(SELECT 1 FROM projections_task WHERE playbook = json_extract(value, '$[0]') "
    f"AND state = json_extract(value, '$[1]') AND {_OWED} LIMIT 1)",
    "postgresql": "WITH RECURSIVE pair(playbook, state) AS (SELECT * FROM "
    f"(SELECT playbook, state FROM projections_task WHERE {_OWED} ORDER BY playbook, state LIMIT 1) first UNION ALL "
    f"SELECT ({_NEXT.format('task.playbook')}), ({_NEXT.format('task.state')}) FROM pair "
    "WHERE pair.playbook IS NOT NULL) SELECT playbook, state FROM pair WHERE playbook IS NOT NULL",
}


class Part(NamedTuple):
    """Part of a list: the tasks for which one of these holds.

    `rank`: where two parts have the same task, the lower is told.
    """

    wheres: Sequence[Condition]
    rank: int = 0


class Key(NamedTuple):
    """Where a page ends."""

    due: int
    place: str
    id: str


class Found(NamedTuple):
    id: str
    due: int | None
    place: str
    rank: int

    @property
    def key(self) -> Key:
        return Key(NEVER if self.due is None else self.due, self.place, self.id)


class Count(NamedTuple):
    playbook: str
    state: str
    tasks: int
    overdue: int


def open_pairs(playbooks: Iterable[Playbook]) -> list[Pair]:
    return [(playbook.key, state) for playbook in playbooks for state in playbook.open_states]


def alive(pairs: Sequence[Pair]) -> list[Pair]:
    """Those in which anything at all is owed: few, however many versions were ever published."""
    with connection.cursor() as cursor:
        cursor.execute(_ALIVE[connection.vendor], [keys(pairs)] if connection.vendor == "sqlite" else [])
        there = {(playbook, state) for playbook, state in cursor.fetchall()}
    return [pair for pair in pairs if pair in there]


def in_states(pairs: Sequence[Pair], condition: Condition, rank: int = 0) -> Part:
    return Part(list(_by_version(pairs, condition)), rank)


def of_assigned(pairs: Sequence[Pair], condition: Condition) -> Part:
    """By the index of what is assigned: nobody is to look for it in the whole city."""
    # No index has it put together like this, so that none is tempting.
    states = among("playbook || ' ' || state", [" ".join(pair) for pair in pairs])
    return Part([Condition(f"assigned IS NOT NULL AND {_OWED}") & states & condition])


def counts(pairs: Sequence[Pair], condition: Condition, now_ms: int) -> list[Count]:
    """How many tasks are owed in each state of each version, and how many of them are overdue; none where there are
    none."""
    each = [
        Condition(
            "SELECT playbook, state, count(*), count(CASE WHEN due < %s THEN 1 END) FROM projections_task "
            f"WHERE {part.sql} GROUP BY playbook, state",
            (now_ms, *part.parameters),
        )
        for part in _by_version(pairs, condition)
    ]
    return [Count(*row) for row in _together(each, "{}")]


def firsts(pairs: Sequence[Pair], condition: Condition, each: int) -> dict[Pair, list[str]]:
    """The first tasks of each state, overdue first, then by due and place."""
    parts = [
        Condition(
            f"SELECT * FROM (SELECT {n} AS n, id FROM projections_task WHERE {part.sql} "
            f"ORDER BY coalesce(due, {NEVER}), place, id LIMIT {each}) part",
            part.parameters,
        )
        for n, pair in enumerate(pairs)
        for part in _by_version([pair], condition)
    ]
    found: dict[Pair, list[str]] = {pair: [] for pair in pairs}
    for n, id_ in _together(parts, "{}"):
        found[pairs[n]].append(str(id_))
    return found


def page(parts: Sequence[Part], order: str, after: Key | None, limit: int) -> list[Found]:
    """In the order `due` or `place`, behind `after`. Nothing may be in two parts."""
    by = {"due": f"coalesce(due, {NEVER}), place, id", "place": f"place, coalesce(due, {NEVER}), id"}[order]
    behind = ANYWHERE
    if after is not None:
        due, place, id_ = after
        behind = Condition(f"({by}) > (%s, %s, %s)", (place, due, id_) if order == "place" else after)
    rows = _together(_selects(parts), f"SELECT * FROM ({{}}) found WHERE {behind.sql} ORDER BY {by} LIMIT {limit}",
                     behind.parameters)  # fmt: skip
    return [Found(str(id_), due, place, rank) for id_, due, place, rank in rows]


def by_place(part: Part, limit: int) -> list[tuple[str, int]]:
    """How many tasks of a part lie at each place, in the order of their ids."""
    whole = f"SELECT place, count(*) FROM ({{}}) part GROUP BY place ORDER BY place LIMIT {limit}"
    return [(place, int(n)) for place, n in _together(_selects([part]), whole)]


class Mine(NamedTuple):
    """One page, and how many there are on all."""

    found: list[Found]
    tasks: int
    overdue: int


def mine(parts: Sequence[Part], after: Key | None, limit: int, now_ms: int) -> Mine:
    """Each task once, by due and place. The numbers are 0 behind the last page."""
    by = f"coalesce(due, {NEVER}), place, id"
    behind = Condition(f"({by}) > (%s, %s, %s)", after) if after else ANYWHERE
    whole = (
        "WITH mine AS (SELECT id, due, place, min(rank) AS rank FROM ({}) part GROUP BY id, due, place) "
        "SELECT id, due, place, rank, (SELECT count(*) FROM mine), (SELECT count(*) FROM mine WHERE due < %s) "
        f"FROM mine WHERE {behind.sql} ORDER BY {by} LIMIT {limit}"
    )
    rows = _together(_selects(parts), whole, (now_ms, *behind.parameters))
    found = [Found(str(id_), due, place, rank) for id_, due, place, rank, *_ in rows]
    return Mine(found, *(rows[0][4:] if rows else (0, 0)))


def _selects(parts: Iterable[Part]) -> list[Condition]:
    return [
        Condition(f"SELECT id, due, place, {part.rank} AS rank FROM projections_task WHERE {sql}", bound)
        for part in parts
        for sql, bound in part.wheres
    ]


def _by_version(pairs: Iterable[Pair], condition: Condition) -> Iterator[Condition]:
    """One stretch of the index for each version."""
    versions: dict[str, list[str]] = {}
    for playbook, state in pairs:
        versions.setdefault(playbook, []).append(state)
    for playbook, states in versions.items():
        marks = ", ".join(["%s"] * len(states))
        here = Condition(f"playbook = %s AND state IN ({marks}) AND {_OWED}", (playbook, *states))
        yield here & condition


def _together(selects: Sequence[Condition], whole: str, more: Sequence[Any] = ()) -> list[Any]:
    """The rows of all the selects in one statement, `whole` around them."""
    if not selects:
        return []
    sql = whole.format(" UNION ALL ".join(select.sql for select in selects))
    parameters = [value for select in selects for value in select.parameters]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, *more])
        return list(cursor.fetchall())
