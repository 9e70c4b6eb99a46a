"""Invents the grids of 2019: the 3,223 villages of the official list divided into exactly 4,300, the same each time.

Nobody publishes a city's grids. Households are drawn by what the names tell of a place's kind and add up to 800,000;
a grid is a few hundred of them. Each gets a point within its county's outline; where there is no outline, none.

    script/run python script/grids.py > data/territory/grids2019.csv
"""

import csv
import hashlib
import sys
from collections.abc import Iterator
from heapq import heapify, heapreplace
from pathlib import Path
from typing import Final

import msgspec

from oneboard.foundation.boundaries import Boundary, shape_from
from oneboard.foundation.geo import Coordinates

GRIDS: Final = 4_300
HOUSEHOLDS: Final = 800_000
DATA: Final = Path(__file__).resolve().parents[1] / "data/territory"
COLUMNS: Final = ("grid", "name", "village", "households", "lon", "lat", "invented")

#: Relative numbers of households, from and to, by the kind of place.
KINDS: Final = {
    "a community in a street": (900, 3200),
    "a community in a town": (250, 900),
    "a village": (120, 420),
    "a mountain village": (60, 220),
}
#: The two counties in the Daba mountains.
MOUNTAINS: Final = ("511722", "511781")


def main() -> None:
    towns = {town["code"]: town["name"] for town in rows("nbs2019_towns.csv")}
    villages = {village["code"]: village["name"] for village in rows("nbs2019_villages.csv")}
    homes = households({code: weight(code, name, towns[code[:9]]) for code, name in villages.items()})
    shares, outlines = divided(homes), boundaries()
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    for village, name in villages.items():
        for n, count in enumerate(parts(homes[village], shares[village]), start=1):
            grid = f"{village}{n:03}"
            out.writerow((grid, f"{short(name)}第{n}网格", village, count, *point(grid, outlines), "yes"))


def rows(file: str) -> Iterator[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def chance(*of: object) -> float:
    """A number in [0, 1) that is always the same for the same words."""
    digest = hashlib.sha256("/".join(map(str, of)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def weight(code: str, name: str, town: str) -> float:
    low, high = KINDS[kind(code, name, town)]
    return low + (high - low) * chance("households", code)


def kind(code: str, name: str, town: str) -> str:
    if name.endswith(("社区居民委员会", "社区")):
        return "a community in a street" if town.endswith("街道") else "a community in a town"
    return "a mountain village" if code[:6] in MOUNTAINS or town.endswith("乡") else "a village"


def households(weights: dict[str, float]) -> dict[str, int]:
    """Whole numbers in proportion that add up: the largest remainders are rounded up."""
    unit = HOUSEHOLDS / sum(weights.values())
    found = {code: int(w * unit) for code, w in weights.items()}
    behind = sorted(weights, key=lambda code: (found[code] - weights[code] * unit, code))
    for code in behind[: HOUSEHOLDS - sum(found.values())]:
        found[code] += 1
    return found


def divided(homes: dict[str, int]) -> dict[str, int]:
    """How many grids each village has: one, and the next always to where a grid is largest (Sainte-Laguë)."""
    found = dict.fromkeys(homes, 1)
    waiting = [(-count / 3, code) for code, count in homes.items()]
    heapify(waiting)
    for _ in range(GRIDS - len(homes)):
        _, code = waiting[0]
        found[code] += 1
        heapreplace(waiting, (-homes[code] / (2 * found[code] + 1), code))
    return found


def parts(count: int, n: int) -> list[int]:
    return [count // n + (i < count % n) for i in range(n)]


def short(name: str) -> str:
    return name.removesuffix("居民委员会").removesuffix("民委员会")


def boundaries() -> dict[str, Boundary]:
    features = msgspec.json.decode((DATA / "fastgeocn_district.geojson").read_bytes())["features"]
    found = {f["properties"]["gb"][-6:]: f for f in features}
    return {
        code: Boundary(code, f["properties"]["name"], shape_from(f["geometry"], "wgs84"))
        for code, f in found.items()
    }


def point(grid: str, outlines: dict[str, Boundary]) -> tuple[str, str]:
    """The first of a row of drawn points that lies within the county."""
    outline = outlines.get(grid[:6])
    if outline is None:
        return "", ""
    west, south, east, north = outline.shape.bounds
    for n in range(10_000):
        lon = round(west + (east - west) * chance("lon", grid, n), 5)
        lat = round(south + (north - south) * chance("lat", grid, n), 5)
        if outline.contains(Coordinates(lon, lat)):
            return f"{lon:.5f}", f"{lat:.5f}"
    raise ValueError(f"{grid}: no point within {outline.name}")


if __name__ == "__main__":
    main()
