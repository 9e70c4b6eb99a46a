"""The fold (折叠): facts become changes of read models, the same live and in replay.

What comes in numbers is folded a group at a time (`flow`); what changes the ground everyone works on (places, posts,
campaigns, playbooks, keys) is folded entry by entry, in its place between them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from oneboard.foundation.rows import Transaction
from oneboard.projections import (
    boundaries,
    bulletins,
    campaigns,
    content,
    divisions,
    editions,
    flow,
    forgotten,
    incidents,
    merges,
    overrides,
    papers,
    people,
    places,
    responses,
    sealed,
    workloads,
)
from oneboard.projections.reference import Reference
from oneboard.projections.referring import current
from oneboard.projections.rows import TaskRow
from oneboard.vocabulary.entry import Recorded

#: The kinds that are folded in numbers, neighbours of one family together. Every other kind stands alone.
_FLOW: Final = frozenset(
    {
        "step.taken", "blob.stored", "subject.registered", "subject.changed", "subject.moved", "subject.closed",
        "subject.reopened", "task.opened", "task.assigned", "task.withdrawn", "task.reopened",
        "task.reminded", "task.overdue", "task.elapsed",
    }
)  # fmt: skip
_PEOPLE: Final = frozenset(
    {"unit.registered", "member.registered", "member.changed", "post.appointed", "post.ended"}
)
_FAMILY: Final = {name: family for family in (_FLOW, _PEOPLE) for name in family}

_ALONE: Final[dict[str, Callable[[Transaction, Recorded], None]]] = {
    "place.registered": places.fold_registration,
    "place.renamed": places.fold_naming,
    "place.moved": places.fold_move,
    "place.split": divisions.fold_split,
    "place.merged": divisions.fold_merging,
    "incident.opened": incidents.fold_opening,
    "incident.ended": incidents.fold_end,
    "response.declared": responses.fold,
    "extension.proposed": incidents.fold_proposal,
    "extension.confirmed": incidents.fold_confirmation,
    "calendar.overridden": overrides.fold,
    "calendar.restored": overrides.fold_restoring,
    "campaign.closed": campaigns.fold_closing,
    "keys.expired": sealed.fold_expiry,
    "subject.told_apart": merges.fold_telling_apart,
    "subject.forgotten": forgotten.fold,
    "playbook.withdrawn": content.fold_withdrawal,
    "playbook.proposed": content.fold_motion,
    "quarantine.settled": lambda transaction, recorded: None,
    "bulletin.signed": bulletins.fold,
    "paper.issued": papers.fold,
    "paper.withdrawn": papers.fold_withdrawal,
    "exercise.founded": lambda transaction, recorded: None,
}

_CHANGES_REFERENCE: Final = frozenset(
    {
        "place.registered", "place.renamed", "place.moved", "place.split", "place.merged", "edition.adopted",
        "incident.opened", "incident.ended", "response.declared", "extension.confirmed", "campaign.opened",
        "campaign.closed",
        "playbook.published", "playbook.withdrawn", "register.published", "calendar.overridden", "calendar.restored",
    }
)  # fmt: skip

# Read anew before these only: a thousand places that are registered in a row are read once.
_READS_REFERENCE: Final = (
    _FLOW
    | _PEOPLE
    | {"playbook.published", "campaign.opened", "slot.opened", "subject.merged", "subject.parted"}
)


def changes_reference(kind: str) -> bool:
    """Whether an entry of this kind changes what `Reference` keeps in memory."""
    return _name(kind) in _CHANGES_REFERENCE


def fold(
    transaction: Transaction,
    group: Sequence[Recorded],
    reference: Reference,
    blob: Callable[[str], bytes],
    known: Mapping[str, TaskRow] = {},
) -> Reference:
    """Folds the group and returns the reference as of its end. `known`: tasks that were read before it."""
    changed = reference.seq
    for run in _runs(group):
        name = _name(run[0].entry.kind)
        if name in _READS_REFERENCE:
            reference = current(transaction, changed, reference)
        if name in _FLOW:
            flow.fold(transaction, run, reference, known)
            workloads.fold(transaction, run, reference.day)
        elif name in _PEOPLE:
            people.fold(transaction, run)
            campaigns.fold_units(transaction, run, reference)
        else:
            _fold_alone(transaction, run[0], reference, blob)
        if name in _CHANGES_REFERENCE:
            changed = run[0].seq
        known = {}
    return current(transaction, changed, reference)


def _fold_alone(
    transaction: Transaction, recorded: Recorded, reference: Reference, blob: Callable[[str], bytes]
) -> None:
    match _name(recorded.entry.kind):
        case "campaign.opened":
            campaigns.fold_opening(transaction, recorded, reference)
        case "slot.opened":
            campaigns.fold_slot(transaction, recorded, reference)
        case "playbook.published" | "register.published" | "template.published":
            content.fold(transaction, recorded, blob, reference)
        case "boundary.drawn":
            boundaries.fold(transaction, recorded, blob)
        case "edition.adopted":
            editions.fold(transaction, recorded, blob)
        case "subject.merged":
            merges.fold(transaction, recorded, reference)
        case "subject.parted":
            merges.fold_parting(transaction, recorded, reference)
        case name:
            _ALONE[name](transaction, recorded)


def _runs(group: Sequence[Recorded]) -> Iterator[Sequence[Recorded]]:
    """Neighbours of one family together."""
    run: list[Recorded] = []
    of: frozenset[str] | None = None
    for recorded in group:
        family = _FAMILY.get(_name(recorded.entry.kind))
        if run and (family is None or family is not of):
            yield run
            run = []
        run.append(recorded)
        of = family
    if run:
        yield run


@cache
def _name(kind: str) -> str:
    return kind.partition("@")[0]
