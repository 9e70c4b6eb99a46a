"""Coordinates (坐标): WGS-84 inside the house; what arrives in another system is turned once, at the door.

GCJ-02 and BD-09 are not published by whoever keeps them. The formulas here are the widely known approximation that
became public as `EvilTransform` in 2013 (Krasovsky's ellipsoid of 1940, a rectangle for the country), which agrees with
the services to about a metre. The rectangle also holds parts of neighbouring countries; there it is wrong, as it is
everywhere it is used.
"""

from collections.abc import Callable
from math import atan2, cos, hypot, pi, sin, sqrt
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

#: `cgcs2000` (GB 22021) differs from WGS-84 by centimetres, less than any phone can tell, and is taken as equal.
Crs: TypeAlias = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
CRS: Final[tuple[str, ...]] = get_args(Crs)


class Coordinates(NamedTuple):
    """Degrees in WGS-84, longitude first, as GeoJSON has them (RFC 7946)."""

    lon: float
    lat: float


_A: Final = 6378245.0  # metres, Krasovsky 1940
_EE: Final = 0.00669342162296594323  # its eccentricity squared
_BD: Final = pi * 3000 / 180
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271  # degrees
_ENOUGH: Final = 1e-9  # degrees: a tenth of a millimetre
_ROUNDS: Final = 30

_Pair: TypeAlias = tuple[float, float]


def to_wgs84(lon: float, lat: float, crs: Crs) -> Coordinates:
    """Exact to less than a centimetre of what `from_wgs84` gives; outside China unchanged.

    Within 0.01 degrees of the rectangle's edge a shifted point may also be an unshifted one from outside; it is taken
    as shifted.
    """
    on_earth = abs(lon) <= 180 and abs(lat) <= 90  # degrees; metres, say, are not shifted
    if crs in ("wgs84", "cgcs2000") or not on_earth:
        return Coordinates(lon, lat)
    found = _solve(_gcj_to_bd, (lon, lat)) if crs == "bd09" else (lon, lat)
    found = _solve(_shifted, found)
    return Coordinates(*found) if _inside(*found) else Coordinates(lon, lat)


def from_wgs84(place: Coordinates, crs: Crs) -> tuple[float, float]:
    """Longitude and latitude in another system; outside China unchanged."""
    if crs in ("wgs84", "cgcs2000") or not _inside(*place):
        return place.lon, place.lat
    shifted = _shifted(*place)
    return _gcj_to_bd(*shifted) if crs == "bd09" else shifted


def _inside(lon: float, lat: float) -> bool:
    return _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH


def _solve(forward: Callable[[float, float], _Pair], wanted: _Pair) -> _Pair:
    """The point that `forward` takes to `wanted`; the shift hardly changes from point to point, so a few rounds do."""
    lon, lat = wanted
    for _ in range(_ROUNDS):
        there = forward(lon, lat)
        off = wanted[0] - there[0], wanted[1] - there[1]
        lon, lat = lon + off[0], lat + off[1]
        if max(map(abs, off)) < _ENOUGH:
            break
    return lon, lat


def _shifted(lon: float, lat: float) -> _Pair:
    x, y = lon - 105.0, lat - 35.0
    radians = lat / 180 * pi
    magic = 1 - _EE * sin(radians) ** 2
    root = sqrt(magic)
    east = _east(x, y) * 180 / (_A / root * cos(radians) * pi)
    north = _north(x, y) * 180 / (_A * (1 - _EE) / (magic * root) * pi)
    return lon + east, lat + north


def _ripple(of: float) -> float:
    return (20 * sin(6 * of * pi) + 20 * sin(2 * of * pi)) * 2 / 3


def _east(x: float, y: float) -> float:
    """Metres."""
    slow = (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    slower = (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + _ripple(x) + slow + slower


def _north(x: float, y: float) -> float:
    """Metres."""
    slow = (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    slower = (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    level = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    return level + _ripple(x) + slow + slower


def _gcj_to_bd(lon: float, lat: float) -> _Pair:
    length = hypot(lon, lat) + 0.00002 * sin(lat * _BD)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD)
    return length * cos(angle) + 0.0065, length * sin(angle) + 0.006
