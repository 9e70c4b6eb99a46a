"""What a paper says, before it is laid out."""

import unicodedata
from typing import TypeAlias

import msgspec


class Paragraph(msgspec.Struct, frozen=True):
    """`level` 0: text. 1 to 4: a heading, whose number stands in its text already."""

    text: str
    level: int = 0


class Grid(msgspec.Struct, frozen=True):
    """A table: its head stands anew on every page. `widths`: of the columns, in mm; `left`: columns of text."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    left: frozenset[int] = frozenset({0})


Block: TypeAlias = Paragraph | Grid


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """`masthead`: the red name of who issues it, `number`: under it. `running`: what every page says above its text,
    where it must say something. `to` and `copies`: who is addressed, and who gets a copy. `printed`: by whom and when.
    """

    masthead: str
    number: str
    title: str
    blocks: tuple[Block, ...]
    issuer: str
    date: str
    to: str = ""
    copies: str = ""
    printed: tuple[str, str] = ("", "")
    running: str = ""
    language: str = "zh-CN"


def full_widths(text: str) -> float:
    """How many Chinese characters are as wide as this text."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.5 for c in text)
