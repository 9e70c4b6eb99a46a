"""Incidents at the desk: opened, ended, and extended by two persons with a published reason."""

from functools import partial
from typing import Annotated, Final, Literal

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.access.verbs import PUBLIC
from oneboard.foundation.clock import day_number, day_text, iso
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.foundation.words import UNSEEN
from oneboard.intake.clock.expiry import settle_days
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.projections.models import Extension, Incident
from oneboard.projections.responses import ResponseRow
from oneboard.recorder import recorder
from oneboard.vocabulary.incidents import (
    ExtensionConfirmed,
    ExtensionProposed,
    IncidentEnded,
    IncidentOpened,
)
from oneboard.vocabulary.places import Name
from oneboard.work.incidents import decide_confirmation, decide_end, decide_incident, decide_proposal

VERB: Final = "campaign.open"
EXTEND: Final = "keys.extend"

#: How long what was told can still be read when all is over, for certificates, settlements and appeals.
WIND_DOWN_DAYS: Final = 30

_SAID: Final = rf"^[^{UNSEEN}]*[^\s{UNSEEN}][^{UNSEEN}]*\Z"
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=_SAID)]


class NewIncident(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    incident: Id
    title: Name
    sort: Literal["actual", "exercise"]


class EndIncident(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`keep_days`: days from today after which its keys are destroyed, where they would live longer."""

    id: Id
    reason: Reason
    keep_days: Annotated[int, msgspec.Meta(ge=0, le=WIND_DOWN_DAYS)] = WIND_DOWN_DAYS


class ProposeExtension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`until`: the first day without the keys. The reason is for everyone to read: it names nobody."""

    id: Id
    until: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}\Z")]
    reason: Reason


class ConfirmExtension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id


class OneIncident(msgspec.Struct, frozen=True):
    incident: Id


class OneExtension(msgspec.Struct, frozen=True):
    extension: Id


class IncidentSeen(msgspec.Struct, frozen=True):
    """`keys_end`: the first day without its keys, where an end or an extension says one. `response`: I to IV."""

    id: str
    title: str
    sort: str
    opened_at: str
    ended_at: str | None
    keys_end: str | None
    response: str | None = None
    response_since: str | None = None


class ExtensionSeen(msgspec.Struct, frozen=True):
    id: str
    incident: str
    title: str
    until: str
    reason: str
    proposed_at: str
    confirmed_at: str | None


def open_incident(call: Call[NewIncident, None, None]) -> Recorded:
    new = call.body
    said = Statement(fact=IncidentOpened(title=new.title, sort=new.sort), incident=new.incident)
    return record(call, new.id, [said], partial(decide_incident, new.incident, new.sort))


def end_incident(call: Call[EndIncident, OneIncident, None]) -> Recorded:
    """Closes its campaigns, and brings the end of its keys forward. Raises Refusal not_found, incident.ended."""
    pen = recorder.running()
    keys_end = day_text(pen.reference().day(call.now_ms) + call.body.keep_days)
    fact = IncidentEnded(reason=call.body.reason, keys_end=keys_end)
    said = Statement(fact=fact, incident=call.path.incident)
    answer = record(call, call.body.id, [said], partial(decide_end, call.path.incident))
    settle_days(pen)
    return answer


def propose(call: Call[ProposeExtension, OneIncident, None]) -> Recorded:
    """Raises Refusal not_found, body.invalid."""
    try:
        until = day_number(call.body.until)
    except ValueError as error:
        raise Refusal("body.invalid", path="$.until", problem=str(error)) from error
    fact = ExtensionProposed(until=call.body.until, reason=call.body.reason)
    said = Statement(fact=fact, incident=call.path.incident)
    today = recorder.running().reference().day(call.now_ms)
    return record(call, call.body.id, [said], partial(decide_proposal, call.path.incident, until, today))


def confirm(call: Call[ConfirmExtension, OneExtension, None]) -> Recorded:
    """Raises Refusal not_found, extension.confirmed, extension.same_person."""
    found = Extension.objects.filter(id=call.path.extension).first()
    if found is None:
        raise Refusal("not_found")
    said = Statement(fact=ExtensionConfirmed(proposal=found.id), incident=found.incident)
    answer = record(call, call.body.id, [said], partial(decide_confirmation, found.id, call.actor.member))
    settle_days(recorder.running())
    return answer


def list_incidents(call: Call[None, None, None]) -> list[IncidentSeen]:
    """The latest first."""
    reference = recorder.running().reference()
    return [
        _seen(incident, reference.response(incident.id, call.now_ms + 1))
        for incident in Incident.objects.order_by("-opened_at", "id")
    ]


def list_proposals(call: Call[None, None, None]) -> list[ExtensionSeen]:
    return _extensions(confirmed=False)


def list_extensions(call: Call[None, None, None]) -> list[ExtensionSeen]:
    return _extensions(confirmed=True)


def _seen(incident: Incident, declared: ResponseRow | None) -> IncidentSeen:
    days = [day for day in (incident.keys_end, incident.keys_until) if day is not None]
    return IncidentSeen(
        incident.id, incident.title, incident.sort, iso(incident.opened_at),
        None if incident.ended_at is None else iso(incident.ended_at), day_text(max(days)) if days else None,
        (declared.response or None) if declared else None, iso(declared.since) if declared else None,
    )  # fmt: skip


def _extensions(*, confirmed: bool) -> list[ExtensionSeen]:
    """The latest first."""
    titles = dict(Incident.objects.values_list("id", "title"))
    found = Extension.objects.filter(confirmed_at__isnull=not confirmed).order_by("-proposed_at", "id")
    return [
        ExtensionSeen(e.id, e.incident, titles[e.incident], day_text(e.until), e.reason, iso(e.proposed_at),
                      None if e.confirmed_at is None else iso(e.confirmed_at))
        for e in found
    ]  # fmt: skip


ROUTES: Final = (
    Route("POST", "/incidents", VERB, NewIncident, Recorded, open_incident, "Open an incident.",
          refuses=("exercise.actual",)),
    Route("GET", "/incidents", "campaign.read", None, list[IncidentSeen], list_incidents, "The incidents."),
    Route("POST", "/incidents/{incident}/end", VERB, EndIncident, Recorded, end_incident,
          "End an incident: its campaigns close, and its keys die within 30 days.",
          params=OneIncident, refuses=("incident.ended",)),
    Route("POST", "/incidents/{incident}/extensions", EXTEND, ProposeExtension, Recorded, propose,
          "Propose that an incident's keys live longer; another person must confirm.", params=OneIncident),
    Route("POST", "/extensions/{extension}/confirm", EXTEND, ConfirmExtension, Recorded, confirm,
          "Confirm an extension that another person proposed.",
          params=OneExtension, refuses=("extension.confirmed", "extension.same_person")),
    Route("GET", "/extensions/proposed", EXTEND, None, list[ExtensionSeen], list_proposals,
          "The extensions that wait for a second person."),
    Route("GET", "/extensions", PUBLIC, None, list[ExtensionSeen], list_extensions,
          "Which incidents' keys live longer, until when, and why: for everyone."),
)  # fmt: skip
