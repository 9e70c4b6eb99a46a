"""Coordinates: the shift of GCJ-02 and BD-09 there and back, and what a boundary measures."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.foundation.boundaries import ELLIPSOID_KM2, Boundary, shape_from
from oneboard.foundation.geo import Coordinates, Crs, from_wgs84, to_wgs84

CENTIMETRE = 1e-7  # degrees of latitude are 111 km; of longitude fewer

# The values that the tests of the published EvilTransform (GCJ-02) and coordtransform (BD-09) hold.
SHIFTED = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
]

china = st.builds(Coordinates, st.floats(72.03, 137.8), st.floats(0.85, 55.8))
abroad = st.builds(Coordinates, st.floats(-180, 71.99), st.floats(-85, 85))
systems = st.sampled_from(["wgs84", "cgcs2000", "gcj02", "bd09"])


@pytest.mark.parametrize(("plain", "shifted"), SHIFTED)
def test_published_points_are_shifted_as_published(
    plain: tuple[float, float], shifted: tuple[float, float]
) -> None:
    assert from_wgs84(Coordinates(*plain), "gcj02") == pytest.approx(shifted, abs=1e-12)
    assert to_wgs84(*shifted, "gcj02") == pytest.approx(plain, abs=CENTIMETRE / 100)


def test_bd09_is_shifted_again_as_published() -> None:
    """coordtransform: gcj02tobd09(116.404, 39.915)."""
    behind = to_wgs84(116.404, 39.915, "gcj02")
    assert from_wgs84(behind, "bd09") == pytest.approx((116.41036949371029, 39.92133699351022), abs=1e-10)


@given(china, systems)
def test_there_and_back_is_less_than_a_centimetre_away(place: Coordinates, crs: Crs) -> None:
    assert to_wgs84(*from_wgs84(place, crs), crs) == pytest.approx(place, abs=CENTIMETRE / 2)


@given(china)
def test_the_shift_is_of_hundreds_of_metres(place: Coordinates) -> None:
    """Who mistakes one system for the other stands in another street, never in another county."""
    lon, lat = from_wgs84(place, "gcj02")
    assert abs(lon - place.lon) < 0.03
    assert abs(lat - place.lat) < 0.01


@given(abroad, systems)
def test_outside_china_nothing_is_shifted(place: Coordinates, crs: Crs) -> None:
    assert from_wgs84(place, crs) == place
    if place.lon < 71.9:
        assert to_wgs84(*place, crs) == place


def counties() -> dict[str, Boundary]:
    file = Path(__file__).parents[2] / "data/territory/fastgeocn_district.geojson"
    features = msgspec.json.decode(file.read_bytes())["features"]
    return {
        f["properties"]["name"]: Boundary(
            f["properties"]["gb"], f["properties"]["name"], shape_from(f["geometry"], "wgs84")
        )
        for f in features
    }


@pytest.mark.parametrize(
    ("county", "area"), [("宣汉县", 4271), ("万源市", 4065), ("大竹县", 2076), ("渠县", 2018)]
)
def test_a_county_measures_what_its_yearbook_says(county: str, area: int) -> None:
    """The outlines are simplified: within two in a hundred."""
    assert counties()[county].area_km2 == pytest.approx(area, rel=0.02)


def test_a_zone_of_the_ellipsoid_measures_its_share() -> None:
    """The surface of WGS-84 is 510,065,622 km²; a strip of one degree from pole to pole is a 360th of it."""
    strip = {"type": "Polygon", "coordinates": [[[0, -90], [1, -90], [1, 90], [0, 90], [0, -90]]]}
    assert pytest.approx(510_065_622, abs=10) == ELLIPSOID_KM2
    assert Boundary("x", "x", shape_from(strip, "wgs84")).area_km2 == pytest.approx(ELLIPSOID_KM2 / 360)


def test_the_city_hall_lies_in_its_district_and_in_no_other() -> None:
    """通川区 is around 107.50 E, 31.21 N."""
    assert [name for name, b in counties().items() if b.contains(Coordinates(107.503, 31.214))] == ["通川区"]
    assert [name for name, b in counties().items() if b.contains(Coordinates(*reversed((107.5, 31.2))))] == []


def test_a_boundary_in_another_system_is_turned() -> None:
    square = [[107.0, 31.0], [107.1, 31.0], [107.1, 31.1], [107.0, 31.1], [107.0, 31.0]]
    shifted = [list(from_wgs84(Coordinates(*pair), "gcj02")) for pair in square]
    found = shape_from({"type": "Polygon", "coordinates": [shifted]}, "gcj02")
    assert found.bounds == pytest.approx((107.0, 31.0, 107.1, 31.1), abs=CENTIMETRE)


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "Point: Polygon, MultiPolygon"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "Self-intersection"),
        ({"type": "Polygon", "coordinates": []}, "coordinates"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1]]]}, "coordinates|inhomogeneous"),
        ({"type": "Polygon"}, "coordinates"),
        ({}, "None: Polygon"),
    ],
)
def test_what_is_no_outline_says_why(geometry: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        shape_from(geometry, "wgs84")


@pytest.mark.parametrize("crs", ["gcj02", "bd09"])
def test_what_is_on_no_earth_stays_as_it_is(crs: Crs) -> None:
    """Metres of a projection, taken for degrees: whoever looks at them finds them on no earth."""
    assert to_wgs84(11_921_400.0, 3_452_100.0, crs) == (11_921_400.0, 3_452_100.0)
