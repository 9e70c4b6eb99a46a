"""Rows of one file that speak of the same thing in different chunks, and not alike: the later one is faulty.

Within a chunk the node sees it. From one chunk to the next it would take the later row for news, and change what the
earlier one says back and forth with each import.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from oneboard.foundation.words import Phrase
from oneboard.intake.imports.inventory import PLACE, SUBJECT
from oneboard.intake.imports.tables import TableRow
from oneboard.playbooks.findable import normal
from oneboard.playbooks.registers import Register
from oneboard.work.roster.rows import tidy

Cells: TypeAlias = Mapping[str, str]


class Saying(NamedTuple):
    """`about`: what a row speaks of, told from everything else in the file; `said`: what two rows must not say
    differently of it; `problem`: a key of the section `fault`, with the `row` that said it first."""

    about: Sequence[str]
    said: Sequence[str]
    problem: str


class Repeats:
    """Remembers what each row is about by two numbers, some 150 bytes a row."""

    def __init__(self, sayings: Callable[[Cells], Iterable[Saying]]) -> None:
        self._sayings = sayings
        self._first: dict[int, int] = {}

    def checked(self, chunk: Sequence[TableRow]) -> list[TableRow]:
        """The rows of the next chunk; one that contradicts an earlier chunk with its flaw."""
        begins = chunk[0].number
        return [row if row.flaw else row._replace(flaw=self._flaw(row, begins)) for row in chunk]

    def _flaw(self, row: TableRow, begins: int) -> Phrase | None:
        for about, said, problem in self._sayings(row.cells):
            mark = zlib.crc32("\x1f".join(said).encode())
            known = self._first.setdefault(hash(tuple(about)), row.number << 32 | mark)
            first, other = known >> 32, known & 0xFFFFFFFF
            if first < begins and mark != other:
                return Phrase(problem, {"row": str(first)})
        return None


def of_roster(cells: Cells) -> Iterable[Saying]:
    """A member by the staff number, with his name and telephone; a post of his, with its last day."""
    unit, number = (tidy(cells.get(path, "")) for path in ("unit", "number"))
    name, phone = (normal(path, cells.get(path, "")) or "" for path in ("name", "phone"))
    if number:
        yield Saying([unit, number], [name], "member.twice")
    if number and phone:
        yield Saying([unit, number, "phone"], [phone], "member.twice")
    if ends := tidy(cells.get("ends", "")):
        post = [tidy(cells.get(path, "")) for path in ("squad", "role", "place")]
        for about in ([unit, number], [phone, name]):
            if all(about):
                yield Saying([*about, *post], [ends], "post.twice")


def of_inventory(register: Register) -> Callable[[Cells], Iterable[Saying]]:
    """A subject by what it is known by first: its id, its key at the place, its identity number, or telephone and
    name."""
    named = {kind: path for path, kind in reversed(register.found_by.items())}

    def about(cells: Cells) -> tuple[str, ...]:
        if subject := cells.get(SUBJECT):
            return (subject,)
        if key := cells.get(register.key or ""):
            return cells.get(PLACE, ""), key
        found = {kind: normal(kind, cells.get(path, "")) for kind, path in named.items()}
        if number := found.get("id_number"):
            return (number,)
        return (found.get("phone") or "", found.get("name") or "") if found.get("phone") else ()

    def sayings(cells: Cells) -> Iterable[Saying]:
        if way := about(cells):
            said = [f"{path}={text}" for path, text in cells.items() if text]
            yield Saying([tidy(part) for part in way], said, "subject.twice")

    return sayings
