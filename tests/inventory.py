"""An inventory for tests: rows of households, and a dispatcher who brings them."""

from typing import Any

from tests.house import House
from tests.roster import Told


def home(n: int, /, place: str = "g1", **cells: str) -> dict[str, Any]:
    """A household of g1 by its number."""
    told = {"number": f"1-{n}", "head": f"周{n}", "phone": f"138000{n:05d}", "people": "3", **cells}
    return {"row": n, "place": place, "cells": told}


def bring(house: House, *rows: dict[str, Any], who: str = "dispatcher", **how: Any) -> list[Told]:
    """The result of each row, and its faults as column and problem."""
    register = how.pop("register", "households")
    taken = house.must(who, f"/registers/{register}/rows", rows=list(rows), **how)
    return [(r["result"], [f"{f['column']} {f['problem']}" for f in r["faults"]]) for r in taken["rows"]]
