"""Folders of a territory for tests: small lists, grids and outlines, with this or that wrong in them."""

from pathlib import Path

import msgspec

from oneboard.intake.imports.faults import Fault
from oneboard.intake.imports.territory import Territory, read_folder

LIST = """code,name
511702,通川区
511702001,东城街道
511702001001,二马路社区居民委员会
"""
SQUARE = [[[107.0, 31.0], [108.0, 31.0], [108.0, 32.0], [107.0, 32.0], [107.0, 31.0]]]


def folder(path: Path, **files: str | bytes) -> Path:
    """`places`: places.csv and so on; `map` is GeoJSON."""
    for name, said in files.items():
        raw = said.encode() if isinstance(said, str) else said
        (path / (f"{name}.geojson" if name == "map" else f"{name}.csv")).write_bytes(raw)
    return path


def feature(code: str, coordinates: object = SQUARE, kind: str = "Polygon") -> dict[str, object]:
    return {
        "properties": {"gb": code, "name": "某县"},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def outlines(*features: object) -> bytes:
    return msgspec.json.encode({"type": "FeatureCollection", "features": features})


def found(path: Path, **files: str | bytes) -> Territory:
    return read_folder(folder(path, **files), "", "wgs84")


def told(faults: list[Fault]) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.row, fault.key) for fault in faults]
