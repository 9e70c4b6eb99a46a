"""The columns (列) of a table that people fill in: how each may be called, and what it wants."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from typing import Final

import msgspec

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import INVISIBLE

#: What we add to faulty rows and pass over when they come back.
REASONS: Final = "reasons"

_HINT: Final = re.compile(rf"\(.*?\)|\*|\s|[{INVISIBLE}]")


class Column(msgspec.Struct, frozen=True):
    """`path`: the field's. `about` and `example` explain it, by language; `choices`: what may stand in it."""

    path: str
    titles: dict[str, str]
    about: dict[str, str] = {}
    example: str = ""
    needed: bool = False
    choices: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        return {plain(name) for name in (self.path, *self.titles.values(), self.heading)}

    @property
    def heading(self) -> str:
        """As it stands in a table that we write: both languages."""
        return " ".join(self.titles.values())


class Heads(msgspec.Struct, frozen=True):
    """A header row that was understood: the path of each cell, empty where nobody knows it; and those by name.

    `width`: cells up to the last heading; what stands behind it is no column's.
    """

    paths: tuple[str, ...]
    unknown: tuple[str, ...]
    width: int


class Columns(msgspec.Struct, dict=True):
    columns: tuple[Column, ...]

    def heads(self, cells: Sequence[str]) -> Heads | None:
        """None: this is no header row. Raises Refusal table.columns for one that names a column twice, or lacks one."""
        paths = tuple(self._by_name.get(plain(cell), "") for cell in cells)
        known = [path for path in paths if path and path != REASONS]
        if len(known) < min(2, len(self.columns)):
            return None
        lacking = [c for c in self.columns if c.needed and c.path not in known]
        doubles = [c for c in self.columns if known.count(c.path) > 1]
        if lacking or doubles:
            faulty = ", ".join(c.heading for c in lacking or doubles)
            raise Refusal("table.columns", columns=faulty, known=self.known)
        unknown = (cell for cell, path in zip(cells, paths, strict=True) if cell and not path)
        width = max(at for at, cell in enumerate(cells, start=1) if plain(cell))
        return Heads(paths, tuple(unknown), width)

    @property
    def known(self) -> str:
        return ", ".join(column.heading for column in self.columns)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        found = {name: column.path for column in self.columns for name in column.names}
        return found | {plain(REASONS_HEADING): REASONS}


REASONS_HEADING: Final = "问题 reasons"


def plain(text: str) -> str:
    """A heading without blanks, seen or not, stars and hints in brackets: 姓名（必填） is 姓名."""
    return _HINT.sub("", unicodedata.normalize("NFKC", text)).replace("_", "").casefold()
