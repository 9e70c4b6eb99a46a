"""Editions (区划版本) of the territory: the whole tree of places as it is from a day on."""

from typing import Annotated, Literal, TypeAlias

import msgspec

from oneboard.vocabulary.facts import Address, Fact, Leaves, fact
from oneboard.vocabulary.places import Code, Level, Name

#: How it was found out where a place lies: by its code, by its name, where most of its neighbours went, by a file
#: of successions, by a person; or not at all.
PlacedBy: TypeAlias = Literal["", "code", "name", "majority", "file", "person", "unplaced"]

Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]


class EditionPlace(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """One place of the tree. `parent` is absent for the root only. `code`: the official one (GB/T 10114)."""

    id: Code
    level: Level
    name: Name
    parent: Code | None = None
    code: Code | None = None
    placed_by: PlacedBy = ""


class Edition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole tree, leaves included, parents before children. `source`: where the list comes from."""

    edition: Code
    title: Name
    source: Annotated[str, msgspec.Meta(max_length=400)]
    valid_from: Day
    places: Annotated[tuple[EditionPlace, ...], msgspec.Meta(min_length=1, max_length=200_000)]


@fact("edition.adopted@1", leaves=Leaves.HOLDS_NONE)
class EditionAdopted(Fact, frozen=True):
    """The tree of an edition is in force. `blob` is the SHA-256 of its canonical JSON, which lies unsealed among the
    blobs; `valid_from` is the day it names itself, whenever it was adopted."""

    edition: str
    title: str
    valid_from: str
    blob: Address
