"""Care of two households, with the clock amid: what is said of it, in every order, and what the clock says to that."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec
from hypothesis import strategies as st

from oneboard.foundation.clock import MINUTE_MS, moment
from oneboard.intake.clock import deadlines
from oneboard.intake.imports.playbooks import Files
from oneboard.playbooks.bundles import encode
from oneboard.recorder.preparation import Candidate
from oneboard.recorder.prepared import Prepared
from oneboard.vocabulary.content import PlaybookPublished
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from oneboard.vocabulary.tasks import StepTaken, TaskReopened, TaskWithdrawn
from tests.contract.said import RECEIVED, START, Opening, Registration, ident
from tests.contract.stage import Rehearsal
from tests.contract.stories import candidates, task_of
from tests.contract.test_deadlines import said
from tests.playbooks import bundled

HOMES: Final = 2
CARE: Final = b"""
playbook: care
version: 1
serves: [S26]
title: {en: Care}
subject: households
task:
  holder: grid_worker
  within: {lasts: 9m, then: missed}
  states:
    due:
      due: 3m
      remind: 1m
      overdue: {after: 1m, tell: [squad_leader, town_dispatcher], open: {playbook: door, due: 2m}}
    away: {due: 4m, pause: true, remind: 1m}
    missed: {due: 2m, overdue: {tell: [town_dispatcher]}}
    done: {final: true}
  steps:
    check: {from: [due, missed], to: due}
    leave: {from: [due], to: away}
    come: {from: [away], to: due}
    end: {from: [due, missed], to: done}
    again: {from: [done], to: due, reopens: true}
"""
DOOR: Final = b"""
playbook: door
version: 1
serves: [S26]
title: {en: Door}
subject: households
task:
  holder: grid_worker
  opens: [rule]
  states: {to_go: {due: 1h, overdue: {tell: [town_dispatcher]}}, gone: {final: true}}
  steps: {go: {from: [to_go], to: gone}}
"""


class Took(NamedTuple):
    """A step on a household's task; or on the call at its door that the clock opened for what was due at `due`."""

    home: int
    step: str
    minute: int
    due: int | None = None


class Fixed(NamedTuple):
    """A correction of the step with this number, modulo how many there are; where there is none, nothing."""

    of: int
    step: str
    minute: int


class Desk(NamedTuple):
    home: int
    what: TaskWithdrawn | TaskReopened
    minute: int


class Look(NamedTuple):
    minute: int


Said = Took | Fixed | Desk
LAST: Final = Look(200)

homes, minutes = st.integers(0, HOMES - 1), st.integers(0, 16)
took = st.builds(Took, homes, st.sampled_from(("check", "leave", "come", "end", "again")), minutes, st.none())
doors = st.builds(Took, homes, st.just("go"), minutes, st.integers(3, 16))
desks = st.builds(
    Desk, homes, st.sampled_from((TaskWithdrawn(reason="mistaken"), TaskReopened(reason="other"))), minutes
)
fixed = st.builds(Fixed, st.integers(0, 7), st.sampled_from(("check", "leave", "end")), minutes)
stories = st.lists(st.one_of(took, took, took, fixed, desks), max_size=8)
# A call on which somebody worked stays, though it turns out that nobody was late: then it matters who came first.
with_doors = st.lists(st.one_of(took, took, took, fixed, desks, doors), max_size=8)
looks = st.lists(st.tuples(st.integers(0, 9), st.builds(Look, minutes)), max_size=4)


def ms(minute: int) -> int:
    return START + minute * MINUTE_MS


def task(home: int) -> str:
    return task_of(ident("campaign", 0), ident("home", home))


def door(home: int, due: int) -> str:
    """The call at the door for what was due at that minute."""
    word = deadlines.word_id(task(home), "overdue", "due", ms(due))
    return str(deadlines.near_id(word, "rule", word, "door"))


def numbered(story: Sequence[Said]) -> list[tuple[int, Submission]]:
    """Each with its minute; corrections name what they correct."""
    steps = [(n, one) for n, one in enumerate(story) if isinstance(one, Took)]
    found = []
    for n, one in enumerate(story):
        if not isinstance(one, Fixed):
            found.append((one.minute, submission(n, one)))
        elif steps:
            of, first = steps[one.of % len(steps)]
            now = submission(n, first._replace(step="go" if first.due else one.step, minute=one.minute))
            found.append((one.minute, msgspec.structs.replace(now, corrects=ident("said", of))))
    return found


def submission(n: int, one: Took | Desk) -> Submission:
    fact = StepTaken(step=one.step) if isinstance(one, Took) else one.what
    at_door = isinstance(one, Took) and one.due is not None
    return Submission(
        id=ident("said", n), kind=fact.kind, actor=ActorRef("member", ident("member", 0), ident("post", 0)),
        device=NODE, device_seq=n, happened_at=moment(ms(one.minute)), place="g1", subject=ident("home", one.home),
        campaign=ident("campaign", 0), playbook="door@1" if at_door else "care@1",
        task=door(one.home, one.due) if isinstance(one, Took) and one.due is not None else task(one.home),
        fact=msgspec.Raw(msgspec.json.encode(fact)),
    )  # fmt: skip


def begin(rehearsal: Rehearsal) -> None:
    for name, source in (("door", DOOR), ("care", CARE)):
        blob = rehearsal.pen.blobs.put(encode(bundled(Files(source, {}))))
        said(rehearsal, PlaybookPublished(name=name, version=1, blob=blob), name, playbook=f"{name}@1")
    rehearsal.clock = RECEIVED
    registered = candidates([Registration(home, "g1", 0) for home in range(HOMES)])
    rehearsal.observe(rehearsal.prepared(registered))
    [*_, opening] = candidates([*[Registration(0, "g1", 0)] * HOMES, Opening(0, "5117", 0)])
    care = msgspec.structs.replace(opening.submission, playbook="care@1")
    rehearsal.command(rehearsal.prepared([Candidate(care, opening.happened_at)]))


def look(rehearsal: Rehearsal, now: int) -> list[Prepared]:
    """What the clock says when it shows `now`, until it has nothing more to say."""
    words: list[Prepared] = []
    while tasks := deadlines.due(rehearsal.transaction, now):
        told = list(deadlines.words_about(rehearsal.transaction, tasks, now, rehearsal.reference))
        new = rehearsal.prepared(
            [Candidate(word, round(word.happened_at.timestamp() * 1000)) for word in told]
        )
        assert {word.id for word in new}.isdisjoint(word.id for word in words), "it never says a thing twice"
        assert {outcome.outcome for outcome in rehearsal.observe(new)} == {"recorded"}
        words += new
    return words


def play(
    rehearsal: Rehearsal, story: Sequence[tuple[int, Submission]], when: dict[int, Look]
) -> list[Prepared]:
    """Each is observed in turn; before it the clock looks. Returns all that was said."""
    entries: list[Prepared] = []
    for place, (minute, one) in enumerate(story):
        if place in when:
            entries += look(rehearsal, ms(when[place].minute))
        [prepared] = rehearsal.prepared([Candidate(one, ms(minute))])
        rehearsal.observe([prepared])
        entries.append(prepared)
    return entries + look(rehearsal, ms(LAST.minute))
