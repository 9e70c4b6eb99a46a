"""Decisions about campaigns (行动)."""

from oneboard.foundation.errors import Refusal
from oneboard.projections.models import Campaign
from oneboard.work.incidents import require_open


def decide_opening(campaign: str, incident: str) -> None:
    """Raises Refusal not_found for an unknown incident, incident.ended, body.invalid."""
    require_open(incident)
    if Campaign.objects.filter(id=campaign).exists():
        raise Refusal("body.invalid", path="$.campaign", problem="a new id: this one is taken")


def decide_closing(campaign: str) -> None:
    """Raises Refusal campaign.closed."""
    if Campaign.objects.filter(id=campaign, closed_at__isnull=False).exists():
        raise Refusal("campaign.closed")
