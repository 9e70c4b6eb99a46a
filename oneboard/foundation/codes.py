"""Official codes of places: compared by whole segments, never by leading characters. Pure.

Segments are 2+2+2 digits for province, city and county (GB/T 2260), then 3+3 for town and village (GB/T 10114), then
whatever a city appends for its grids. Only whole trailing segments of zeros drop: 511700 is 5117, and 511702100 is not
511702, nor does it cover 511702101.
"""

import re
from functools import lru_cache
from typing import Final

WIDTHS: Final = (2, 2, 2, 3, 3)

_CODE: Final = re.compile(r"(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d{3})(?:(\d{3})(\w+)?)?)?)?)?", re.ASCII)
_ZEROS: Final = re.compile(r"0+")


class CodeError(ValueError):
    """The text is the code that is none."""


@lru_cache(maxsize=65_536)
def segments(code: str) -> tuple[str, ...]:
    """From the province down. Raises CodeError for what ends within a segment, or names no province."""
    found = _CODE.fullmatch(code)
    kept = [part for part in found.groups() if part is not None] if found else []
    while kept and _ZEROS.fullmatch(kept[-1]):
        kept.pop()
    if not kept:
        raise CodeError(code)
    return tuple(kept)


def covers(above: str, code: str) -> bool:
    """Whether a place of the code `above` is the place of `code`, or has it below. Raises CodeError."""
    ours, theirs = segments(above), segments(code)
    return theirs[: len(ours)] == ours
