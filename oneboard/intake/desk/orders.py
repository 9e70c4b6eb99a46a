"""Orders at the desk: a task about a subject, or of a unit or squad; by itself, or as a part of another task."""

import datetime as dt
from functools import partial
from typing import Final

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.routes import Call, Route
from oneboard.foundation.clock import instant_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.intake.desk.paper_about import about_order
from oneboard.intake.desk.papers import with_papers
from oneboard.intake.desk.tasks import VERB, Note, noted
from oneboard.playbooks.papers import papers_with
from oneboard.playbooks.schema import ORDER, UNITS, Playbook
from oneboard.playbooks.schema import Name as PlaybookName
from oneboard.projections import subjects, tasks, units
from oneboard.recorder import recorder
from oneboard.vocabulary.places import Name as Line
from oneboard.vocabulary.tasks import TaskOpened
from oneboard.work.incidents import require_open
from oneboard.work.playbooks import require_basis, require_in_force, require_published
from oneboard.work.responses import require_response
from oneboard.work.tasks import decide_order, require_way


class NewTask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The id of the command is the task's. `playbook` is a name: the version in force. `subject`: of its register, or a
    unit or squad where it is about units. `part_of`: the task that this one is a part of. `about`: what is to be done,
    in a line that names nobody: whoever sees the task reads it. `note` is sealed.
    """

    id: Id
    playbook: PlaybookName
    subject: Id
    incident: Id | None = None
    due: dt.datetime | None = None
    part_of: Id | None = None
    about: Line | None = None
    note: Note = ""


def order(call: Call[NewTask, None, None]) -> Recorded:
    """Raises Refusal not_found, unit.unknown, playbook.unknown, playbook.not_opened_by, playbook.ended,
    playbook.withdrawn, subject.closed, response.other, task.over.
    """
    new, reference = call.body, recorder.running().reference()
    whole = None if new.part_of is None else tasks.find(new.part_of, call.actor, VERB, reference)
    playbook = require_published(new.playbook, reference)
    place = _place_of(new.subject, playbook, call.actor)
    require_in_force(playbook, reference)
    require_way(playbook, "order")
    require_basis(playbook, reference.day(call.now_ms))
    incident = new.incident or (whole.incident if whole else None)
    require_response(playbook, incident, reference, call.now_ms)
    if incident is not None:
        require_open(incident)
    fact = TaskOpened(
        due=None if new.due is None else _instant(new.due), part_of=new.part_of, about=new.about
    )
    said = Statement(fact=fact, place=place, subject=new.subject, incident=incident, task=new.id,
                     playbook=playbook.key, answers=noted(new.note))  # fmt: skip
    decide = partial(decide_order, new.subject, new.part_of, reference)
    if kinds := papers_with(playbook.papers, ORDER):
        about = about_order(said, playbook, call.now_ms, reference)
        return with_papers(call, new.id, said, decide, about, kinds)
    return record(call, new.id, [said], decide)


def _place_of(subject: str, playbook: Playbook, actor: Actor) -> str:
    """Where what the task is about lies: a subject of the playbook's register, or a unit or squad."""
    if playbook.subject == UNITS:
        return str(units.find(subject, actor, VERB).place)
    found = subjects.find(subject, actor, VERB)
    if found.register not in playbook.registers:
        registers = ", ".join(playbook.registers)
        raise Refusal("body.invalid", path="$.subject", problem=f"a subject of {registers}")
    return str(found.place)


def _instant(due: dt.datetime) -> int:
    try:
        return instant_ms(due)
    except ValueError as error:
        raise Refusal("body.invalid", path="$.due", problem=str(error)) from error


ROUTES: Final = (
    Route("POST", "/tasks", VERB, NewTask, Recorded, order,
          "Order a task about a subject, or of a unit or squad; it may be a part of another.",
          refuses=("playbook.unknown", "playbook.not_opened_by", "playbook.ended", "playbook.withdrawn",
                   "incident.ended", "paper.lacks", "response.other", "subject.closed", "subject.merged", "task.over",
                   "unit.unknown")),
)  # fmt: skip
