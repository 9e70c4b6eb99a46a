"""The stage on which the laws are tried, once on each store."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.contract.stage import Stage, opened
from tests.stores import STORES, node

settings.register_profile(
    "contract", deadline=None, report_multiple_bugs=False, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("contract")


@pytest.fixture(scope="module", params=STORES)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One for all the tests of a module: a rehearsal leaves nothing behind."""
    with node(request.param, tmp_path_factory.mktemp("stage")) as (settings, _), opened(settings) as stage:
        yield stage
