"""A sheet (工作表) as it comes out of a file, whatever kind of file: its rows as texts, and what none of them says."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import FORMULA, Phrase

#: Bytes of a file, and of what an .xlsx unpacks to; rows; cells in one; characters in a cell.
MOST_BYTES: Final = 512 * 1024 * 1024
MOST_ROWS: Final = 2_000_000
MOST_CELLS: Final = 500
MOST_CHARACTERS: Final = 10_000


class Line(NamedTuple):
    """`flaw`: why the row cannot be read, as a phrase of the section `fault`. `reach`: how many rows it takes up."""

    cells: list[str]
    flaw: Phrase | None = None
    reach: int = 1


class Sheet(NamedTuple):
    """`hidden`: how many rows nobody sees in Excel; `unvalued`: how many formulas come without their result."""

    name: str
    lines: Iterator[Line]
    hidden: int = 0
    unvalued: int = 0


def within(given: Sequence[Any], cells: list[str]) -> list[str]:
    """A cell that is too long is cut behind the limit, so that whoever checks it finds it too long.

    Raises Refusal table.too_large.
    """
    if len(given) > MOST_CELLS and any(given[MOST_CELLS:]):
        raise Refusal("table.too_large", limit=f"{MOST_CELLS} columns")
    # A body with a NUL is refused whole; as another control character it makes only its own row faulty.
    return [cell[: MOST_CHARACTERS + 1].replace("\x00", "\x01") for cell in cells]


def unquoted(cell: str) -> str:
    """Without the apostrophe that we write before a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
