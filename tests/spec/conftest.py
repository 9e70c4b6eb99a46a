"""What the tests of the command line may ask for."""

from collections.abc import Iterator

import pytest

from tests.house import House
from tests.spec.attic import serving


@pytest.fixture
def served(house: House) -> Iterator[House]:
    """A node that the command line speaks to."""
    with serving(house):
        yield house


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
