"""How large a run is: the town it plays in, the batches of a window, and how far the journal is filled."""

from typing import Final

import msgspec


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A window is `rounds` batches from each of `phones` phones, after `warm_up` batches that are not measured.

    One phone stands in each grid. `cost_at`: the sizes of the journal around which the cost per entry is measured;
    empty: only once, at whatever size the town's founding left. `burst`: whether all phones report at once. `roster`:
    rows of the roster that is brought in; `households`: of the list of households. `visits`: whether they are owed one.
    """

    counties: int
    towns: int
    villages: int
    grids: int
    phones: int = 64
    batch: int = 50
    warm_up: int = 2
    rounds: int = 10
    cost_at: tuple[int, ...] = ()
    burst: bool = False
    roster: int = 100_000
    households: int = 100_000
    visits: bool = True

    @property
    def window(self) -> int:
        return self.phones * self.rounds * self.batch


#: A city of six million: 4,300 grid workers, each with 50 households on the first morning.
DEFAULT: Final = Plan(
    counties=8, towns=315, villages=1_075, grids=4_300, cost_at=(100_000, 1_000_000), burst=True
)
FULL: Final = msgspec.structs.replace(DEFAULT, cost_at=(100_000, 1_000_000, 10_000_000))
QUICK: Final = Plan(
    counties=2,
    towns=8,
    villages=16,
    grids=64,
    warm_up=1,
    rounds=4,
    roster=5_000,
    households=5_000,
)
