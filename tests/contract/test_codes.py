"""Official codes compare by whole segments: over all pairs of a small tree, and of a real city where it is at hand."""

import csv
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.foundation.codes import CodeError, covers, segments

OFFICIAL = Path(__file__).parents[3] / "shared/data/territory"

#: Code → the code above it. With every trap: 100 and 101, a county 00, a town whose number ends in 0.
SMALL = {
    "51": None, "5117": "51", "511702": "5117", "511703": "5117", "511720": "5117",
    "511702001": "511702", "511702100": "511702", "511702101": "511702", "511702110": "511702",
    "511702100001": "511702100", "511702100100": "511702100", "511702101100": "511702101",
    "511720100": "511720", "511720100200": "511720100", "51170210000107": "511702100001",
    "511702100001070": "511702100001", "5107": "51",
}  # fmt: skip


def chain(code: str, parents: dict[str, str | None]) -> Iterator[str]:
    at: str | None = code
    while at is not None:
        yield at
        at = parents.get(at)


@pytest.mark.parametrize("pad", [False, True])
def test_a_code_covers_itself_and_what_lies_below_it_and_nothing_else(pad: bool) -> None:
    def written(code: str) -> str:
        return code.ljust(12, "0") if pad else code

    for above, code in product(SMALL, SMALL):
        assert covers(written(above), written(code)) == (above in chain(code, SMALL)), (above, code)


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("511700", ("51", "17")),
        ("511702100", ("51", "17", "02", "100")),
        ("511702000000", ("51", "17", "02")),
        ("511700000001", ("51", "17", "00", "000", "001")),
        ("511702001001003", ("51", "17", "02", "001", "001", "003")),
        ("510000", ("51",)),
    ],
)
def test_only_whole_trailing_segments_of_zeros_drop(code: str, parts: tuple[str, ...]) -> None:
    assert segments(code) == parts


@pytest.mark.parametrize(
    "code", ["", "5", "51170", "5117021", "51170210010", "000000", "5117O2", "５１", "51 17"]
)
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(CodeError):
        segments(code)


@given(
    st.lists(st.integers(0, 99), min_size=3, max_size=3),
    st.lists(st.integers(0, 999), min_size=2, max_size=2),
)
def test_padding_with_whole_segments_of_zeros_changes_nothing(high: list[int], low: list[int]) -> None:
    code = "9" + "".join(f"{n:02d}" for n in high)[1:] + "".join(f"{n:03d}" for n in low)
    for length in (2, 4, 6, 9, 12):
        assert segments(code[:length].ljust(12, "0")) == segments(code[:length])


def official() -> dict[str, str]:
    """Code → the code of its parent, from the columns of the list."""
    found: dict[str, str] = {}
    for level, above in (("counties", "cityCode"), ("towns", "areaCode"), ("villages", "streetCode")):
        with (OFFICIAL / f"nbs2019_{level}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                found[row["code"]] = row[above]
    return found


@pytest.mark.skipif(
    not OFFICIAL.exists(), reason="the official lists are not at hand: nothing real was compared"
)
def test_every_pair_of_the_edition_of_2019_compares_as_its_list_says() -> None:
    parents: dict[str, str | None] = {"5117": None, **official()}
    below: dict[str, set[str]] = {code: set() for code in parents}
    for code in parents:
        for above in chain(code, parents):
            below[above].add(code)
    by_segments: dict[tuple[str, ...], set[str]] = {}
    for code in parents:
        parts = segments(code)
        for length in range(1, len(parts) + 1):
            by_segments.setdefault(parts[:length], set()).add(code)
    for above in parents:
        assert by_segments[segments(above)] == below[above], above
    for above in (code for code in parents if len(code) <= 9):
        assert {code for code in parents if covers(above, code)} == below[above], above
