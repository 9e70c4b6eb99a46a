"""`bench territory`, a reform: half of the towns are merged away in one edition while phones go on reporting."""

import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from bench import limits
from bench.figures import Figure, progress
from bench.phones import Order
from bench.plan import Plan
from bench.runs import Run, Unsound, Window
from bench.servers import Phones, Server, founded, free_port, oneboard, phones, served
from bench.sites import Site, on_sites

#: Seconds, of the issue, at 10⁶ entries while the door stays open.
GOAL: Final = "≤ 60"


def run(plan: Plan, vendors: Sequence[str]) -> list[Figure]:
    """Raises Unsound rather than tell a figure that errors have made."""
    return on_sites(vendors, lambda here: _on(here, plan))


def _on(here: Site, plan: Plan) -> Iterator[Figure]:
    progress(f"{here.vendor}: founding a city of {plan.grids:,} grids")
    town, port = founded(here, plan), free_port()
    with phones(town, port) as handsets, served(here, port) as server:
        load = Run(here, plan)
        load.fill(server, handsets, plan.cost_at[-1] if plan.cost_at else 0)
        seconds, window = _adopted(here, load, server, handsets)
        load.verify()
    best = list(limits.writing(here, limits.journal_rows(here, min(load.entries, 20_000))).values())[-1]
    name = f"territory.{here.vendor}"
    yield Figure(f"{name}.adoption: {load.entries:,}", seconds, "s", GOAL, load.entries / best.rate)
    yield Figure(f"{name}.adoption.longest_answer", window.sent.longest_ms / 1000, "s")
    if oneboard(here, "replay", "--check").returncode:
        raise Unsound("a replay gives other rows")


def _adopted(here: Site, load: Run, server: Server, handsets: Phones) -> tuple[float, Window]:
    """Seconds of the adoption, and what the phones that reported meanwhile were answered."""
    windows: list[Window] = []
    order = Order("register", load.plan.phones, load.plan.rounds, load.plan.batch)
    door = threading.Thread(target=lambda: windows.append(load.load(server, handsets, order)))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "edition.json"
        file.write_bytes(msgspec.json.encode(_reformed(_places(here))))
        door.start()
        began = time.perf_counter()
        done = oneboard(here, "territory", "adopt", str(file), "--as", "founder")
        seconds = time.perf_counter() - began
        door.join()
    if done.returncode or not windows:
        raise Unsound(f"{done.stdout} {done.stderr}")
    return seconds, windows[0]


def _places(here: Site) -> list[dict[str, Any]]:
    done = oneboard(here, "call", "GET", "/places", "--as", "founder")
    if done.returncode:
        raise Unsound(done.stdout + done.stderr)
    found: list[dict[str, Any]] = msgspec.json.decode(done.stdout)
    return found


def _reformed(places: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Every second town of a county goes into the one before it."""
    heirs: dict[str, str] = {}
    standing: dict[str, str] = {}
    for place in places:
        if place["level"] == "town":
            before = standing.pop(place["parent"], None)
            if before is None:
                standing[place["parent"]] = place["id"]
            else:
                heirs[place["id"]] = before
    kept = [
        {name: place[name] for name in ("id", "level", "name", "code") if place[name]}
        | ({"parent": heirs.get(place["parent"], place["parent"])} if place["parent"] else {})
        for place in places
        if place["id"] not in heirs
    ]
    depth = ("province", "city", "county", "town", "village", "grid", "site")
    return {
        "edition": "reformed", "title": "撤并后", "source": "bench", "valid_from": "2020-06-30",
        "places": sorted(kept, key=lambda place: depth.index(place["level"])),
    }  # fmt: skip
