"""Changes (变化): what a figure gained between two moments, told apart by how it came."""

from collections.abc import Sequence

import msgspec

from oneboard.indicators.tables import Asked, read
from oneboard.projections.counting import CORRECTED, LATE, SO_FAR


class Change(msgspec.Struct, frozen=True):
    """`after` = `before` + `new` + `late` + `corrected`. See docs/figures.md."""

    before: int
    new: int
    late: int
    corrected: int
    after: int


def changes(
    places: Sequence[str], indicators: Sequence[str], from_seq: int, to_seq: int
) -> dict[tuple[str, str], Change]:
    """By indicator and place, of everything so far; `indicators` none: all there are."""
    asked = Asked(tuple(places), tuple(indicators), (SO_FAR, LATE, CORRECTED))
    then, now = (read(msgspec.structs.replace(asked, seq=seq)) for seq in (from_seq, to_seq))
    found = {}
    for indicator, place, day in now:
        if day == SO_FAR:
            before, after = then[indicator, place, SO_FAR], now[indicator, place, SO_FAR]
            late, corrected = (
                now[indicator, place, came] - then[indicator, place, came] for came in (LATE, CORRECTED)
            )
            new = after - before - late - corrected
            found[indicator, place] = Change(before, new, late, corrected, after)
    return found
