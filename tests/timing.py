"""Playbooks for tests of time: a check that is due, or that comes by a schedule; about households, or owed by units."""

from typing import Final

from oneboard.foundation.clock import MINUTE_MS, moment, now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.imports.playbooks import Files
from oneboard.projections.rows import TaskRow
from tests.house import House

STATES: Final = "{open: {due: 1d}, done: {final: true}}"

#: By which a task is compared with another, whatever the entries it came by.
Sight = tuple[str | None, str, int, str, int | None, str, str | None]


def check(
    states: str = STATES,
    *more: str,
    name: str = "check",
    version: int = 1,
    subject: str = "households",
    holder: str = "grid_worker",
) -> Files:
    """`more`: further keys of the task."""
    keys = "".join(f"  {line}\n" for line in more)
    head = f"playbook: {name}\nversion: {version}\nserves: [S26]\ntitle: {{zh: 核查, en: Check}}\nsubject: {subject}"
    task = f"task:\n  holder: {holder}\n  states: {states}\n  steps: {{check: {{from: [open], to: done}}}}\n{keys}"
    return Files(f"{head}\n{task}".encode(), {})


def scheduled(minutes: int, days: str = "every_day") -> tuple[str, str]:
    """A schedule at this many minutes from now, each day at that time."""
    time = local(now_ms() + minutes * MINUTE_MS)
    return "opens: [schedule]", f'schedule: {{at: ["{time}"], days: {days}}}'


def local(instant: int) -> str:
    """The time of the day; the tests' city has kept the same offset since 1991."""
    return moment(instant + 8 * 60 * MINUTE_MS).strftime("%H:%M")


def campaign_of(house: House, files: Files, place: str = "5117") -> str:
    """Publishes the playbook and opens a campaign of it; returns its id."""
    house.must("founder", "/playbooks", **files.body)
    key = files.source.decode().split("\n")
    name, version = (line.partition(": ")[2] for line in key[:2])
    incident, campaign = new_id(now_ms()), new_id(now_ms())
    house.must("officer", "/incidents", incident=incident, title="演练", sort="exercise")
    house.must("officer", "/campaigns", campaign=campaign, incident=incident, playbook=f"{name}@{version}",
               place=place, title="核查")  # fmt: skip
    return campaign


def seen(task: TaskRow) -> Sight:
    return task.subject, task.place, task.opened_at, task.state, task.due, task.void, task.assigned
