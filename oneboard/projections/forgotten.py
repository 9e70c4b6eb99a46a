"""Forgotten (已遗忘): whose task ended in a state that forgets, and what goes with it; and what is left of it then."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q
from msgspec.structs import replace

from oneboard.foundation.rows import Change, Query, Transaction, both, keys
from oneboard.projections import subjects, versions
from oneboard.projections.models import Find, Subject, Task
from oneboard.projections.owed import Pair, open_pairs
from oneboard.projections.reference import Reference
from oneboard.projections.subject_rows import FINDS, SUBJECTS, VERSIONS
from oneboard.vocabulary.entry import Recorded

_SUBJECT_BY_ID: Final = SUBJECTS.fetch("id")
_VERSIONS_OF: Final = VERSIONS.fetch("subject")
_FORGET_HASHES: Final = both(f"DELETE FROM {FINDS.name} WHERE subject = ?")  # noqa: S608

#: As many subjects are forgotten at a time.
_AT_ONCE: Final = 500


def due(pairs: Sequence[Pair], reference: Reference) -> dict[str, Subject]:
    """What stands in such a state of such a version and is owed nothing more, with what was merged into it, and with
    what leads to it by a field that is forgotten with it; by id.
    """
    states = reduce(or_, (Q(playbook=playbook, state=state) for playbook, state in pairs))
    ended = {str(id_) for id_ in Task.objects.filter(states, withdrawn="").values_list("subject", flat=True)}
    ended -= _owed(ended, reference)
    rows = Subject.objects.filter(Q(id__in=ended) | Q(merged_into__in=ended))
    found = {row.id: row for row in rows}
    left = [id_ for id_, row in found.items() if is_there(row)][:_AT_ONCE]
    return found | {row.id: row for id_ in left for row in _going_along(id_, reference)}


def is_there(row: Subject) -> bool:
    """Whether anything is left of what was said of it."""
    return row.sealed != "{}" or Find.objects.filter(subject=row.id).exists()


def fold(transaction: Transaction, recorded: Recorded) -> None:
    """Its keys went first; what they sealed is only noise now, and leaves the read models."""
    id_ = recorded.entry.subject or ""
    by_id = (keys([id_]),)
    standing, said = transaction.ask(Query(_SUBJECT_BY_ID, by_id), Query(_VERSIONS_OF, by_id))
    # Their paths stay: an older value must not come back in their place.
    emptied = [replace(version, sealed="{}", scope=None, find="{}") for version in VERSIONS.rows(said)]
    rows = [
        replace(versions.folded(row, emptied), place=row.place)
        if emptied
        else replace(row, sealed="{}", scope=None)
        for row in SUBJECTS.rows(standing)
    ]
    transaction.tell(
        Query(_FORGET_HASHES, (id_,)),
        Change(VERSIONS.upsert, emptied),
        Change(SUBJECTS.upsert, [replace(row, changed_seq=recorded.seq) for row in rows]),
    )


def _owed(ids: set[str], reference: Reference) -> set[str]:
    """Of these, what somebody still has to do something about."""
    open_ = set(open_pairs(reference.playbooks.values()))
    rows = Task.objects.filter(subject__in=ids, void="", withdrawn="")
    return {
        str(subject)
        for subject, *pair in rows.values_list("subject", "playbook", "state")
        if tuple(pair) in open_
    }


def _going_along(id_: str, reference: Reference) -> list[Subject]:
    registers = {
        name: [path for path, field in register.fields.items() if field.forgotten_with]
        for name, register in reference.registers.items()
    }
    leading = Subject.objects.filter(
        subjects.linked_to(id_), register__in=[n for n, paths in registers.items() if paths]
    )
    return [
        row
        for row in leading
        if id_ in {versions.readable_of(row.readable).get(path) for path in registers[row.register]}
    ]
