"""A diary that is owed at 23:59: what is said of it counts on that day, once, by the last word that had an effect."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.foundation.clock import DAY_MS, MINUTE_MS, moment
from oneboard.intake.imports.playbooks import Files
from oneboard.playbooks.bundles import encode
from oneboard.projections.counting import CORRECTED, LATE, MARKS, SO_FAR, TALLIES
from oneboard.projections.rows import STEPS, TASKS
from oneboard.projections.slots import slot_entry, task_id
from oneboard.recorder.preparation import Candidate
from oneboard.recorder.prepared import Prepared
from oneboard.vocabulary.calendar import SlotOpened
from oneboard.vocabulary.content import PlaybookPublished
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from oneboard.vocabulary.tasks import StepTaken
from tests.contract.said import START, Opening, Registration, ident
from tests.contract.stage import Rehearsal, Stage, differences, grouped
from tests.contract.stories import candidates, cuts
from tests.contract.test_deadlines import said as told
from tests.contract.test_figures import DAY, figures
from tests.contract.test_order import meaning
from tests.playbooks import ROUND_FORM, bundled

DIARY: Final = """
playbook: diary
version: 1
serves: [S04]
title: {en: Diary}
subject: households
form: round.md
readable: {leaflets: "counted, and it names nobody"}
task:
  holder: grid_worker
  opens: [schedule]
  schedule: {at: ["23:59"], counts_for_its_day: true}
  states: {to_report: {due: 1h}, reported: {due: 1h}, approved: {final: true}}
  steps:
    report: {from: [to_report, reported], to: reported, needs: [leaflets]}
    approve: {from: [reported], to: approved}
count:
  leaflets_reported: {sum: leaflets, when: report, last: true}
  homes_reporting: {distinct: subject, when: report}
"""
#: The minute of a story in which the diary's slot comes: 23:59 on `DAY`.
SLOT: Final = START + MINUTE_MS


class Word(NamedTuple):
    """On the diary of a household, so many minutes after the slot."""

    home: int
    step: str
    minutes: int
    leaflets: int | None = None
    corrects: int | None = None


def diary(home: int) -> str:
    return task_id(slot_entry("diary", SLOT), ident("campaign", 0), ident("home", home))


def word(n: int, one: Word) -> Candidate:
    at = SLOT + one.minutes * MINUTE_MS
    return Candidate(
        Submission(
            id=ident("said", n), kind="step.taken@1", actor=ActorRef("member", ident("member", 0), ident("post", 0)),
            device=NODE, device_seq=n, happened_at=moment(at), place="g1", subject=ident("home", one.home),
            campaign=ident("campaign", 0) if n % 2 else None, playbook="diary@1", task=diary(one.home),
            corrects=None if one.corrects is None else ident("said", one.corrects),
            answers={} if one.leaflets is None else {"leaflets": one.leaflets},
            fact=msgspec.Raw(msgspec.json.encode(StepTaken(step=one.step))),
        ),
        at,
    )  # fmt: skip


def begin(rehearsal: Rehearsal, place: str = "5117") -> None:
    """The campaign of the diary runs; its slot has not been told yet."""
    blob = rehearsal.pen.blobs.put(encode(bundled(Files(DIARY.encode(), {"round.md": ROUND_FORM}))))
    told(rehearsal, PlaybookPublished(name="diary", version=1, blob=blob), "diary", playbook="diary@1")
    rehearsal.clock = SLOT + 2 * DAY_MS
    *_, opening = candidates(
        [Registration(0, "g1", 0), Registration(1, "g1", 0), Opening(0, place, 0, "diary")]
    )
    rehearsal.command(rehearsal.prepared([opening]))


def slot(rehearsal: Rehearsal) -> list[Prepared]:
    fact = SlotOpened(playbook="diary", slot=SLOT)
    said = Submission(
        id=slot_entry("diary", SLOT), kind=fact.kind, actor=ActorRef(party="clock"), device=NODE, device_seq=0,
        happened_at=moment(SLOT), fact=msgspec.Raw(msgspec.json.encode(fact)),
    )  # fmt: skip
    return rehearsal.prepared([Candidate(said, SLOT)])


def arriving(rehearsal: Rehearsal, words: Sequence[Word]) -> list[list[Prepared]]:
    """The slot, two registrations, and the words: each may come first."""
    homes = candidates([Registration(0, "g1", 0), Registration(1, "g2", 0)])
    observed = [*homes, *(word(n, one) for n, one in enumerate(words))]
    return [slot(rehearsal), *([one] for one in rehearsal.prepared(observed))]


def arrive(rehearsal: Rehearsal, entries: Sequence[Sequence[Prepared]], cut: Sequence[int]) -> None:
    for group in grouped(entries, cut):
        waiting: list[Prepared] = []
        for [entry] in group:
            if entry.entry is not None and entry.entry.kind == "slot.opened@1":
                rehearsal.observe(waiting)
                rehearsal.command([entry])
                waiting = []
            else:
                waiting.append(entry)
        rehearsal.observe(waiting)


def counted_once(rehearsal: Rehearsal) -> dict[str, int]:
    """By the first entry of what was said, what the last report with effect says of each diary; nothing is no line."""
    rows = rehearsal.rows()
    steps = STEPS.rows(rows[STEPS.name])
    roots = {step.entry: step for step in steps}
    found: dict[str, tuple[tuple[int, str], int]] = {}
    for step in steps:
        root = roots[step.corrects or step.entry]
        if step.step == "report" and not step.effect:
            n = msgspec.json.decode(step.answers)["leaflets"]
            key = (root.at, root.entry)
            found[step.thread] = max(found.get(step.thread, (key, n)), (key, n))
    return {entry: n for (_, entry), n in found.values() if n}


words = st.lists(
    st.one_of(
        st.builds(
            Word, st.integers(0, 1), st.just("report"), st.integers(0, 4), st.none() | st.integers(0, 3)
        ),
        st.builds(Word, st.integers(0, 1), st.just("approve"), st.integers(0, 4)),
    ),
    max_size=7,
)


@settings(max_examples=25)
@given(story=words, of=st.integers(0, 6), cut=cuts, again=cuts, data=st.data())
def test_of_each_slots_task_the_last_report_with_effect_counts_on_the_slots_day_in_any_order_of_arrival(
    stage: Stage, story: list[Word], of: int, cut: list[int], again: list[int], data: st.DataObject
) -> None:
    if story and of < len(story):
        story.append(Word(story[of].home, "report", 4, 9, corrects=of))
    with stage.rehearsal() as rehearsal:
        begin(rehearsal)
        arrive(rehearsal, arriving(rehearsal, story), cut)
        rows = rehearsal.rows()
        marks = MARKS.rows(rows[MARKS.name])
        assert {mark.day for mark in marks} <= {DAY}
        net: Counter[str] = Counter()
        for mark in marks:
            if mark.indicator == "leaflets_reported":
                net[mark.entry] += mark.n
        assert {entry: n for entry, n in net.items() if n} == counted_once(rehearsal)
        assert len(TASKS.rows(rows[TASKS.name])) == 2
        assert differences(rehearsal.replayed(again), rows) == {}
    with stage.rehearsal() as rehearsal:
        begin(rehearsal)
        arrive(rehearsal, data.draw(st.permutations(arriving(rehearsal, story))), again)
        assert meaning(rehearsal.rows()) == meaning(rows)


def test_a_report_that_comes_a_day_late_counts_on_the_slots_day_and_is_late(stage: Stage) -> None:
    with stage.rehearsal() as rehearsal:
        begin(rehearsal)
        late = Word(0, "report", 31, leaflets=4)  # half past midnight
        after = Word(0, "report", 33, leaflets=7)
        arrive(
            rehearsal, arriving(rehearsal, [late, late._replace(step="approve", minutes=32), after]), range(9)
        )
        found = figures(rehearsal)
        assert found["leaflets_reported", "5117", DAY] == found["leaflets_reported", "5117", LATE] == 4
        assert ("leaflets_reported", "5117", DAY + 1) not in found, "a word after the approval has no effect"
        assert found["homes_reporting", "5117", DAY] == 1


def test_a_report_that_came_before_its_slot_was_told_counts_when_it_is(stage: Stage) -> None:
    with stage.rehearsal() as rehearsal:
        begin(rehearsal)
        moment_of_slot, *others = arriving(rehearsal, [Word(1, "report", 0, leaflets=2)])
        arrive(rehearsal, others, [])
        assert ("leaflets_reported", "5117", SO_FAR) not in figures(rehearsal)
        arrive(rehearsal, [moment_of_slot], [])
        found = {(t.day): t.n for t in TALLIES.rows(rehearsal.rows()[TALLIES.name])
                 if (t.indicator, t.place) == ("leaflets_reported", "5117")}  # fmt: skip
        assert found == {DAY: 2, SO_FAR: 2, CORRECTED: 2}
