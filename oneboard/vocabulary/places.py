"""Facts about places (地点)."""

from oneboard.vocabulary.facts import Fact, Leaves, fact


@fact("place.registered@1", leaves=Leaves.HOLDS_NONE)
class PlaceRegistered(Fact, frozen=True):
    """A place came to be known, under a parent already known. `level` is one of the glossary's.

    The entry's `place` is its id, which never changes; `code` is the official code (GB/T 10114), if it has one.
    """

    level: str
    name: str
    parent: str | None = None
    code: str | None = None
