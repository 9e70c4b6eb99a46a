"""Facts about places (地点)."""

from typing import Annotated, Final, Literal, TypeAlias

import msgspec

from oneboard.foundation.words import UNSEEN
from oneboard.vocabulary.facts import Fact, Leaves, fact

Level: TypeAlias = Literal["province", "city", "county", "town", "village", "grid", "site"]
Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,32}\Z")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=rf"^[^{UNSEEN}]+\Z")]

#: How far down a level is; a place lies below one that is higher up.
DEPTH: Final[dict[str, int]] = {
    "province": 0, "city": 1, "county": 2, "town": 3, "village": 4, "grid": 5, "site": 5,
}  # fmt: skip

#: The leaves: places of duty, which nothing lies below. They never disappear and their ids never change.
LEAVES: Final = ("grid", "site")


@fact("place.registered@1", leaves=Leaves.HOLDS_NONE)
class PlaceRegistered(Fact, frozen=True):
    """A place came to be known, under a parent already known. `level` is one of the glossary's.

    The entry's `place` is its id, which never changes; `code` is the official code (GB/T 10114), if it has one.
    """

    level: str
    name: str
    parent: str | None = None
    code: str | None = None


class NewGrid(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """A grid that comes of others."""

    id: Code
    name: Name
    code: Code | None = None


@fact("place.renamed@1", leaves=Leaves.HOLDS_NONE)
class PlaceRenamed(Fact, frozen=True):
    """The entry's place has this name from now on; in editions before, it keeps the one it had."""

    name: str


@fact("place.split@1", leaves=Leaves.HOLDS_NONE)
class PlaceSplit(Fact, frozen=True):
    """The entry's place, a grid, is closed, and these lie beside it. Its figures and its subjects stay with it."""

    into: tuple[NewGrid, ...]


@fact("place.merged@1", leaves=Leaves.HOLDS_NONE)
class PlaceMerged(Fact, frozen=True):
    """The grids `of` are closed; the entry's place is the one grid that they became, below `parent`.

    Their subjects and tasks are its own from now on, those that are heard of later too; figures stay where they were.
    """

    of: tuple[str, ...]
    name: str
    parent: str
    code: str | None = None


@fact("place.moved@1", leaves=Leaves.HOLDS_NONE)
class PlaceMoved(Fact, frozen=True):
    """A correction of the edition in force: each of these places lies below another parent, with all below it."""

    parents: dict[str, str]
