"""Stories: what phones and desks say about three households, in every way that may go wrong, and as entries."""

from collections.abc import Sequence

import msgspec
from hypothesis import strategies as st

from oneboard.foundation.clock import MINUTE_MS, moment
from oneboard.foundation.ids import near_id
from oneboard.recorder.preparation import Candidate
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from oneboard.vocabulary.incidents import CampaignClosed, CampaignOpened
from oneboard.vocabulary.subjects import SubjectRegistered
from oneboard.vocabulary.tasks import StepTaken, TaskAssigned, TaskOpened, TaskReopened, TaskWithdrawn
from tests.contract.said import (
    GRIDS,
    HOMES,
    MINUTES,
    START,
    STEPS,
    Call,
    Closing,
    Correction,
    Opening,
    Order,
    Registration,
    Said,
    Step,
    Word,
    ident,
)

minutes = st.integers(0, MINUTES - 1)
homes = st.integers(0, HOMES - 1)
grids = st.sampled_from(GRIDS)
registrations = st.builds(Registration, homes, grids, minutes)
steps = st.builds(
    Step, homes, grids, st.sampled_from(STEPS), minutes, st.none() | st.integers(0, 3),
    st.sampled_from((0, 0, 0, 1, None)), st.booleans() | st.just(True), st.just("household_visit"),
)  # fmt: skip
rounds = steps.map(lambda s: s._replace(playbook="night_round"))
corrections = st.builds(Correction, st.integers(0, 7), steps)
openings = st.builds(Opening, st.integers(0, 1), st.sampled_from(("5117", "t1", "g1")), minutes,
                     st.sampled_from(("household_visit", "household_visit", "night_round")))  # fmt: skip
closings = st.builds(Closing, st.integers(0, 1), minutes)

calls = st.builds(Call, st.integers(0, 9), grids, minutes, st.none() | st.integers(0, 3))
orders = st.builds(Order, homes, grids, minutes)
words = st.builds(
    Word, st.integers(0, 9), st.booleans(), homes,
    st.sampled_from((
        TaskAssigned(to=f"post:{ident('post', 1)}"), TaskAssigned(), TaskWithdrawn(reason="mistaken"),
        TaskReopened(reason="incomplete"),
    )),
    minutes,
)  # fmt: skip

observations = st.one_of(registrations, steps, steps, rounds, corrections, calls, orders, words)
cuts = st.lists(st.integers(0, 30), max_size=6)


@st.composite
def stories(draw: st.DrawFn, closing: bool = True) -> list[Said]:
    """Observations in any order of arrival, with campaigns opened before, between or after them, each at most once."""
    said: list[Said] = list(draw(st.lists(observations, min_size=1, max_size=14)))
    for campaign in range(2):
        desk: list[Said] = (
            [draw(openings)._replace(campaign=campaign)] if campaign == 0 or draw(st.booleans()) else []
        )
        if desk and closing and draw(st.booleans()):
            desk.append(draw(closings)._replace(campaign=campaign))
        for at in sorted((draw(st.integers(0, len(said))) for _ in desk), reverse=True):
            said.insert(at, desk.pop())
    return said


def candidates(story: Sequence[Said]) -> list[Candidate]:
    """What each says as an entry; ids go by position, so a permuted story must be permuted behind this."""
    taken = [(n, said) for n, said in enumerate(story) if isinstance(said, Step | Call)]
    return [
        Candidate(submission, int(submission.happened_at.timestamp() * 1000))
        for n, said in enumerate(story)
        for submission in [_submission(n, said, taken)]
    ]


def is_command(said: Said) -> bool:
    return isinstance(said, Opening | Closing | Order | Word)


def _submission(n: int, said: Said, taken: Sequence[tuple[int, Step | Call]]) -> Submission:
    match said:
        case Registration(home, grid, minute):
            fact = SubjectRegistered(register="households")
            return _said(
                n, minute, fact, place=grid, subject=ident("home", home), answers={"head": f"王 {n}"}
            )
        case Opening(campaign, place, minute, playbook):
            fact = CampaignOpened(title="演练", register="households")
            return _said(n, minute, fact, place=place, campaign=ident("campaign", campaign),
                         incident=ident("incident", 0), playbook=f"{playbook}@1")  # fmt: skip
        case Closing(campaign, minute):
            return _said(n, minute, CampaignClosed(reason="演练结束"), campaign=ident("campaign", campaign))
        case Correction() | Call() | Order() | Word():
            return _of_tasks(n, said, taken)
        case Step():
            return _step(n, said)
    raise AssertionError(said)


def _of_tasks(
    n: int, said: Correction | Call | Order | Word, taken: Sequence[tuple[int, Step | Call]]
) -> Submission:
    steps = [(number, step) for number, step in taken if isinstance(step, Step)]
    match said:
        case Correction(of, now) if steps:
            number, first = steps[of % len(steps)]
            same_thread = now._replace(home=first.home, campaign=first.campaign, owed=first.owed)
            return _step(n, same_thread, corrects=ident("entry", number))
        case Correction(_, now):
            return _step(n, now)
        case Call(of, grid, minute, leaflets):
            number = _before(n, of, taken)
            answers = {} if leaflets is None else {"leaflets": leaflets}
            return _said(n, minute, StepTaken(step="ring"), place=grid, subject=ident("home", of % HOMES),
                         task=called(ident("entry", number)), playbook="call@1", answers=answers)  # fmt: skip
        case Order(home, grid, minute):
            return _said(n, minute, TaskOpened(), place=grid, subject=ident("home", home), playbook="call@1")
        case Word(of, campaign, home, what, minute):
            owed = task_of(ident("campaign", 0), ident("home", home))
            task = owed if campaign else called(ident("entry", _before(n, of, taken)))
            return _said(
                n, minute, what, place="g1", subject=ident("home", home), task=task, playbook="call@1"
            )
    raise AssertionError(said)


def _before(n: int, of: int, taken: Sequence[tuple[int, Step | Call]]) -> int:
    """The number of a step or call other than this; that of nothing where there is none."""
    others = [number for number, _ in taken if number < n]
    return others[of % len(others)] if others else -1


def called(entry: str) -> str:
    """The id of the call that an entry opens."""
    return near_id(entry, "rule", entry, "call")


def task_of(campaign: str, subject: str) -> str:
    return near_id(subject, "campaign", campaign, subject)


def _step(n: int, step: Step, **more: str) -> Submission:
    subject = ident("home", step.home)
    campaign = None if step.campaign is None else ident("campaign", step.campaign)
    task = task_of(campaign, subject) if campaign and step.owed else None
    answers = {} if step.leaflets is None else {"leaflets": step.leaflets}
    return _said(n, step.minute, StepTaken(step=step.step), place=step.grid, subject=subject, campaign=campaign,
                 task=task, playbook=f"{step.playbook}@1", answers=answers, **more)  # fmt: skip


def _said(n: int, minute: int, fact: msgspec.Struct, **fields: object) -> Submission:
    return Submission(
        id=ident("entry", n), kind=fact.kind, actor=ActorRef("member", ident("member", 0), ident("post", 0)),
        device=NODE, device_seq=n, happened_at=moment(START + minute * MINUTE_MS),
        fact=msgspec.Raw(msgspec.json.encode(fact)), **fields,
    )  # fmt: skip


def entries_of(said: Sequence[Step], ids: Sequence[str]) -> list[Candidate]:
    """Steps under ids of one's own, for those who commit them."""
    return [
        msgspec.structs.replace(candidate, submission=msgspec.structs.replace(candidate.submission, id=id_))
        for step, id_ in zip(said, ids, strict=True)
        for candidate in candidates([step])
    ]
