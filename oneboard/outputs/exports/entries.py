"""Entries (日志条目) as CSV, in the order of the journal: what may be read of them, and nothing that is sealed.

Neither who said it nor on which phone: an export of places and times would be somebody's path.
"""

import csv
import io
from collections.abc import Collection
from functools import lru_cache
from typing import Final

import msgspec

from oneboard.foundation.clock import iso
from oneboard.foundation.words import FORMULA
from oneboard.journal.models import Line

COLUMNS: Final = (
    "seq", "id", "kind", "recorded_at", "happened_at", "place", "subject", "task", "campaign", "playbook", "step",
    "corrects", "readable",
)  # fmt: skip

#: Lines of the journal looked at in one statement.
_AT_ONCE: Final = 5_000

#: A blank before a formula is passed over.
_FORMULA: Final = (*FORMULA, "\t", "\r")


class _Fact(msgspec.Struct, frozen=True, gc=False):
    step: str = ""


class _Entry(msgspec.Struct, frozen=True, gc=False):
    """Of an entry's JSON what is exported; the rest is passed over. `readable`: as it stands."""

    id: str
    kind: str
    happened_at: int
    shift_ms: int = 0
    place: str = ""
    subject: str = ""
    task: str = ""
    campaign: str = ""
    playbook: str = ""
    corrects: str = ""
    fact: _Fact = _Fact()
    readable: msgspec.Raw = msgspec.Raw()


_decode: Final = msgspec.json.Decoder(_Entry).decode


def page(places: Collection[str], after: int, limit: int, hidden: Collection[str] = ()) -> bytes:
    """A header, and at most `limit` entries behind `after` that were said at these places, without those of the
    playbooks `hidden`. Times are UTC; one that a phone's clock had wrong is as it was corrected.
    """
    parts = [",".join(COLUMNS)]
    while limit > 0:
        lines = Line.objects.filter(seq__gt=after).order_by("seq").values_list("seq", "recorded_at", "body")
        found = list(lines[:_AT_ONCE])
        chosen = [
            _row(seq, recorded_at, entry)
            for seq, recorded_at, body in found
            if (entry := _decode(body)).place in places and entry.playbook.partition("@")[0] not in hidden
        ][:limit]
        parts += chosen
        if len(found) < _AT_ONCE:
            break
        after, limit = found[-1][0], limit - len(chosen)
    return "\r\n".join([*parts, ""]).encode()


def _row(seq: int, recorded_at: int, entry: _Entry) -> str:
    """By hand: of thirteen cells five may hold anything, and the csv writer looks at all."""
    at = min(entry.happened_at + entry.shift_ms, recorded_at)
    readable = bytes(entry.readable).decode().replace('"', '""')
    return (
        f"{seq},{entry.id},{_cell(entry.kind)},{_time(recorded_at)},{_time(at)},{_cell(entry.place)},{entry.subject},"
        f"{entry.task},{entry.campaign},{_cell(entry.playbook)},{_cell(entry.fact.step)},{entry.corrects},"
        f'"{readable}"'
    )


@lru_cache(maxsize=65_536)
def _cell(text: str) -> str:
    """As the csv writer has it; what begins like a formula gets an apostrophe. Few texts come again and again."""
    out = io.StringIO()
    csv.writer(out).writerow([f"'{text}" if text.startswith(_FORMULA) else text, ""])
    return out.getvalue().removesuffix(",\r\n")


def _time(instant: int) -> str:
    seconds, millis = divmod(instant, 1000)
    return f"{_second(seconds)}.{millis:03d}Z"


@lru_cache(maxsize=65_536)
def _second(seconds: int) -> str:
    """Entries of one second come together, and times are dear to write."""
    return iso(seconds * 1000)[:19]
