"""Moments (时刻): what was recorded by then; a figure as of a moment takes into account the entries up to its `seq`."""

import msgspec

from oneboard.foundation.errors import Refusal
from oneboard.journal.models import Head, Line


class Moment(msgspec.Struct, frozen=True):
    """`recorded_at`: when its last entry was recorded, ms; 0 before the first."""

    seq: int
    recorded_at: int


def now() -> Moment:
    head = Head.objects.values_list("seq", "recorded_at").first()
    return Moment(*head) if head else Moment(0, 0)


def of(seq: int) -> Moment:
    """Raises Refusal figure.future for an entry that is not there yet."""
    last = now()
    if not 0 <= seq <= last.seq:
        raise Refusal("figure.future", seq=seq, last=last.seq)
    return last if seq == last.seq else _of(seq)


def at(instant: int) -> Moment:
    """The last entry recorded by that instant, ms. `recorded_at` never decreases with seq, so halving finds it."""
    last = now()
    low, high = 0, last.seq
    if instant >= last.recorded_at:
        return last
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _of(middle).recorded_at <= instant else (low, middle - 1)
    return _of(low)


def _of(seq: int) -> Moment:
    return Moment(seq, Line.objects.values_list("recorded_at", flat=True).get(seq=seq) if seq else 0)
