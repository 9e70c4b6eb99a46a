"""Facts about bulletins (通报)."""

from oneboard.vocabulary.facts import Address, Fact, Leaves, fact


@fact("bulletin.signed@1", leaves=Leaves.HOLDS_NONE)
class BulletinSigned(Fact, frozen=True):
    """A bulletin of the entry's place is published as it stands, and never changes.

    `template` is the version it was drawn up by, `number` counts those of its name and place from 1.
    `as_of`: its moment, ms; `seq`: the last entry recorded by then. `blob`: the SHA-256 of its canonical content.
    """

    template: str
    number: int
    as_of: int
    seq: int
    blob: Address
