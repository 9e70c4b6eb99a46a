"""Faults of a form: what is wrong in which row of which sheet, to be said in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase, Said

_ORDER: Final = {"": 0, "settings": 1, "survey": 2, "choices": 3}


class Fault(msgspec.Struct, frozen=True):
    """`key` is a text of the locales, `row` as a spreadsheet counts (the columns are row 1), `line` of a text file."""

    key: str
    fields: Mapping[str, Said] = {}
    sheet: str = ""
    row: int = 0
    line: int = 0

    def phrase(self) -> Phrase:
        what = Phrase(self.key, self.fields)
        if not self.sheet:
            return what
        place: dict[str, Said] = {"sheet": self.sheet, "row": self.row, "line": self.line, "what": what}
        return Phrase("form.in_line" if self.line else "form.in_row" if self.row else "form.in_sheet", place)


def instead(name: str) -> Phrase:
    """What to use in the place of something that is not supported."""
    return Phrase(f"form.instead_{name}")


class Faulty(Exception):
    """Faults that leave nothing to go on with."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults


def refusal(form: str, faults: Iterable[Fault]) -> Refusal:
    """In the order one reads the sheets, each fault once."""
    once = {msgspec.json.encode(fault, order="sorted"): fault for fault in faults}.values()
    ranked = sorted(once, key=lambda fault: (_ORDER.get(fault.sheet, 9), fault.sheet, fault.row))
    return Refusal("form.invalid", form=form, problem=tuple(fault.phrase() for fault in ranked))
