"""Decisions about the calendar (工作日历)."""

from oneboard.foundation.clock import day_number
from oneboard.foundation.errors import Refusal
from oneboard.projections.models import Override


def require_days(since: str, until: str | None) -> None:
    """Raises Refusal body.invalid for what is no day, and for an end before the beginning."""
    days = {}
    for path, text in (("$.since", since), ("$.until", until)):
        try:
            days[path] = None if text is None else day_number(text)
        except ValueError as error:
            raise Refusal("body.invalid", path=path, problem=str(error)) from error
    begins, ends = days["$.since"], days["$.until"]
    if begins is not None and ends is not None and ends < begins:
        raise Refusal("body.invalid", path="$.until", problem=f"{since}, or a day after it")


def decide_restoring(override: str) -> None:
    """Raises Refusal not_found, calendar.restored."""
    found = Override.objects.filter(id=override).first()
    if found is None:
        raise Refusal("not_found")
    if found.restored_at is not None:
        raise Refusal("calendar.restored")
