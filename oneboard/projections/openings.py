"""Openings: tasks that an answer or an order asks for, and how they stand before anybody took a step. Pure.

A thread asks for the same tasks whatever order its entries came in: each version of a step that a rule holds for asks,
and what it asks for is owed as long as the version in force has an effect. What is not owed any more stays as a row
that says so, for a phone may hold it, and somebody may have worked on it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from oneboard.foundation.ids import near_id
from oneboard.playbooks.schema import Playbook, When
from oneboard.projections.reference import Reference
from oneboard.projections.rows import StepRow, TaskRow
from oneboard.projections.subject_rows import SubjectRow
from oneboard.vocabulary.tasks import TaskOverdue

#: What `Task.withdrawn` says of a task that no rule asks for any more, and of one that a desk took back.
BY_RULE: Final = "rule"
BY_DESK: Final = "desk"

EFFECTIVE: Final = ""

#: What the clock said; of all three words, for they say the same.
told = msgspec.json.Decoder(TaskOverdue).decode


class Opening(msgspec.Struct, frozen=True):
    """A task asked for. `playbook` is a name: a rule opens the version in force, a task that stands keeps its own.

    `opener`: the thread that asks; None for an order. `at`, `due`: ms. `seq`: of the last entry that has a say in it;
    `asked`: of the first that asks.
    """

    id: str
    playbook: str
    subject: str | None
    place: str
    incident: str | None
    campaign: str | None
    opener: str | None
    opened_by: str
    at: int
    due: int | None
    owed: bool
    seq: int
    asked: int
    part_of: str | None = None
    about: str | None = None


class Rules(NamedTuple):
    """The version whose rules a thread goes by now, and what was taken while it went by another: root → version."""

    now: Playbook | None
    earlier: Mapping[str, Playbook] = {}

    def of(self, step: StepRow) -> Playbook | None:
        return self.earlier.get(step.corrects or step.entry, self.now) if self.earlier else self.now


def openings_of(
    task: TaskRow | None, taken: Sequence[StepRow], rules: Rules, reference: Reference
) -> Iterator[Opening]:
    """What the steps of one thread, judged, ask for by its rules, each task once; what is overdue asks, too."""
    asks = {step.entry: whens for step in taken if (whens := _asks(step, rules, reference))}
    if not asks and (rules.now is None or not rules.now.is_watched) and not rules.earlier:
        return
    seq = max([step.seq for step in taken], default=0)
    if asks:
        yield from _by_answers(task, taken, asks, rules, seq, reference)
    if task is not None:
        yield from _overdue(task, taken, rules, seq, reference)


def task_of(
    opening: Opening, standing: TaskRow | None, subject: SubjectRow | None, reference: Reference
) -> TaskRow | None:
    """As it stands when nobody took a step; it is where its subject is. None where nothing may be opened by it."""
    playbook = reference.playbooks.get(standing.playbook) if standing else reference.latest(opening.playbook)
    if playbook is None or not (standing or reference.is_allowed(playbook.key, opening.at, opening.incident)):
        return None
    place = subject.place if subject else reference.heir(opening.place)
    seq = max(opening.seq, standing.changed_seq if standing else 0)
    return TaskRow(
        opening.id, playbook.key, opening.incident, opening.campaign, place, opening.subject, opening.at,
        opening.opened_by, playbook.opening_state, opening.at, None, subject.void if subject else "",
        "" if opening.owed else BY_RULE, opening.opener, opening.due, None, None,
        opening.part_of, opening.about, seq,
    )  # fmt: skip


def _asks(step: StepRow, rules: Rules, reference: Reference) -> Sequence[When]:
    """What the answers of a step ask for, as the version says by whose rules it goes."""
    playbook = rules.of(step)
    if playbook is None or not playbook.when:
        return ()
    return reference.meaning(playbook.key, step.step, step.answers).asks


def _by_answers(
    task: TaskRow | None,
    taken: Sequence[StepRow],
    asks: Mapping[str, Sequence[When]],
    rules: Rules,
    seq: int,
    reference: Reference,
) -> Iterator[Opening]:
    """`asks`: by entry, of the steps that ask for anything."""
    versions: dict[str, list[StepRow]] = {}
    for step in taken:
        versions.setdefault(step.corrects or step.entry, []).append(step)
    found: set[str] = set()
    for root, said in versions.items():
        playbook = rules.of(said[0])
        for when in playbook.when if playbook else ():
            asking = [step for step in said if when in asks.get(step.entry, ())]
            id_ = near_id(root, "rule", root, when.open.playbook) if asking else ""
            if playbook and asking and id_ not in found:
                found.add(id_)
                yield _opening(id_, playbook, when, asking, said, task, seq, reference)


def _overdue(
    task: TaskRow, taken: Sequence[StepRow], rules: Rules, seq: int, reference: Reference
) -> Iterator[Opening]:
    for step in taken:
        playbook = rules.earlier.get(step.entry, rules.now) if step.step == "@overdue" else None
        state = playbook.task.states.get(told(step.answers).state) if playbook else None
        opens = state.overdue.open if state and state.overdue else None
        if playbook is not None and opens is not None:
            due = playbook.opens_due(opens, step.at, reference.calendar(step.at))
            yield Opening(
                near_id(step.entry, "rule", step.entry, opens.playbook), opens.playbook, task.subject, task.place,
                task.incident, task.campaign, task.id, step.entry, step.at, due, step.effect == EFFECTIVE, seq,
                step.seq,
            )  # fmt: skip


def _opening(
    id_: str,
    playbook: Playbook,
    when: When,
    asking: Sequence[StepRow],
    said: Sequence[StepRow],
    task: TaskRow | None,
    seq: int,
    reference: Reference,
) -> Opening:
    first = next((step for step in said if step.corrects is None), said[0])
    owed = next((step for step in asking if step.effect == EFFECTIVE), None)
    by = owed or max(asking, key=lambda step: (step.at, step.entry))
    incident = task.incident if task else reference.incident_of(by.campaign)
    due = playbook.opens_due(when.open, first.at, reference.calendar(first.at))
    return Opening(
        id_, when.open.playbook, by.subject, by.place, incident, by.campaign, by.thread, first.entry, first.at, due,
        owed is not None, seq, min(step.seq for step in asking),
    )  # fmt: skip


def withdrawn_before(task: TaskRow, worked_on: bool) -> str:
    """How `withdrawn` stands before the steps: what somebody worked on stays owed when no rule asks for it any more."""
    return BY_RULE if task.withdrawn == BY_RULE and not worked_on else ""
