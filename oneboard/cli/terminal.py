"""What a terminal is shown: text that somebody sent must not move its cursor, colour its lines or turn them round."""

import re
import sys
from collections.abc import Iterable
from typing import Final

from rich.table import Table

from oneboard.foundation.words import UNSEEN

_UNSEEN: Final = re.compile(f"(?![\n\t])[{UNSEEN}]")


def shown(text: str) -> str:
    """As JSON would write them: `\\u009b`. Line feeds and tabs stay."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def complain(text: str) -> int:
    """The exit status of a command that was refused, or found something wrong."""
    print(f"oneboard: {shown(text)}", file=sys.stderr)
    return 1


def table_of_counts(headings: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Table:
    """The first column is words, the others are numbers."""
    table = Table(header_style="bold")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left")
    for row in rows:
        table.add_row(*row)
    return table
