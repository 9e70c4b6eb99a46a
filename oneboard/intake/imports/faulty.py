"""The faulty rows of an import as a table of their own, with a column of reasons: mended, it is imported again."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from oneboard.intake.imports.columns import REASONS_HEADING, Columns
from oneboard.intake.imports.tables import TableRow
from oneboard.intake.imports.writing import Write, writing


class Fault(Protocol):
    """What is wrong with a cell, and what would be right, in the reader's language."""

    @property
    def column(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def right(self) -> str: ...


class FaultyRows:
    """A file that is made with its first row, so that there is none where nothing was faulty."""

    def __init__(self, path: Path, columns: Columns) -> None:
        self.path, self.count = path, 0
        self._columns = columns.columns
        self._stack = ExitStack()
        self._write: Write | None = None

    def __enter__(self) -> "FaultyRows":
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def add(self, row: TableRow, faults: Sequence[Fault]) -> None:
        if self._write is None:
            headings = [column.heading for column in self._columns]
            self._write = self._stack.enter_context(writing(self.path, [*headings, REASONS_HEADING]))
        titles = {column.path: column.heading for column in self._columns}
        reasons = (f"{titles.get(f.column, f.column)}: {f.text} → {f.right}" for f in faults)
        cells = [row.cells.get(column.path, "") for column in self._columns]
        self._write([*cells, f"{row.number}: {' | '.join(reasons)}"])
        self.count += 1
