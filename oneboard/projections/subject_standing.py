"""What stood of the subjects before a group, read in one round trip; and what a group writes of them, in its order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from oneboard.foundation.rows import Change, Query, Statement, Transaction, keys
from oneboard.projections.subject_rows import (
    DEPARTURES,
    FINDS,
    SUBJECTS,
    TEXTS,
    VERSIONS,
    DepartureRow,
    FindRow,
    SubjectRow,
    TextRow,
    VersionRow,
)

_SUBJECTS_BY_ID: Final = SUBJECTS.fetch("id")
_VERSIONS_OF: Final = VERSIONS.fetch("subject")
_FINDS_OF: Final = FINDS.fetch("subject")
_DEPARTURES_OF: Final = DEPARTURES.fetch("subject")


class Known(msgspec.Struct):
    """What stood before, by subject."""

    subjects: dict[str, SubjectRow]
    versions: dict[str, list[VersionRow]]
    finds: dict[str, list[FindRow]]
    departures: dict[str, list[DepartureRow]]


class Written(msgspec.Struct):
    """What is written at the end, in this order."""

    subjects: list[SubjectRow] = []
    dropped: list[str] = []  # registrations among the versions that an earlier one takes the place of
    versions: list[VersionRow] = []
    renewed: list[str] = []  # subjects whose finds are written anew
    finds: list[FindRow] = []
    left: list[str] = []  # subjects whose departures are written anew
    departures: list[DepartureRow] = []
    texts: list[TextRow] = []


def load(transaction: Transaction, ids: Sequence[str], changed: Iterable[str]) -> Known:
    by_subject, by_changed = (keys(ids),), (keys(changed),)
    subjects, all_versions, finds, departures = transaction.ask(
        Query(_SUBJECTS_BY_ID, by_subject),
        Query(_VERSIONS_OF, by_subject),
        Query(_FINDS_OF, by_changed),
        Query(_DEPARTURES_OF, by_subject),
    )
    known = Known(
        {row.id: row for row in SUBJECTS.rows(subjects)},
        defaultdict(list), defaultdict(list), defaultdict(list),
    )  # fmt: skip
    for version in VERSIONS.rows(all_versions):
        known.versions[version.subject].append(version)
    for find in FINDS.rows(finds):
        known.finds[find.subject].append(find)
    for departure in DEPARTURES.rows(departures):
        known.departures[departure.subject].append(departure)
    return known


def told(written: Written) -> list[Change | Query]:
    changes: list[Change | Query] = [Change(SUBJECTS.upsert, written.subjects)]
    for statement, ids in (
        (_DROP_REGISTRATIONS, written.dropped),
        (_FORGET_FINDS, written.renewed),
        (_FORGET_DEPARTURES, written.left),
    ):
        changes += [Query(statement, (keys(ids),))] if ids else []
    return [
        *changes,
        Change(VERSIONS.insert_new, written.versions),
        Change(FINDS.insert_new, written.finds),
        Change(DEPARTURES.insert_new, written.departures),
        Change(TEXTS.upsert, written.texts),
    ]


def _deleting(table_name: str, among: Statement, condition: str = "") -> Statement:
    return Statement(*(f"DELETE FROM {table_name} WHERE {condition}{part}" for part in among))  # noqa: S608


_DROP_REGISTRATIONS: Final = _deleting(VERSIONS.name, VERSIONS.among("subject"), "seq = 0 AND ")
_FORGET_FINDS: Final = _deleting(FINDS.name, FINDS.among("subject"))
_FORGET_DEPARTURES: Final = _deleting(DEPARTURES.name, DEPARTURES.among("subject"))
