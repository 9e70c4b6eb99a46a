"""Responses (响应级别) at the desk: how high an incident is responded to, by whose order, and why."""

from functools import partial
from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.access.verbs import PUBLIC
from oneboard.foundation.clock import iso
from oneboard.foundation.ids import Id
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.intake.desk.incidents import VERB, OneIncident, Reason
from oneboard.projections.models import Incident
from oneboard.projections.models import Response as Declared
from oneboard.recorder import recorder
from oneboard.vocabulary.incidents import Response, ResponseDeclared
from oneboard.vocabulary.places import Name
from oneboard.work.responses import decide_response

#: How many of the latest are told.
_TOLD: Final = 500


class NewResponse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`response`: I to IV, null for none. `order`: who ordered it and its number. The reason names nobody."""

    id: Id
    response: Response | None
    order: Annotated[Name, msgspec.Meta(examples=["省指挥部第 5 号令"])]
    reason: Reason


class ResponseSeen(msgspec.Struct, frozen=True):
    """It holds from `since` until the next one of its incident."""

    id: str
    incident: str
    title: str
    response: str | None
    order: str
    reason: str
    since: str


def declare(call: Call[NewResponse, OneIncident, None]) -> Recorded:
    """Raises Refusal not_found, incident.ended, response.same."""
    new = call.body
    fact = ResponseDeclared(response=new.response, order=new.order, reason=new.reason)
    said = Statement(fact=fact, incident=call.path.incident)
    reference = recorder.running().reference()
    decide = partial(decide_response, call.path.incident, new.response, reference, call.now_ms)
    return record(call, new.id, [said], decide)


def list_responses(call: Call[None, None, None]) -> list[ResponseSeen]:
    """The latest first."""
    titles = dict(Incident.objects.values_list("id", "title"))
    return [
        ResponseSeen(one.id, one.incident, titles[one.incident], one.response or None, one.by_order, one.reason,
                     iso(one.since))
        for one in Declared.objects.order_by("-changed_seq")[:_TOLD]
    ]  # fmt: skip


ROUTES: Final = (
    Route("POST", "/incidents/{incident}/response", VERB, NewResponse, Recorded, declare,
          "Declare how high an incident is responded to: playbooks for that level open their tasks from now on.",
          params=OneIncident, refuses=("incident.ended", "response.same")),
    Route("GET", "/responses", PUBLIC, None, list[ResponseSeen], list_responses,
          "How high each incident is and was responded to, by whose order and why: for everyone."),
)  # fmt: skip
