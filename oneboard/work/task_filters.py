"""Filters (筛选) of tasks: what a list or a bulk asks for, as the part of the index of what is owed that answers it."""

import datetime as dt
from typing import Annotated

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.policy import areas
from oneboard.foundation.clock import instant_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import ID_PATTERN
from oneboard.playbooks.schema import Name
from oneboard.projections import holding, owed, places, tasks
from oneboard.projections.conditions import ANYWHERE, Condition, among
from oneboard.projections.owed import Pair, Part
from oneboard.projections.reference import Reference

Assigned = Annotated[
    str, msgspec.Meta(pattern=rf"^(lapsed|(post|unit|member):{ID_PATTERN.pattern})\Z", examples=["unit:…", "lapsed"])
]  # fmt: skip
Version = Annotated[
    str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,59}(@[1-9][0-9]{0,8})?\Z", examples=["household_visit@1"])
]


class TaskFilter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`place`: this one and all below, absent: one's whole ground. `playbook`: by name, or one version.

    `state`: also one in which nothing is owed any more, absent: all in which something is. `assigned`: to whom;
    `lapsed`: to one who is in post no more.
    """

    place: str | None = None
    playbook: Version | None = None
    state: Name | None = None
    overdue: bool | None = None
    assigned: Assigned | None = None
    due_before: dt.datetime | None = None


def part_of(asked: TaskFilter, actor: Actor, verb: str, now_ms: int, reference: Reference) -> Part:
    """On the ground where the actor may use the verb. Raises Refusal not_found, place.gone, body.invalid."""
    paths = areas(actor, verb)
    if asked.place is not None:
        paths = (places.find(asked.place, actor, verb).path,)
    here = holding.at(paths) & _chosen(asked, now_ms)
    pairs = owed.alive(_pairs(asked, actor, reference))
    if asked.assigned == "lapsed":
        return owed.of_assigned(pairs, holding.unheld(now_ms) & here)
    if asked.assigned is not None:
        return owed.of_assigned(pairs, among("assigned", [asked.assigned]) & here)
    return owed.in_states(pairs, here)


def _pairs(asked: TaskFilter, actor: Actor, reference: Reference) -> list[Pair]:
    seen = tasks.seen_by(actor, reference.playbooks.values())
    playbooks = [one for one in seen if asked.playbook in (None, one.playbook, one.key)]
    if asked.state is None:
        return owed.open_pairs(playbooks)
    return [(playbook.key, asked.state) for playbook in playbooks if asked.state in playbook.task.states]


def _chosen(asked: TaskFilter, now_ms: int) -> Condition:
    chosen = ANYWHERE
    if asked.overdue is not None:
        chosen &= Condition("due < %s" if asked.overdue else "(due IS NULL OR due >= %s)", (now_ms,))
    if asked.due_before is not None:
        try:
            chosen &= Condition("due < %s", (instant_ms(asked.due_before),))
        except ValueError as error:
            raise Refusal("body.invalid", path="due_before", problem=str(error)) from error
    return chosen
