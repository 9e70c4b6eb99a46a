"""`docs/statements.md`, made from the statements: `python -m oneboard.cli.statements.page`."""

import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

from oneboard.cli.statements.statements import Statement, served_by, statements

FILE: Final = Path(str(files("oneboard"))).parent / "docs/statements.md"


def page() -> str:
    return "\n".join(
        [
            "# Statements",
            "",
            "Made from `oneboard/cli/statements/statements.toml` and the playbooks' `serves:` by",
            "`python -m oneboard.cli.statements.page`; edit those, not this.",
            "",
            "A city reported in early 2020 what it did in an epidemic. S01 to S46 say in our words what that asks of a",
            "system, and which figure the city reports so far: exactly, or over a number, that is from there to",
            "below one more of the unit in which it was printed. `oneboard statements --scale … --json` plays and says",
            "of each whether it holds: served, reached by its scenario from first fact to last figure, equal to the",
            "ledger of the play, and at the scale of the city the source's own figure.",
            "",
            "| no. | 中文 | what it asks | the source reports | served by |",
            "|---|---|---|---|---|",
            *_rows(),
            "",
        ]
    )


def _rows() -> Iterator[str]:
    serving = served_by()
    for number, one in statements().items():
        yield f"| {number} | {one.zh} | {one.en} | {_figure(one)} | {', '.join(serving[number]) or '–'} |"


def _figure(one: Statement) -> str:
    if one.figure is None:
        return ""
    return f"{one.figure:,}" if one.rule == "exact" else f"over {one.figure:,}"


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")
