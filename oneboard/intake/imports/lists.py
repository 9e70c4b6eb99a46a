"""Lists of a territory: the rows of a table under the column names that we know, whatever they are called there."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.intake.imports.columns import Column, Columns
from oneboard.intake.imports.faults import Fault
from oneboard.intake.imports.tables import TableRow, tables

#: Our name of a column to what it may be called; the first that is there and filled in counts.
Names: TypeAlias = Mapping[str, Sequence[str]]

_WORDS: Final = Path(__file__).with_name("columns.toml")


@cache
def names(kind: str) -> Names:
    """A section of `columns.toml`."""
    found: Names = tomllib.loads(_WORDS.read_text(encoding="utf-8"))[kind]
    return found


class Row(NamedTuple):
    number: int
    cells: dict[str, str]


class Listing(NamedTuple):
    """`rows` without empty ones."""

    file: str
    rows: list[Row]
    faults: list[Fault]


def read(path: Path, kind: str, needed: Iterable[str]) -> Listing:
    """`kind`: a section of `columns.toml`. What cannot be read is a fault of the whole file and never raises."""
    known = names(kind)
    try:
        with tables(path, _columns(kind)) as found:
            fitting = [
                [(row, table.heads.paths) for row in table.rows]
                for table in found
                if {head.partition("/")[0] for head in table.heads.paths}.issuperset(needed)
            ]
    except Refusal as refused:
        return Listing(path.name, [], [_refused(path.name, refused)])
    if not fitting:
        return Listing(path.name, [], [_lacking(path.name, known, needed)])
    every = [one for rows in fitting for one in rows]
    # Cells beyond the header are not asked for; quotation marks that do not fit leave none.
    faults = [
        Fault(path.name, row.number, "quotes", row.flaw.fields)
        for row, _ in every
        if not row.cells and row.flaw
    ]
    return Listing(path.name, [_row(row, heads, known) for row, heads in every if row.cells], faults)


def _refused(file: str, refused: Refusal) -> Fault:
    if refused.code == "table.columns":
        return Fault(file, 1, "column_twice", {"columns": str(refused.fields["columns"])})
    return Fault(file, 0, "unreadable", {"problem": Phrase(f"refusal.{refused.code}", refused.fields)})


def _lacking(file: str, known: Names, needed: Iterable[str]) -> Fault:
    called = "; ".join(f"{name}: {', '.join(known[name])}" for name in needed)
    return Fault(file, 1, "column_missing", {"columns": ", ".join(needed), "known": called})


@cache
def _columns(kind: str) -> Columns:
    """Each name that a column may have is a column of its own: a list may name all the places that one lies in."""
    every = ((ours, at, name) for ours, some in names(kind).items() for at, name in enumerate(some))
    return Columns(tuple(Column(f"{ours}/{at}", {"": name}) for ours, at, name in every))


def _row(row: TableRow, heads: Sequence[str], known: Names) -> Row:
    return Row(row.number, dict(_cells(row.cells, heads, known)))


def _cells(cells: Mapping[str, str], heads: Sequence[str], known: Names) -> Iterator[tuple[str, str]]:
    for ours, some in known.items():
        paths = [path for at in range(len(some)) if (path := f"{ours}/{at}") in heads]
        if paths:
            yield ours, next(filter(None, (cells.get(path) for path in paths)), "")
