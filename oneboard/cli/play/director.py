"""The director (导调) of a play: founds what is needed, then lets one day after the other come."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from oneboard.cli.play import homes, lists, orders, people
from oneboard.cli.play.calendar import at
from oneboard.cli.play.centre import Centre
from oneboard.cli.play.crews import Crews
from oneboard.cli.play.days import Days
from oneboard.cli.play.door import Refused
from oneboard.cli.play.ledger import Cell
from oneboard.cli.play.phone import Identity
from oneboard.cli.play.scales import Scale
from oneboard.cli.play.scenes.all import SCENES
from oneboard.cli.play.scenes.scene import Stage
from oneboard.cli.play.tree import Tree, tree_of

#: What is being done, and how much of how much is done.
Progress = Callable[[str, int, int], None]

#: When the second edition is adopted, as a share of the days.
_ADOPTION: Final = 0.6

_TRIES: Final = 6
_PAUSE_S: Final = 5


class Node(Protocol):
    def run(self, *command: str) -> str:
        """What `oneboard COMMAND` prints. Raises Refused."""


class Director:
    """`trees`: the editions adopted so far. `homes`: households on the list."""

    def __init__(
        self, node: Node, centre: Centre, crews: Crews, scale: Scale, seed: int, folder: Path
    ) -> None:
        self.node, self.centre, self.crews, self.scale, self.seed = node, centre, crews, scale, seed
        self._folder = folder
        self.trees: list[Tree] = []
        self.grids = lists.grids(scale.within, scale.most_homes)
        self.homes = sum(grid.homes for grid in self.grids)
        self._stages = {
            scene.name: Stage(centre, scale, self.grids, centre.chance_of(scene.name), {}) for scene in SCENES
        }
        self.days = Days(centre, self._stages, crews, scale.desk)

    def play(self, progress: Progress) -> None:
        """Raises Refused, also for a node that is no exercise, before anything else is said."""
        self.centre.set_clock(at(0, 8))
        self._settle(progress)
        for day in range(1, self.scale.days):
            progress("一天又一天 day by day", day, self.scale.days)
            self.days.pass_day(day)
            if day == int(self.scale.days * _ADOPTION):
                self._adopt(1)
                self.crews.do(orders.Adopted(self.trees[-1].towns()))
        progress("", self.scale.days, self.scale.days)

    def cells(self) -> Counter[Cell]:
        """What the figures must be, by the ledgers of all."""
        found = self.centre.ledger.cells()
        for done in self.crews.do(orders.Count()):
            for indicator, place, day, n in done.cells:
                found[indicator, place, day] += n
        return found

    def _settle(self, progress: Progress) -> None:
        """The day before the first: places, people, phones, lists, and what is worked by."""
        progress("区划 places", 0, 0)
        lists.cut(self.scale.within, self._folder)
        self._adopt(0)
        progress("人员与手机 people and phones", 0, 0)
        phones = self._people()
        centre = self.centre
        centre.publish()
        centre.set_clock(at(0, 9))
        done = 0

        def brought(rows: int) -> None:
            nonlocal done
            done += rows
            progress("住户清册 list of households", done, self.homes)

        homes.bring(centre.officer, self.grids, self.seed, brought)
        centre.open_incident()
        centre.open_campaign("daily_report", "每日报告（演练）")
        centre.open_campaign("household_visit", "入户走访（演练）")
        for scene in SCENES:
            scene.found(self._stages[scene.name])
        progress("手机取任务 phones pull their work", 0, 0)
        self._muster(phones)

    def _adopt(self, which: int) -> None:
        edition, title, valid_from = lists.EDITIONS[which]
        file = self._folder / f"{edition}.json"
        self.node.run("territory", "propose", str(self._folder), "--edition", edition, "--title", title, "--out",
                      str(file), "--valid-from", valid_from, "--as", self.centre.founder.username)  # fmt: skip
        self._patiently("territory", "adopt", str(file), "--as", self.centre.founder.username)
        self.trees.append(tree_of(file))

    def _patiently(self, *command: str) -> None:
        """A city's tree takes longer to lay anew than a caller is kept waiting; the same again changes nothing."""
        for _ in range(_TRIES - 1):
            try:
                self.node.run(*command)
                return
            except Refused:
                time.sleep(_PAUSE_S)
        self.node.run(*command)

    def _people(self) -> list[Identity]:
        founder, chance = self.centre.founder, self.centre.chance
        self.centre.staff()
        towns = lists.towns(self.scale.within)
        units = people.register_units(founder, towns, chance)
        people.bring_roster(founder, towns, self.grids, chance)
        return people.hand_out_phones(founder, units, self.scale.days, self.seed, self.crews.lines)

    def _muster(self, phones: list[Identity]) -> None:
        centre, scale = self.centre, self.scale
        centre.set_clock(at(0, 10))
        towns = {grid.id: grid.town for grid in self.grids}
        number = {town: n % self.crews.number for n, town in enumerate(lists.towns(scale.within))}
        by_crew: list[list[Identity]] = [[] for _ in range(self.crews.number)]
        for phone in phones:
            by_crew[number[towns.get(phone.place, phone.place)]].append(phone)
        persons = [
            done.persons
            for done in self.crews.each(
                orders.Muster(self.seed, scale.round, scale.isolated_per_town, centre.playbooks,
                              centre.campaigns, share, towns, centre.now)
                for share in by_crew
            )
        ]  # fmt: skip
        centre.set_clock(at(0, 11, 30))
        self.crews.each(
            orders.Care({person: centre.order_care(person) for person in some}, 0) for some in persons
        )
