"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

# First of all: it sets Django up, away from the node of whoever runs the tests.
from tests.stores import node
from tests.stores import store as store
from tests.stores import vendor as vendor

# isort: split
from oneboard.foundation.clock import run_true
from oneboard.foundation.ids import ID_PATTERN
from tests.house import House, at_work, founded
from tests.roster import settle

# The same examples in every run: what is green stays green, what is red can be run again. `--hypothesis-profile=random`
# looks further, `unshrunk` shows the first failure as it was found. A busy machine is no failure.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeatable", _PATIENT, derandomize=True)
settings.register_profile("random", _PATIENT)
settings.register_profile("unshrunk", _PATIENT, phases=(Phase.explicit, Phase.generate))
settings.load_profile("repeatable")


def pytest_make_parametrize_id(val: object) -> str | None:
    """An id is made anew in every process, which all must call a test by one name."""
    return ID_PATTERN.sub("ID", val) if isinstance(val, str) and ID_PATTERN.search(val) else None


@pytest.fixture
def house(vendor: str, tmp_path: Path) -> Iterator[House]:
    """A node with its cast, on either store."""
    with node(vendor, tmp_path, founded) as (settings, house), at_work(settings):
        yield house.copied_to(settings)
    run_true()


@pytest.fixture
def town(house: House) -> House:
    """The same with a unit of the town 511702001, and `head`, its head."""
    settle(house)
    return house
