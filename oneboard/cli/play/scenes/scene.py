"""A scene (情节) of a play, as its director and its crews need to know it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from oneboard.cli.play.chance import Chance
from oneboard.cli.play.door import Refused
from oneboard.cli.play.lists import homes_of_the_city
from oneboard.cli.play.people import ROWS

if TYPE_CHECKING:
    from oneboard.cli.play.centre import Centre
    from oneboard.cli.play.lists import Grid
    from oneboard.cli.play.scales import Scale
    from oneboard.cli.play.speaker import Speaker

Answers: TypeAlias = Mapping[str, Any]

#: Stands among answers for a photograph, which whoever gives them takes then and there.
PHOTOGRAPH: Final = "photograph"

#: Indicators, each with how much a step adds to it.
Counts: TypeAlias = Iterator[tuple[str, int]]

#: A playbook and a step of it.
Said: TypeAlias = tuple[str, str]

#: Steps, one minute after the other, with what is answered in each.
Doing: TypeAlias = Callable[[Chance], Iterator[tuple[str, Answers]]]

#: The one step that a desk takes with a task.
Deciding: TypeAlias = Callable[[Chance], tuple[str, Answers]]


class Counting(NamedTuple):
    """`each`: by playbook and step, what it counts one for. `added`: which indicators a number answered is added to,
    with the number's path. `special`: whatever else is added up. `firsts`: for what the subject counts once, however
    often such a step is taken. `lasts`: what only the last such step of a task counts for.
    """

    each: Mapping[str, Mapping[str, str]] = {}
    added: Mapping[Said, Sequence[tuple[str, str]]] = {}
    special: Mapping[Said, Callable[[Answers], Counts]] = {}
    firsts: Mapping[Said, Callable[[Answers], Sequence[str]]] = {}
    lasts: Mapping[Said, Callable[[Answers], Counts]] = {}


class SeenTo(NamedTuple):
    """Who sees in the afternoon to a playbook's open tasks, or in the evening to what came later. `most`: how many a
    day, None: as many as the scale says. `state`: only those in this one.
    """

    by: Literal["squad_leader", "grid_worker"]
    does: Doing
    most: int | None = None
    state: str | None = None


class Stage(NamedTuple):
    """What a scene has at the desks. `chance`: its own; `memory`: what it has to remember, by names of its own."""

    centre: "Centre"
    scale: "Scale"
    grids: Sequence["Grid"]
    chance: Chance
    memory: dict[str, Any]

    def part(self, of_city: int) -> int:
        """How many of so many in the whole city happen on this ground, as far as the scale plays them; one at least."""
        homes = sum(grid.homes for grid in self.grids)
        return max(1, round(of_city * self.scale.share * homes / homes_of_the_city()))

    def register(self, register: str, answers: Answers) -> None:
        """Something that stands on no list yet, at some grid."""
        centre = self.centre
        centre.say(centre.officer, "/subjects", subject=centre.ids.id_at(centre.now), register=register,
                   place=self.chance.choice(self.grids).id, answers=answers)  # fmt: skip

    def bring(self, register: str, cells: Sequence[Mapping[str, str]]) -> None:
        """A list, each line of it at some grid. Raises Refused where one is faulty."""
        rows = [
            {"row": n, "place": self.chance.choice(self.grids).id, "cells": one}
            for n, one in enumerate(cells, start=1)
        ]
        self.take_in(register, rows)

    def take_in(self, register: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Raises Refused where one is faulty."""
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            told = self.centre.say(self.centre.officer, f"/registers/{register}/rows", rows=some)
            if faulty := [row for row in told["rows"] if row["result"] != "new"]:
                raise Refused(f"{register}: {faulty[0]}")

    def at_the_desk(self, most: int, work: Sequence[tuple[str, str, Deciding]]) -> None:
        """With so many tasks of a playbook in a state one step each; later states first, so that it is one a day."""
        for playbook, state, decides in work:
            for task in list(self.centre.tasks(playbook, state, most)):
                self.centre.take(task, *decides(self.chance))


def _nothing(*_: object) -> None:
    pass


class Scene(NamedTuple):
    """`registers`, `playbooks`: in the order in which they are published. `found`: on the day before the first, once
    the incident is open and before phones pull. `notice`: what one grid worker says unasked in the evening of a day;
    `midday`, `afternoon`, `close`: what the desks do before noon, in the late afternoon, and when a day is over.
    """

    name: str
    registers: Sequence[str] = ()
    playbooks: Sequence[str] = ()
    counting: Counting = Counting()
    seen_to: Mapping[str, SeenTo] = {}
    found: Callable[[Stage], None] = _nothing
    notice: Callable[["Speaker", int], None] = _nothing
    midday: Callable[[Stage, int], None] = _nothing
    afternoon: Callable[[Stage, int], None] = _nothing
    close: Callable[[Stage, int], None] = _nothing
