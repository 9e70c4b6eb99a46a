"""What a bulletin says, in both languages and before it is laid out; its canonical bytes are what is signed."""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from oneboard.foundation.canonical import canonical
from oneboard.indicators.changes import Change
from oneboard.indicators.places import PlaceSeen
from oneboard.playbooks.naming import Title
from oneboard.playbooks.templates import Heads


class Issue(NamedTuple):
    """Under which number a bulletin was signed and when, ms. `number` 0: a draft of that moment."""

    number: int
    at: int


class Previous(msgspec.Struct, frozen=True):
    """The bulletin signed last before: what has changed, changed since its `seq`. `id`: the entry that signed it."""

    id: str
    number: int
    as_of: int
    seq: int


class AsOf(msgspec.Struct, frozen=True):
    """The moment of a bulletin, ms, by the clocks of `zone`, and the last entry recorded by then."""

    at: int
    seq: int
    zone: str


class Line(msgspec.Struct, frozen=True):
    """`definitions`: the versions of playbooks that count it; `counts`: what it adds up, itself where it is counted.

    Without any nothing counts it yet, and `change` is None.
    """

    figure: str
    title: Title
    unit: Title
    serves: tuple[str, ...]
    definitions: tuple[str, ...]
    counts: tuple[str, ...]
    change: Change | None


class Section(msgspec.Struct, frozen=True):
    title: Title
    lines: tuple[Line, ...]


class Row(msgspec.Struct, frozen=True):
    """`values`: of the lines that are counted, in their order; None where one is withheld (docs/figures.md)."""

    place: PlaceSeen
    values: tuple[int | None, ...]


class Bulletin(msgspec.Struct, frozen=True, kw_only=True):
    """`edition`: the tree that its places lie in. `exercise`: what it counts was played. `rows`: the places that its
    template names by level, in the tree's order.
    """

    template: str
    heads: Heads
    place: PlaceSeen
    edition: str
    as_of: AsOf
    exercise: bool
    previous: Previous | None
    sections: tuple[Section, ...]
    rows: tuple[Row, ...]

    @property
    def lines(self) -> Iterator[Line]:
        return (line for section in self.sections for line in section.lines)

    @property
    def counted(self) -> list[Line]:
        return [line for line in self.lines if line.change is not None]


def content_of(bulletin: Bulletin) -> bytes:
    # The encoder sorts the keys of a map, and leaves a struct's as they are declared.
    return canonical(msgspec.to_builtins(bulletin))


def hash_of(bulletin: Bulletin) -> str:
    """SHA-256 of its content: the address under which it is kept once it is signed."""
    return hashlib.sha256(content_of(bulletin)).hexdigest()
