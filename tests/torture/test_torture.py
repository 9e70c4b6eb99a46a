"""The short torture: 20 kills in all, half on each store, both at once. `script/torture` does it at length."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.postgres import GIVEN
from tests.stores import STORES
from torture.run import Asked, run

SEED = 20200202


def test_nothing_acknowledged_is_lost_or_doubled() -> None:
    stores = STORES if GIVEN else ("sqlite",)
    asked = Asked(kills=10, minutes=3, seed=SEED, phones=6, tell=lambda text: None)
    with ThreadPoolExecutor() as pool:
        results = list(pool.map(partial(run, asked=asked), stores))
    for result in results:
        assert not result.faults, (result.store, SEED, result.faults[:20])
        assert result.kills >= 10
        assert result.outcomes["recorded"] > 500


def test_the_long_one_can_be_started_by_hand() -> None:
    asked = [sys.executable, "-m", "torture", "--help"]
    # What the tests have set up for Django is not there then.
    assert subprocess.run(asked, check=False, env={"PATH": ""}, stdout=subprocess.DEVNULL).returncode == 0
