"""A fault in a file: where it is, what it is, and what would be right, in the reader's language."""

from collections.abc import Iterable, Mapping

import msgspec

from oneboard.foundation.words import Said, say


class Fault(msgspec.Struct, frozen=True):
    """`key`: of the locales' section `lists`. A note is kept in use; a fault leaves its row out, and says so.

    `row`: as a spreadsheet numbers it, from 1 with the header; in GeoJSON the feature, from 1; 0: the whole file.
    """

    file: str
    row: int
    key: str
    fields: Mapping[str, Said] = {}
    note: bool = False

    def text(self, locale: str) -> str:
        return say(locale, f"lists.{self.key}", self.fields)


def serious(faults: Iterable[Fault]) -> list[Fault]:
    return [fault for fault in faults if not fault.note]
