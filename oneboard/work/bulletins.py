"""Decisions about bulletins (通报)."""

from oneboard.foundation.clock import iso
from oneboard.foundation.errors import Refusal
from oneboard.projections import bulletins


def decide_signing(series: str, place: str, seq: int, previous: str | None) -> int:
    """The number of a bulletin as of the entry `seq`, whose changes are told since the bulletin `previous`.

    Raises Refusal bulletin.earlier: what is published goes on from the last one, and a correction is a new bulletin;
    bulletin.changed where another was signed since this one was drawn up.
    """
    last = bulletins.last(series, place)
    if last is None:
        return 1
    if seq <= last.seq:
        raise Refusal("bulletin.earlier", number=last.number, as_of=iso(last.as_of))
    if last.id != previous:
        raise Refusal("bulletin.changed")
    return last.number + 1
