"""Answers as a table that Excel opens: CSV with a mark of its encoding."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from oneboard.access.routes import Raw
from oneboard.intake.imports.writing import safe


def csv_table(
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    headers: Mapping[str, str] | None = None,
) -> Raw:
    """`name`: of the file, without its ending. None is an empty cell."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header)
    for row in rows:
        writer.writerow([safe("" if cell is None else str(cell)) for cell in row])
    told = {"Content-Disposition": f'attachment; filename="{name}.csv"', **(headers or {})}
    return Raw(b"\xef\xbb\xbf" + file.getvalue().encode(), "text/csv; charset=utf-8", told)
