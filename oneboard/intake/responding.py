"""How high the incidents that go on are responded to, as phones and desks are told it at every contact."""

import msgspec

from oneboard.foundation.clock import iso
from oneboard.projections.reference import Reference


class IncidentSent(msgspec.Struct, frozen=True):
    """One that goes on. `response`: I to IV, or null; in force `since`, by this order."""

    id: str
    title: str
    sort: str
    response: str | None
    since: str | None
    order: str | None


def going_on(reference: Reference, now_ms: int) -> list[IncidentSent]:
    """All of them each time: they are few, and what they call for may have changed."""
    incidents = [one for one in reference.incidents.values() if one.ended_at is None]
    declared = [(one, reference.response(one.id, now_ms + 1)) for one in incidents]
    return [
        IncidentSent(one.id, one.title, one.sort, None, None, None) if said is None else
        IncidentSent(one.id, one.title, one.sort, said.response or None, iso(said.since), said.by_order)
        for one, said in declared
    ]  # fmt: skip
