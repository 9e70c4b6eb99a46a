"""What is proposed (提议) for a new edition: the question, the edition, and why each place lies where it does."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

import msgspec

from oneboard.vocabulary.editions import Edition, EditionPlace
from oneboard.work.hints import Hint
from oneboard.work.wills import Succession, Unfit

#: Those that need a person come first.
Reason: TypeAlias = Literal[
    "split", "unplaced", "majority", "gone", "reused", "renamed", "name", "file", "new", "same"
]
REASONS: Final[tuple[Reason, ...]] = (
    "split", "unplaced", "majority", "gone", "reused", "renamed", "name", "file", "new", "same",
)  # fmt: skip
FOR_A_PERSON: Final = ("split", "unplaced", "majority")


class Line(NamedTuple):
    """What happens to one place. `where`: the names it lies under today, or under which it is new.

    `heir`: the place it goes on as or falls to. `voted`: how many of how many known neighbours went there.
    `told`: what the file of successions says of it, heirs and shares.
    """

    reason: Reason
    place: str
    level: str
    name: str
    where: str
    leaves: int
    heir: str
    heir_name: str
    voted: tuple[int, int] = (0, 0)
    hints: tuple[Hint, ...] = ()
    told: tuple[tuple[str, float | None], ...] = ()


class Proposal(NamedTuple):
    """`lines`: by reason, one for each place; of the leaves for those that the file names.

    `unfit`: rows of the file that could not be followed.
    """

    edition: Edition
    lines: tuple[Line, ...]
    unfit: tuple[Unfit, ...]


class Ask(msgspec.Struct, frozen=True):
    """`tree` and `official` begin with the root.

    `leaves`: grids below codes of the list, new ones and ones in force. `known`: every id that was ever given.
    """

    edition: str
    title: str
    source: str
    valid_from: str
    tree: Sequence[EditionPlace]
    official: Sequence[EditionPlace]
    successions: Sequence[Succession] = ()
    leaves: Sequence[EditionPlace] = ()
    known: frozenset[str] = frozenset()


def rooted(root: EditionPlace, code: str, official: Sequence[EditionPlace]) -> tuple[EditionPlace, ...]:
    """The list with the place that all of it lies in at its head: itself listed, or else as it is known."""
    if official and official[0].id == code:
        return (msgspec.structs.replace(official[0], parent=None), *official[1:])
    return (msgspec.structs.replace(root, id=code, parent=None), *official)


def counted(lines: Iterable[Line]) -> dict[Reason, int]:
    found: dict[Reason, int] = dict.fromkeys(REASONS, 0)
    for line in lines:
        found[line.reason] += 1
    return found
