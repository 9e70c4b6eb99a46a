"""Deadlines: what docs/spec/clocks.md says of how long a state lasts, pure, and the same for a city at once."""

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.foundation.calendar import Calendar, Emergency
from oneboard.foundation.clock import DAY_MS, MINUTE_MS, day_number, instant_ms, moment
from oneboard.foundation.ids import derived_id
from oneboard.playbooks.bundles import encode
from oneboard.playbooks.loader import load
from oneboard.playbooks.schema import Playbook
from oneboard.projections.rows import TASKS
from oneboard.recorder.preparation import Candidate
from oneboard.vocabulary.calendar import CalendarOverridden, CalendarRestored
from oneboard.vocabulary.content import PlaybookPublished
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from oneboard.vocabulary.facts import Fact
from tests.contract.said import RECEIVED, START, Opening, Registration, Step
from tests.contract.stage import ZONE, Rehearsal, Stage
from tests.contract.stories import candidates, cuts, registrations
from tests.playbooks import bundled
from tests.timing import check, seen

DUES = ("30m", "8h", "3d", "2wd", "today 18:00", "{windows: ['06:00-12:00', '16:00-22:00']}")
CALENDAR = Calendar(ZONE)


def playbook(due: str, *more: str) -> Playbook:
    return load(check(f"{{open: {{due: {due}}}, done: {{final: true}}}}", *more).source, {}).playbook


def at(text: str) -> int:
    return instant_ms(dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)))


def due(lasts: str, began: str, *more: str, calendar: Calendar = CALENDAR) -> str:
    instant = playbook(lasts, *more).due_at("open", at(began), lambda _: calendar, None)
    assert instant is not None
    return dt.datetime.fromtimestamp(instant / 1000, ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("lasts", "began", "ends"),
    [
        ("30m", "2025-09-30 17:50", "2025-09-30 18:20"),
        ("8h", "2025-09-30 17:00", "2025-10-01 01:00"),
        ("3d", "2025-09-30 17:00", "2025-10-03 17:00"),
        ("2wd", "2025-09-30 17:00", "2025-10-03 00:00"),
        ("today 18:00", "2025-09-30 17:00", "2025-09-30 18:00"),
        (DUES[-1], "2025-09-30 05:00", "2025-09-30 12:00"),
        (DUES[-1], "2025-09-30 07:00", "2025-09-30 22:00"),
        (DUES[-1], "2025-09-30 16:00", "2025-10-01 12:00"),
        (DUES[-1], "2025-09-30 23:00", "2025-10-01 12:00"),
    ],
)
def test_all_hours_count_unless_the_playbook_goes_by_workdays(lasts: str, began: str, ends: str) -> None:
    assert due(lasts, began) == ends


@pytest.mark.parametrize(
    ("lasts", "began", "ends"),
    [
        ("30m", "2025-09-30 17:50", "2025-10-09 08:20"),  # over the National Day holiday
        ("8h", "2025-10-09 08:00", "2025-10-09 18:00"),
        ("2wd", "2025-09-30 17:00", "2025-10-10 18:00"),
        ("3d", "2025-09-30 17:00", "2025-10-03 17:00"),
        (DUES[-1], "2025-09-30 17:00", "2025-10-09 12:00"),
    ],
)
def test_on_workdays_eight_hours_are_a_day(lasts: str, began: str, ends: str) -> None:
    assert due(lasts, began, "calendar: workdays") == ends


def test_in_an_emergency_all_hours_count_on_workdays_too() -> None:
    calendar = Calendar(ZONE, emergencies=(Emergency(day_number("2025-10-01"), day_number("2025-10-02")),))
    assert due("8h", "2025-09-30 17:00", "calendar: workdays", calendar=calendar) == "2025-10-01 07:00"
    assert due("1wd", "2025-09-30 17:00", "calendar: workdays", calendar=calendar) == "2025-10-02 00:00"


@given(
    st.integers(1_546_300_800_000, 1_893_456_000_000), st.sampled_from(DUES),
    st.sampled_from((("calendar: workdays",), ())),
)  # fmt: skip
def test_nothing_is_due_before_it_began(moment: int, lasts: str, more: tuple[str, ...]) -> None:
    found = playbook(lasts, *more).due_at("open", moment, lambda _: CALENDAR, None)
    assert found is not None and found >= moment


def said(rehearsal: Rehearsal, fact: Fact, name: str, **fields: object) -> str:
    """A desk's or the clock's word, in a group of its own; returns its id."""
    id_ = derived_id("test", name)
    submission = Submission(
        id=id_, kind=fact.kind, actor=ActorRef("node"), device=NODE, device_seq=0,
        happened_at=moment(rehearsal.clock), fact=msgspec.Raw(msgspec.json.encode(fact)), **fields,
    )  # fmt: skip
    rehearsal.command(rehearsal.prepared([Candidate(submission, rehearsal.clock)]))
    return id_


def publish(rehearsal: Rehearsal, lasts: str, *more: str) -> None:
    files = check(f"{{open: {{due: {lasts}}}, done: {{final: true}}}}", *more)
    blob = rehearsal.pen.blobs.put(encode(bundled(files)))
    said(rehearsal, PlaybookPublished(name="check", version=1, blob=blob), "check", playbook="check@1")


def checked(story: list[Opening | Registration | Step]) -> list[Candidate]:
    return [
        Candidate(msgspec.structs.replace(c.submission, playbook="check@1"), c.happened_at)
        if isinstance(one, Opening | Step)
        else c
        for one, c in zip(story, candidates(story), strict=True)
    ]


@settings(max_examples=30)
@given(
    homes=st.lists(registrations, min_size=1, max_size=6, unique_by=lambda r: r.home), minute=st.integers(0, 4),
    lasts=st.sampled_from(DUES), more=st.sampled_from((("calendar: workdays",), ())), cut=cuts,
)  # fmt: skip
def test_a_campaign_opens_at_once_what_each_late_registration_opens_by_itself(
    stage: Stage, homes: list[Registration], minute: int, lasts: str, more: tuple[str, ...], cut: list[int]
) -> None:
    opened = []
    for story in ([*homes, Opening(0, "5117", minute)], [Opening(0, "5117", minute), *homes]):
        with stage.rehearsal() as rehearsal:
            publish(rehearsal, lasts, *more)
            rehearsal.clock = RECEIVED
            for one, prepared in zip(story, rehearsal.prepared(checked([*story])), strict=True):
                rehearsal.command([prepared]) if isinstance(one, Opening) else rehearsal.observe([prepared])
            rows = rehearsal.rows()
            opened.append({seen(task) for task in TASKS.rows(rows[TASKS.name])})
            assert rehearsal.replayed(cut) == rows
    assert opened[0] == opened[1]
    assert len(opened[0]) == len(homes)


def test_an_emergency_moves_what_begins_later_and_nothing_that_began(stage: Stage) -> None:
    """Whatever arrives first: a deadline goes by the calendar as it was known when the state was entered."""
    home, other = (Registration(n, "g1", 0) for n in (0, 1))
    story = [Opening(0, "5117", 0), home, other]
    with stage.rehearsal() as rehearsal:
        publish(rehearsal, "8h", "calendar: workdays")
        rehearsal.clock = RECEIVED
        [opening, first, second] = rehearsal.prepared(checked([*story]))
        rehearsal.command([opening])
        rehearsal.observe([first])
        rehearsal.clock += MINUTE_MS
        fact = CalendarOverridden(reason="防汛", since="2026-03-01")
        override = said(rehearsal, fact, "override")
        rehearsal.clock += MINUTE_MS
        rehearsal.observe([second])
        before = {task.due for task in TASKS.rows(rehearsal.rows()[TASKS.name])}
        assert len(before) == 1, "what was owed before the emergency was announced is due as it was"
        late = candidates([*story, Registration(2, "g1", 0)])[-1]
        now = Candidate(
            msgspec.structs.replace(late.submission, happened_at=moment(rehearsal.clock)), rehearsal.clock
        )
        rehearsal.observe(rehearsal.prepared([now]))
        dues = {task.opened_at: task.due for task in TASKS.rows(rehearsal.rows()[TASKS.name])}
        assert dues[rehearsal.clock] == rehearsal.clock + 8 * 60 * MINUTE_MS
        said(rehearsal, CalendarRestored(override=override), "restored")
        rehearsal.clock = RECEIVED + DAY_MS
        rows = rehearsal.rows()
        assert rehearsal.reference.calendar(rehearsal.clock).emergencies == ()
        for cut in ((), range(99)):
            assert rehearsal.replayed(cut) == rows


def test_the_moments_of_a_story_lie_on_a_workday() -> None:
    """Or the tests above would say nothing of hours."""
    assert dt.datetime.fromtimestamp(START / 1000, ZoneInfo(ZONE)).weekday() == 0
