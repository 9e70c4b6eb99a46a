"""Boundaries (边界): the outline of a place in WGS-84, with its area, its middle, and what lies within."""

from collections.abc import Sequence
from functools import cached_property
from math import log, pi, radians, sin
from typing import Any, Final

import numpy as np
from shapely import (
    MultiPolygon,
    Point,
    Polygon,
    coverage_simplify,
    get_parts,
    prepare,
    set_precision,
    transform,
)
from shapely.geometry import mapping, shape
from shapely.validation import explain_validity

from oneboard.foundation.geo import Coordinates, Crs, to_wgs84

_A: Final = 6378137.0  # metres, WGS-84
METRES_OF_A_DEGREE: Final = pi * _A / 180  # along the equator
_E: Final = 0.0818191908426  # its eccentricity

Shape = Polygon | MultiPolygon


class Boundary:
    """`code`: the official code of the place; `shape` is valid."""

    def __init__(self, code: str, name: str, shape: Shape) -> None:
        self.code, self.name, self.shape = code, name, shape
        prepare(shape)

    @cached_property
    def area_km2(self) -> float:
        """On the ellipsoid: the outline is laid out by Lambert's equal-area cylinder before it is measured."""
        return float(transform(self.shape, _laid_out).area) / 1e6

    @cached_property
    def centroid(self) -> Coordinates:
        middle = self.shape.centroid
        return Coordinates(middle.x, middle.y)

    def contains(self, place: Coordinates) -> bool:
        """A point on the line itself lies in neither of two neighbours."""
        return bool(self.shape.contains(Point(place.lon, place.lat)))


def shape_from(geometry: Any, crs: Crs) -> Shape:
    """A GeoJSON geometry (RFC 7946), turned to WGS-84. Raises ValueError, which says what is wrong with it."""
    is_object = isinstance(geometry, dict)
    sort = geometry.get("type") if is_object else geometry
    if not is_object or sort not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"{sort}: Polygon, MultiPolygon")
    try:
        found = transform(shape(geometry), lambda pairs: _turned(pairs, crs))
    except (TypeError, KeyError, IndexError, OverflowError, AttributeError) as error:
        raise ValueError(f"coordinates: {error}") from error
    if not isinstance(found, Polygon | MultiPolygon) or found.is_empty:
        raise ValueError("coordinates: []")
    if not found.is_valid:
        raise ValueError(explain_validity(found))
    return found


def in_millionths(shape: Shape) -> list[list[list[tuple[int, int]]]]:
    """As a MultiPolygon in whole millionths of a degree, still valid: rounded alone, a narrow spit may cross itself."""
    rounded = set_precision(shape, 1e-6)
    parts = [part for part in get_parts(rounded) if isinstance(part, Polygon) and not part.is_empty]
    return [[_ring(ring) for ring in (part.exterior, *part.interiors)] for part in parts]


def _ring(ring: Any) -> list[tuple[int, int]]:
    return [(round(lon * 1e6), round(lat * 1e6)) for lon, lat in ring.coords]


def simplified(geometries: Sequence[dict[str, Any]], metres: int) -> list[dict[str, Any]]:
    """With fewer points; what neighbours have in common stays in common."""
    if not geometries or not metres:
        return list(geometries)
    shapes = coverage_simplify([shape(geometry) for geometry in geometries], metres / METRES_OF_A_DEGREE)
    return [mapping(thin) for thin in shapes]


def _turned(pairs: Any, crs: Crs) -> Any:
    return pairs if crs in ("wgs84", "cgcs2000") else np.array([to_wgs84(x, y, crs) for x, y in pairs])


def _laid_out(pairs: Any) -> Any:
    return np.array([(_A * radians(lon), _A * _authalic(radians(lat)) / 2) for lon, lat in pairs])


def _authalic(latitude: float) -> float:
    """Snyder, Map Projections: A Working Manual (USGS 1395), equation 3-12."""
    s = sin(latitude)
    return (1 - _E**2) * (s / (1 - (_E * s) ** 2) - log((1 - _E * s) / (1 + _E * s)) / (2 * _E))


#: The whole ellipsoid by the same formula; for tests, which know it from elsewhere.
ELLIPSOID_KM2: Final = 2 * pi * _A**2 * _authalic(pi / 2) / 1e6
