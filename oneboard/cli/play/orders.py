"""What the director tells a crew (指令), and what it tells back: values that can go to a process of its own."""

from typing import TypeAlias

import msgspec

from oneboard.cli.play.phone import Identity, Sent
from oneboard.cli.play.tasks import Task


class Muster(msgspec.Struct, frozen=True, tag=True):
    """Take these phones, pull, and plan the rounds. `playbooks`: their versions. `campaigns`: by playbook. `towns`: by
    place. `now`: in ms."""

    seed: int
    round: int
    isolated_per_town: int
    playbooks: dict[str, str]
    campaigns: dict[str, str]
    phones: list[Identity]
    towns: dict[str, str]
    now: int


class Care(msgspec.Struct, frozen=True, tag=True):
    """Persons, and the tasks by which they are at home from this day on."""

    tasks: dict[str, str]
    day: int


class Morning(msgspec.Struct, frozen=True, tag=True):
    """`late`: reports of yesterday that are still owed."""

    day: int
    now: int
    late: list[Task]


class Afternoon(msgspec.Struct, frozen=True, tag=True):
    day: int
    now: int
    reports: list[Task]


class Evening(msgspec.Struct, frozen=True, tag=True):
    """`again`: tasks of households to which a dispatcher sends somebody once more. `open`: what leaders and
    workers see to."""

    day: int
    now: int
    again: list[str]
    open: list[Task]


class Settled(msgspec.Struct, frozen=True, tag=True):
    """Entries that a person had recorded although something spoke against them."""

    entries: list[str]


class Merged(msgspec.Struct, frozen=True, tag=True):
    """Subjects that are others, by the id that stays."""

    into: dict[str, str]


class Adopted(msgspec.Struct, frozen=True, tag=True):
    """Another edition is in force. `towns`: by grid, as it lies now."""

    towns: dict[str, str]


class Count(msgspec.Struct, frozen=True, tag=True):
    pass


Order: TypeAlias = Muster | Care | Morning | Afternoon | Evening | Settled | Merged | Adopted | Count


class Done(msgspec.Struct):
    """`persons`: registered for care in isolation, by the household's place. `doubles`: a subject and whose double it
    is. `cells`: indicator, place, day and number."""

    sent: Sent = msgspec.field(default_factory=Sent)
    persons: list[str] = msgspec.field(default_factory=list)
    doubles: list[tuple[str, str]] = msgspec.field(default_factory=list)
    trespasses: list[str] = msgspec.field(default_factory=list)
    cells: list[tuple[str, str, int, int]] = msgspec.field(default_factory=list)
