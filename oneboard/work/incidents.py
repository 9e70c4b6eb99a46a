"""Decisions about incidents (事件) and how long what was told in them can be read."""

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.journal.exercise import is_exercise
from oneboard.projections.models import Extension, Incident

#: An extension reaches no further than this from today: who needs longer asks again, and says why again.
LONGEST_DAYS = 366


def decide_incident(incident: str, sort: str) -> None:
    """Raises Refusal body.invalid, exercise.actual."""
    if sort != "exercise" and is_exercise():
        raise Refusal("exercise.actual")
    if Incident.objects.filter(id=incident).exists():
        raise Refusal("body.invalid", path="$.incident", problem=Phrase("wanted.new_id"))


def decide_end(incident: str) -> None:
    """Raises Refusal not_found, incident.ended."""
    require_open(incident)


def decide_proposal(incident: str, until: int, today: int) -> None:
    """`until`: a day, and so is `today`. Raises Refusal not_found, body.invalid."""
    if not Incident.objects.filter(id=incident).exists():
        raise Refusal("not_found")
    if not today < until <= today + LONGEST_DAYS:
        raise Refusal(
            "body.invalid", path="$.until", problem=f"a day after today, within {LONGEST_DAYS} days"
        )


def decide_confirmation(extension: str, member: str | None) -> None:
    """Raises Refusal not_found, extension.confirmed, extension.same_person."""
    found = Extension.objects.filter(id=extension).first()
    if found is None:
        raise Refusal("not_found")
    if found.confirmed_at is not None:
        raise Refusal("extension.confirmed")
    if member is None or found.proposed_by == member:
        raise Refusal("extension.same_person")


def require_open(incident: str) -> None:
    """Raises Refusal not_found, incident.ended."""
    found = Incident.objects.filter(id=incident).first()
    if found is None:
        raise Refusal("not_found")
    if found.ended_at is not None:
        raise Refusal("incident.ended")
