"""Campaigns at the desk."""

from functools import partial
from typing import Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.projections import places
from oneboard.projections.models import Campaign
from oneboard.recorder import recorder
from oneboard.vocabulary.incidents import CampaignClosed, CampaignOpened
from oneboard.vocabulary.places import Code, Name
from oneboard.work.campaigns import decide_closing, decide_opening
from oneboard.work.playbooks import require_basis, require_in_force
from oneboard.work.responses import require_response
from oneboard.work.tasks import require_way


class NewCampaign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every subject of the playbook's register at or below the place owes its task."""

    id: Id
    campaign: Id
    incident: Id
    playbook: Name
    place: Code
    title: Name


class CloseCampaign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    reason: Name


class OneCampaign(msgspec.Struct, frozen=True):
    campaign: Id


def open_campaign(call: Call[NewCampaign, None, None]) -> Recorded:
    """Raises Refusal not_found, playbook.invalid for a version that was not published, playbook.ended,
    response.other; what goes by a schedule waits for its level."""
    new = call.body
    places.find(new.place, call.actor, "campaign.open")
    reference = recorder.running().reference()
    playbook = reference.playbooks.get(new.playbook)
    if playbook is None:
        raise Refusal("playbook.invalid", problem=f"{new.playbook} is not published; write name@version")
    require_way(playbook, "schedule" if playbook.task.schedule else "campaign")
    require_in_force(playbook, reference)
    require_basis(playbook, reference.day(call.now_ms))
    if playbook.task.schedule is None:
        require_response(playbook, new.incident, reference, call.now_ms)
    said = Statement(
        fact=CampaignOpened(title=new.title, register=playbook.registers[0]), place=new.place,
        incident=new.incident, campaign=new.campaign, playbook=new.playbook,
    )  # fmt: skip
    return record(call, new.id, [said], partial(decide_opening, new.campaign, new.incident, new.place))


def close_campaign(call: Call[CloseCampaign, OneCampaign, None]) -> Recorded:
    """Raises Refusal not_found, campaign.closed."""
    campaign = Campaign.objects.filter(id=call.path.campaign).first()
    if campaign is None:
        raise Refusal("not_found")
    places.permit_at(campaign.place, call.actor, "campaign.open")
    said = Statement(
        fact=CampaignClosed(reason=call.body.reason), place=campaign.place, incident=campaign.incident,
        campaign=campaign.id,
    )  # fmt: skip
    return record(call, call.body.id, [said], partial(decide_closing, campaign.id))


ROUTES: Final = (
    Route("POST", "/campaigns", "campaign.open", NewCampaign, Recorded, open_campaign,
          "Open a campaign, and with it a task for every subject.",
          refuses=("incident.ended", "place.gone", "playbook.ended", "playbook.invalid", "playbook.withdrawn",
                   "response.other")),
    Route("POST", "/campaigns/{campaign}/close", "campaign.open", CloseCampaign, Recorded, close_campaign,
          "Close a campaign: nobody registered from now on owes its task.",
          params=OneCampaign, refuses=("campaign.closed",)),
)  # fmt: skip
