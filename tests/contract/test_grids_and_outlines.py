"""Grids and outlines: read below the places of a list, every fault named by row."""

from pathlib import Path

import pytest

from tests.contract.files import LIST, feature, found, outlines, told


@pytest.mark.parametrize(
    ("row", "key", "kept"),
    [
        ("g1,一号网格,511702001001,300,107.5,31.5", None, True),
        ("511702001001007,一号网格,,,,", None, True),
        ("g1,一号网格,511702001009,300,,", "grid_parent", False),
        ("g 1,一号网格,511702001001,300,,", "grid_code", False),
        ("g1,,511702001001,300,,", "name_empty", False),
        ("g1,一号网格,511702001001,许多,,", "households", True),
        ("g1,一号网格,511702001001,300,31.5,107.5", "point_swapped", True),
        ("g1,一号网格,511702001001,300,31.5,77.5", "point_swapped", True),
        ("g1,一号网格,511702001001,300,1e9,31.5", "point_nowhere", True),
        ("g1,一号网格,511702001001,300,东经,31.5", "point_unreadable", True),
        ("g1,一号网格,511702001001,300,107.5,", "point_unreadable", True),
        ("g1,一号网格,511702001001,300,nan,31.5", "point_nowhere", True),
        ("g1,一号网格,511702001001,300,109.5,31.5", "point_outside", True),
    ],
)
def test_grids_are_read_below_their_villages(tmp_path: Path, row: str, key: str | None, kept: bool) -> None:
    header = "grid,name,village,households,lon,lat\n"
    read = found(tmp_path, places=LIST, grids=header + row + "\n", map=outlines(feature("156511702")))
    assert [fault.key for fault in read.faults] == ([key] if key else [])
    assert [grid.place.parent for grid in read.grids] == (["511702001001"] if kept else [])


def test_a_grid_listed_twice_is_read_once(tmp_path: Path) -> None:
    rows = "grid,name,village\ng1,一号网格,511702001001\ng1,又一号,511702001001\n"
    read = found(tmp_path, places=LIST, grids=rows, map=outlines(feature("511702")))
    assert told(read.faults) == [("grids.csv", 3, "code_twice")]
    assert [grid.place.name for grid in read.grids] == ["一号网格"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (outlines(feature("156511702")), []),
        (outlines(), [(0, "outline_missing")]),
        (outlines(feature("511799")), [(1, "outline_unknown"), (0, "outline_missing")]),
        (outlines({"geometry": None}), [(1, "outline_unknown"), (0, "outline_missing")]),
        (outlines("no feature"), [(1, "outline_unknown"), (0, "outline_missing")]),
        (outlines(feature("511702"), feature("511702")), [(2, "code_twice")]),
        (outlines(feature("511702", [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]])),
         [(1, "outline_invalid"), (0, "outline_missing")]),
        (outlines(feature("511702", [1, 2], "Point")), [(1, "outline_invalid"), (0, "outline_missing")]),
        (outlines(feature("511702", [[["a", 2], [3, 4], [5, 6], ["a", 2]]])),
         [(1, "outline_invalid"), (0, "outline_missing")]),
        (outlines(feature("511702", [[[31.0, 107.0], [32.0, 107.0], [32.0, 108.0], [31.0, 107.0]]])),
         [(1, "point_swapped"), (0, "outline_missing")]),
        (outlines(feature("511702", [[[10**400, 31.0], [108.0, 31.0], [108.0, 32.0], [10**400, 31.0]]])),
         [(1, "outline_invalid"), (0, "outline_missing")]),
        (outlines({"properties": {"code": "511702"}, "geometry": ["Polygon"]}),
         [(1, "outline_invalid"), (0, "outline_missing")]),
        (b"\xef\xbb\xbf" + outlines(feature("511702")), []),
        (b"{}", [(0, "geojson"), (0, "outline_missing")]),
        (b"\xff\xfe", [(0, "geojson"), (0, "outline_missing")]),
    ],
)  # fmt: skip
def test_an_outline_is_of_a_listed_place_and_holds(
    tmp_path: Path, raw: bytes, expected: list[tuple[int, str]]
) -> None:
    read = found(tmp_path, places=LIST, map=raw)
    assert [(fault.row, fault.key) for fault in read.faults] == expected
    assert ("511702" in read.boundaries) == ((0, "outline_missing") not in expected)
