"""The statements (要求) S01 to S46: what each asks of a city, what serves it, and what the source reports so far."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

import msgspec

_FILE: Final = Path(__file__).with_name("statements.toml")
_CONTENT: Final = Path(str(files("oneboard"))).parent / "content"
_SERVES: Final = re.compile(r"^serves: *\[(.*)\]", re.MULTILINE)


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`figure`: what the source reports so far. `rule` exact: that number; over: from there to below one `unit` more.

    `parts`: what of the house serves it beside playbooks. `indicators`: whose sum at the top place is its figure in a
    play; `counted`: what else is counted for it there.
    """

    zh: str
    en: str
    figure: int | None = None
    rule: Literal["exact", "over"] = "exact"
    unit: int = 1
    parts: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    counted: Literal["", "grid_workers", "figures_compared"] = ""

    def is_met_by(self, figure: int) -> bool:
        """Whether a figure is the source's, by its rule."""
        if self.figure is None:
            return True
        if self.rule == "exact":
            return figure == self.figure
        return self.figure <= figure < self.figure + self.unit


def statements() -> Mapping[str, Statement]:
    """By number, in their order."""
    return msgspec.convert(tomllib.loads(_FILE.read_text(encoding="utf-8")), dict[str, Statement])


def served_by() -> dict[str, list[str]]:
    """From each statement to what serves it: playbooks that are kept with the program, and parts of the house."""
    found: dict[str, list[str]] = {number: list(one.parts) for number, one in statements().items()}
    for file in sorted(_CONTENT.glob("*/playbooks/*.yaml")):
        for number in re.findall(r"S\d\d", "".join(_SERVES.findall(file.read_text(encoding="utf-8")))):
            found[number].insert(0, file.stem)
    return {number: sorted(set(serving)) for number, serving in found.items()}
