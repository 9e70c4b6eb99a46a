"""Decisions about places (地点)."""

from oneboard.foundation.errors import Refusal
from oneboard.projections.models import Place


def decide_registration(place: str) -> None:
    """Raises Refusal place.exists."""
    if Place.objects.filter(id=place).exists():
        raise Refusal("place.exists", place=place)


def decide_founding() -> None:
    """Raises Refusal account.exists: a node is founded once."""
    if Place.objects.exists():
        raise Refusal("account.exists")
