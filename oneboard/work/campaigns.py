"""Decisions about incidents and campaigns (事件, 行动)."""

from oneboard.foundation.errors import Refusal
from oneboard.projections.models import Campaign, Incident


def decide_incident(incident: str) -> None:
    """Raises Refusal body.invalid."""
    if Incident.objects.filter(id=incident).exists():
        raise Refusal("body.invalid", path="$.incident", problem="a new id: this one is taken")


def decide_opening(campaign: str, incident: str) -> None:
    """Raises Refusal not_found for an unknown incident, body.invalid."""
    if not Incident.objects.filter(id=incident).exists():
        raise Refusal("not_found")
    if Campaign.objects.filter(id=campaign).exists():
        raise Refusal("body.invalid", path="$.campaign", problem="a new id: this one is taken")


def decide_closing(campaign: str) -> None:
    """Raises Refusal campaign.closed."""
    if Campaign.objects.filter(id=campaign, closed_at__isnull=False).exists():
        raise Refusal("campaign.closed")
