"""Territories for tests: the two real editions of the city, and small invented ones."""

from functools import cache
from pathlib import Path

from oneboard.intake.imports.territory import Territory, read_folder
from oneboard.vocabulary.editions import EditionPlace
from oneboard.work.proposals import Ask, Proposal, rooted
from oneboard.work.succession import propose
from oneboard.work.wills import Succession

DATA = Path(__file__).parents[2] / "data/territory"
CITY = EditionPlace(id="5117", level="city", name="达州市")


@cache
def territory(edition: str) -> Territory:
    return read_folder(DATA, edition, "wgs84")


@cache
def first() -> Proposal:
    """The edition of 2019, with its grids, on a node that has its city only."""
    found = territory("2019")
    listed = rooted(CITY, found.official.root, found.official.places)
    leaves = [grid.place for grid in found.grids]
    return propose(Ask("2019", "2019", "list", "2019-10-31", [CITY], listed, leaves=leaves))


@cache
def second(*successions: Succession) -> Proposal:
    """The edition of mid-2020 on top of it."""
    found = territory("2020")
    listed = rooted(CITY, found.official.root, found.official.places)
    tree = first().edition.places
    return propose(
        Ask(
            "2020",
            "2020",
            "list",
            "2020-06-30",
            tree,
            listed,
            successions,
            known=frozenset(p.id for p in tree),
        )
    )
