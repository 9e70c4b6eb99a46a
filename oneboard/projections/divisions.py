"""Grids that are split and merged by hand (网格调整): the old close and keep their figures."""

from typing import Final

from msgspec.structs import replace

from oneboard.foundation.rows import Change, Query, Statement, Transaction, keys
from oneboard.projections import stays
from oneboard.projections.relaying import After, known_at, relay
from oneboard.projections.rows import TASKS
from oneboard.projections.standing import Standing, standing
from oneboard.projections.subject_rows import SUBJECTS
from oneboard.projections.territory import NODES, NodeRow, PlaceRow
from oneboard.projections.timetable import NOTICES
from oneboard.projections.trees import Tree
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.places import PlaceMerged, PlaceSplit


def _move_all(table: str, among: Statement) -> Statement:
    """What lies at the old grids lies at the new one. All of it: whether a task is open depends on what came in yet."""
    return Statement(*(f"UPDATE {table} SET place = ?, changed_seq = ? WHERE {at}" for at in among))  # noqa: S608


_MOVE_SUBJECTS: Final = _move_all(SUBJECTS.name, SUBJECTS.among("place"))
_MOVE_TASKS: Final = _move_all(TASKS.name, TASKS.among("place"))
_MOVE_NOTICES: Final = _move_all(NOTICES.name, NOTICES.among("place"))


def fold_split(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(PlaceSplit, entry.kind, entry.fact)
    before = standing(transaction)
    old = before.places[entry.place or ""]
    new = [_beside(old, old.parent, grid.id, grid.name, grid.code, before) for grid in fact.into]
    births = [
        known_at(edition, row, tuple(before.nodes[edition][old.id].path.split(".")[:-1]))
        for edition in before.former
        for row in new
    ]
    changed = [replace(old, closed=1), *new]
    _divide(transaction, recorded.seq, before, changed, births, {old.id: [row.id for row in new]})
    stays.inherit(transaction, old.id, [row.id for row in new])


def fold_merging(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(PlaceMerged, entry.kind, entry.fact)
    before, into = standing(transaction), entry.place or entry.id
    old = [before.places[id_] for id_ in fact.of]
    new = _beside(old[0], fact.parent, into, fact.name, fact.code, before)
    births = [
        known_at(edition, new, Tree.of(before.nodes[edition].values()).lowest_above(fact.of))
        for edition in before.former
    ]
    changed = [*(replace(row, closed=1, heir=into) for row in old), new]
    _divide(transaction, recorded.seq, before, changed, births, {row.id: [into] for row in old})
    parameters = (into, recorded.seq, keys(fact.of))
    moving = (_MOVE_SUBJECTS, _MOVE_TASKS, _MOVE_NOTICES)
    transaction.tell(*(Query(statement, parameters) for statement in moving))


def _beside(
    like: PlaceRow, parent: str | None, id_: str, name: str, code: str | None, before: Standing
) -> PlaceRow:
    above = before.places[parent or ""].path
    return PlaceRow(id_, like.level, name, parent, code, f"{above}.{id_}", "", 0, None, 0)


def _divide(
    transaction: Transaction,
    seq: int,
    before: Standing,
    changed: list[PlaceRow],
    births: list[NodeRow],
    others: dict[str, list[str]],
) -> None:
    transaction.tell(Change(NODES.insert, births))
    for node in births:
        before.nodes[node.edition][node.place] = node
    places = before.places | {row.id: row for row in changed}
    relay(transaction, before, After(seq, before.current, places, others=others))
