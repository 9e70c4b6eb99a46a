"""Forgotten (已遗忘): whose task ended in a state that forgets, and what goes with it; and what is left of it then."""

from collections.abc import Iterable, Sequence
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
    ended = {id_ for playbook, state in pairs for id_ in _standing(playbook, state)}
    ended -= _owed(ended, reference)
    found = {row.id: row for row in Subject.objects.filter(Q(id__in=ended) | Q(merged_into__in=ended))}
    going = sorted(left(found.values()))[:_AT_ONCE]
    return found | {row.id: row for id_ in going for row in _going_along(id_, reference)}


def _standing(playbook: str, state: str) -> set[str]:
    """In these words both stores search the index of what is owed, which holds what is over as well."""
    tasks = Task.objects.filter(playbook=playbook, state=state).extra(where=["void = '' AND withdrawn = ''"])
    return {str(id_) for id_ in tasks.values_list("subject", flat=True)}


def left(rows: Iterable[Subject]) -> set[str]:
    """Those of which anything is left that was said."""
    sealed = {row.id: row.sealed != "{}" for row in rows}
    hashed = Find.objects.filter(subject__in=list(sealed)).values_list("subject", flat=True).distinct()
    return {id_ for id_, is_sealed in sealed.items() if is_sealed} | {str(id_) for id_ in hashed}


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
