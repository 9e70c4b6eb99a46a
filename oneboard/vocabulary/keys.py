"""Facts about keys: what can no longer be read."""

from oneboard.foundation.ids import Id
from oneboard.vocabulary.facts import Fact, Leaves, fact


@fact("keys.expired@1", leaves=Leaves.HOLDS_NONE)
class KeysExpired(Fact, frozen=True):
    """The keys of one scope were destroyed before this was recorded. `scope` is its number in the key store.

    `kept`: subjects whose keys two persons had extended; theirs live on.
    """

    scope: int
    register: str
    period: str
    kept: tuple[Id, ...] = ()
