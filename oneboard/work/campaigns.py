"""Decisions about campaigns (行动)."""

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.projections.models import Campaign
from oneboard.work.incidents import require_open
from oneboard.work.places import require_in_force


def decide_opening(campaign: str, incident: str, place: str) -> None:
    """Raises Refusal not_found for an unknown incident, incident.ended, place.gone, body.invalid."""
    require_open(incident)
    require_in_force([place])
    if Campaign.objects.filter(id=campaign).exists():
        raise Refusal("body.invalid", path="$.campaign", problem=Phrase("wanted.new_id"))


def decide_closing(campaign: str) -> None:
    """Raises Refusal campaign.closed."""
    if Campaign.objects.filter(id=campaign, closed_at__isnull=False).exists():
        raise Refusal("campaign.closed")
