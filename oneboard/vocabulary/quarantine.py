"""Facts about quarantine: what a person decided about an entry that could not be accepted."""

from typing import Literal

from oneboard.foundation.ids import Id
from oneboard.vocabulary.facts import Fact, Leaves, fact


@fact("quarantine.settled@1", leaves=Leaves.WITH_ITS_KEY)
class QuarantineSettled(Fact, frozen=True):
    """The kept entry was recorded as it stands, or dismissed. What the person adds in words is an answer (`note`)."""

    kept: Id
    outcome: Literal["recorded", "dismissed"]
    reason: Literal["accepted", "duplicate", "unreadable", "not_ours", "test", "other"]
