"""Outlines and points are kept with their edition and given to a map. See docs/spec/territory.md."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from oneboard.journal.models import Line
from oneboard.recorder import recorder
from tests.contract.files import feature, outlines
from tests.house import House, Reply
from tests.spec.attic import differences, oneboard
from tests.territory import adopt


def square(west: int, south: int, size: int = 100_000) -> Any:
    east, north = west + size, south + size
    return [[[[west, south], [east, south], [east, north], [west, north], [west, south]]]]


def draw(house: House, edition: str = "founding", who: str = "founder", **body: Any) -> Any:
    address = f"/editions/{edition}/boundaries"
    return Reply(house.client(who).post(address, {"source": "测绘", **body}, "application/json"))


def shown(house: House, place: str, who: str = "officer", tag: str = "", **query: Any) -> Any:
    headers = {"HTTP_IF_NONE_MATCH": tag} if tag else {}
    return house.client(who).get(f"/places/{place}/boundary", query, **headers)


def geometries(house: House, place: str, **query: Any) -> dict[str, Any]:
    reply = shown(house, place, **query)
    assert reply.status_code == 200, reply.content
    found = msgspec.json.decode(reply.content)
    assert found["type"] == "FeatureCollection"
    return {one["id"]: one["geometry"] and one["geometry"]["type"] for one in found["features"]}


def test_a_place_is_shown_with_its_children_whether_drawn_or_not(house: House) -> None:
    said = {
        "outlines": {"511702": square(107_000_000, 31_000_000)},
        "points": {"g1": [107_050_000, 31_050_000]},
    }
    assert draw(house, **said).status == 200
    assert geometries(house, "5117") == {"5117": None, "511702": "MultiPolygon", "511703": None}
    assert geometries(house, "511702001001") == {"511702001001": None, "g1": "Point"}
    [point] = [f for f in shown(house, "g1").json()["features"] if f["id"] == "g1"]
    assert point["geometry"]["coordinates"] == [107.05, 31.05]
    assert point["properties"]["level"] == "grid"
    assert differences(house.settings) == 0


def test_the_same_again_changes_nothing_and_another_drawing_stands_for_its_places_only(house: House) -> None:
    both = {"511702": square(107_000_000, 31_000_000), "511703": square(107_100_000, 31_000_000)}
    draw(house, outlines=both)
    before = Line.objects.count()
    draw(house, outlines=both)
    assert Line.objects.count() == before
    draw(house, outlines={"511702": square(107_000_000, 31_000_000, 90_000)})
    east = {
        f["id"]: f["geometry"]["coordinates"][0][0]
        for f in shown(house, "5117", metres=0).json()["features"][1:]
    }
    assert max(lon for lon, _ in east["511702"]) == 107.09
    assert max(lon for lon, _ in east["511703"]) == 107.2
    assert differences(house.settings) == 0


def test_lines_are_simplified_and_neighbours_keep_theirs_in_common(house: House) -> None:
    wavy = [[107_100_000 + (n % 2) * 40, 31_000_000 + n * 1_000] for n in range(101)]
    west = [[[*wavy, [107_000_000, 31_100_000], [107_000_000, 31_000_000], wavy[0]]]]
    east = [[[wavy[0], [107_200_000, 31_000_000], [107_200_000, 31_100_000], *wavy[::-1]]]]
    assert draw(house, outlines={"511702": west, "511703": east}).status == 200
    exact, thin = (shown(house, "5117", metres=metres).json()["features"][1:] for metres in (0, 500))
    rings = [{tuple(pair) for pair in one["geometry"]["coordinates"][0][0]} for one in thin]
    assert all(len(ring) < 12 for ring in rings)
    assert len(exact[0]["geometry"]["coordinates"][0][0]) == 104
    assert {(107.1, 31.0), (107.1, 31.1)} <= rings[0] & rings[1]


def test_whoever_has_it_is_told_so_until_something_is_drawn_or_renamed(house: House) -> None:
    tag = shown(house, "5117")["ETag"]
    assert shown(house, "5117", tag=tag).status_code == 304
    draw(house, outlines={"511702": square(107_000_000, 31_000_000)})
    second = shown(house, "5117", tag=tag)
    assert second.status_code == 200
    house.must("founder", "/places/511702/rename", name="通川")
    assert shown(house, "5117", tag=second["ETag"]).status_code == 200


def test_outlines_are_of_their_edition_and_points_of_grids_of_every_one(house: House) -> None:
    draw(
        house, outlines={"511702": square(107_000_000, 31_000_000)}, points={"g3": [107_500_000, 31_000_000]}
    )
    assert adopt(house).status == 200
    assert geometries(house, "5117") == {"5117": None, "511702": None, "511703": None}
    assert geometries(house, "511703001")["g3"] == "Point"
    assert geometries(house, "5117", edition="founding")["511702"] == "MultiPolygon"
    assert draw(house, "2020", outlines={"511702": square(107_000_000, 31_000_000)}).status == 200
    assert geometries(house, "5117")["511702"] == "MultiPolygon"
    assert shown(house, "new", edition="founding").status_code == 404
    assert differences(house.settings) == 0


@pytest.mark.parametrize(
    ("who", "edition", "said", "code"),
    [
        ("officer", "founding", {}, "not_permitted"),
        ("founder", "1999", {}, "not_found"),
        ("founder", "founding", {"points": {"nowhere": [1, 2]}}, "boundary.invalid"),
        ("founder", "founding", {"outlines": {"511702": [[[[0, 0], [9, 9], [9, 0], [0, 9], [0, 0]]]]}},
         "boundary.invalid"),
        ("founder", "founding", {"outlines": {"511702": []}}, "boundary.invalid"),
        ("founder", "founding", {"outlines": {"511702": [[]]}}, "boundary.invalid"),
        ("founder", "founding", {"outlines": {"511702": [[[[0, 0]]]]}}, "boundary.invalid"),
        ("founder", "founding", {"points": {"g1": [31_000_000, 107_000_000]}}, "body.invalid"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_with_why(
    house: House, who: str, edition: str, said: dict[str, Any], code: str
) -> None:
    before = Line.objects.count()
    assert draw(house, edition, who, **said).body["code"] == code
    assert Line.objects.count() == before


def test_a_place_out_of_sight_has_no_boundary(house: House) -> None:
    assert shown(house, "511703", who="li").status_code in (403, 404)
    assert shown(house, "nowhere").status_code == 404


def test_the_files_of_a_folder_are_drawn_and_what_is_faulty_is_named(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "counties.csv").write_text("code,name\n511702,通川区\n511703,达川区\n", encoding="utf-8")
    (tmp_path / "towns.csv").write_text("code,name\n511702001,东城\n", encoding="utf-8")
    (tmp_path / "villages.csv").write_text("code,name\n511702001001,二马路\n", encoding="utf-8")
    (tmp_path / "grids.csv").write_text("grid,name,village,lon,lat\ng1,一网格,511702001001,107.5,31.5\n")
    crossed = [[[107.0, 31.0], [108.0, 32.0], [108.0, 31.0], [107.0, 32.0], [107.0, 31.0]]]
    (tmp_path / "map.geojson").write_bytes(outlines(feature("511702"), feature("511703", crossed)))
    recorder.stop()
    words = ("territory", "draw", tmp_path, "--edition", "founding", "--as", "founder")
    assert oneboard(*words) == 1, "an outline that crosses itself"
    assert "map.geojson:2" in capsys.readouterr().err
    before = Line.objects.count()
    assert oneboard(*words) == 1
    assert Line.objects.count() == before
    assert differences(house.settings) == 0
