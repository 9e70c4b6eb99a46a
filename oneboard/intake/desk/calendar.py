"""The calendar at the desk: emergencies in which every day is a workday and all hours count."""

from functools import partial
from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.clock import day_text, iso
from oneboard.foundation.ids import Id
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.intake.desk.incidents import Reason
from oneboard.projections.models import Override
from oneboard.vocabulary.calendar import CalendarOverridden, CalendarRestored
from oneboard.work.calendar import decide_restoring, require_days

VERB: Final = "calendar.override"

Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}\Z")]


class NewOverride(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From day to day, both included; without `until` it goes on. The reason names nobody."""

    id: Id
    reason: Reason
    since: Day
    until: Day | None = None


class EndOverride(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id


class OneOverride(msgspec.Struct, frozen=True):
    override: Id


class OverrideSeen(msgspec.Struct, frozen=True):
    """It holds for what begins behind `announced_at`, and for nothing that begins behind `restored_at`."""

    id: str
    reason: str
    since: str
    until: str | None
    announced_at: str
    restored_at: str | None


def override(call: Call[NewOverride, None, None]) -> Recorded:
    """What is due already keeps its deadline. Raises Refusal body.invalid."""
    new = call.body
    require_days(new.since, new.until)
    fact = CalendarOverridden(reason=new.reason, since=new.since, until=new.until)
    return record(call, new.id, [Statement(fact=fact)], lambda: None)


def restore(call: Call[EndOverride, OneOverride, None]) -> Recorded:
    """Raises Refusal not_found, calendar.restored."""
    said = Statement(fact=CalendarRestored(override=call.path.override))
    return record(call, call.body.id, [said], partial(decide_restoring, call.path.override))


def list_overrides(call: Call[None, None, None]) -> list[OverrideSeen]:
    """The latest first."""
    return [
        OverrideSeen(
            o.id, o.reason, day_text(o.since), None if o.until is None else day_text(o.until),
            iso(o.announced_at), None if o.restored_at is None else iso(o.restored_at),
        )
        for o in Override.objects.order_by("-announced_at", "id")
    ]  # fmt: skip


ROUTES: Final = (
    Route("POST", "/calendar/overrides", VERB, NewOverride, Recorded, override,
          "Announce an emergency: every day is a workday and all hours count."),
    Route("GET", "/calendar/overrides", "campaign.read", None, list[OverrideSeen], list_overrides,
          "The emergencies in which all hours count."),
    Route("POST", "/calendar/overrides/{override}/restore", VERB, EndOverride, Recorded, restore,
          "End an emergency: what begins from now on goes by working hours again.",
          params=OneOverride, refuses=("calendar.restored",)),
)  # fmt: skip
