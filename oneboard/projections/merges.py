"""Merges (合并): subjects that a person found to be one. Figures count them once, and once each again when parted.

A merged subject always leads to one that is merged into nothing, so there are no chains.
"""

from collections.abc import Collection
from typing import Final

from oneboard.foundation.rows import Change, Query, Statement, Transaction, both, keys
from oneboard.projections import marks
from oneboard.projections.reference import Reference
from oneboard.projections.rows import STEPS
from oneboard.projections.subject_rows import APART, SUBJECTS, ApartRow
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.subjects import SubjectMerged, SubjectToldApart

_STEPS_ABOUT: Final = STEPS.fetch_linked("thread", STEPS, "thread", "subject")
_SET: Final = both("UPDATE projections_subject SET merged_into = ?, changed_seq = ? WHERE id = ?")
_FOLLOW: Final = both(
    "UPDATE projections_task SET changed_seq = ?, void = ("
    "SELECT CASE WHEN projections_task.void = 'absent' THEN 'absent' "
    "WHEN s.merged_into IS NOT NULL THEN 'merged' WHEN s.closed <> '' THEN 'closed' ELSE '' END "
    "FROM projections_subject s WHERE s.id = projections_task.subject) WHERE subject = ?"
)


def _one_with() -> Statement:
    ids, into = SUBJECTS.among("id"), SUBJECTS.among("merged_into")
    merged = "SELECT {} FROM projections_subject WHERE merged_into IS NOT NULL AND "
    return Statement(
        *(
            f"{merged.format(columns)}{to} UNION {merged.format(columns)}merged_into IN "
            f"({merged.format('merged_into')}{of})"
            for columns, to, of in zip(
                ("id, merged_into", "id::text, merged_into::text"), into, ids, strict=True
            )
        )
    )


_ONE_WITH: Final = _one_with()


def one_with(subjects: Collection[str]) -> Query:
    """Every subject that is one with one of these and merged into another, with that other."""
    ids = keys(subjects)
    return Query(_ONE_WITH, (ids, ids))


def fold(transaction: Transaction, recorded: Recorded, reference: Reference) -> None:
    into = read_as(SubjectMerged, recorded.entry.kind, recorded.entry.fact).into
    _fold(transaction, recorded, into, reference)


def fold_parting(transaction: Transaction, recorded: Recorded, reference: Reference) -> None:
    _fold(transaction, recorded, None, reference)


def fold_telling_apart(transaction: Transaction, recorded: Recorded) -> None:
    fact = read_as(SubjectToldApart, recorded.entry.kind, recorded.entry.fact)
    one, other = sorted((recorded.entry.subject or "", fact.other))
    transaction.tell(Change(APART.insert_new, [ApartRow(one, other, recorded.seq)]))


def _fold(transaction: Transaction, recorded: Recorded, into: str | None, reference: Reference) -> None:
    subject = recorded.entry.subject or ""
    touched = {subject, *([into] if into else [])}
    [rows] = transaction.ask(one_with(touched))
    before: dict[str, str] = dict(rows)
    after = {one: other for one, other in before.items() if one != subject} | (
        {subject: into} if into else {}
    )
    [steps] = transaction.ask(Query(_STEPS_ABOUT, (keys(touched.union(before, before.values())),)))
    marks.move(transaction, STEPS.rows(steps), (before, after), recorded, reference)
    transaction.tell(Query(_SET, (into, recorded.seq, subject)), Query(_FOLLOW, (recorded.seq, subject)))
