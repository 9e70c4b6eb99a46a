"""What docs/spec/playbooks.md says of an order that has ended: nobody who is registered later owes its tasks."""

import datetime as dt

import msgspec
import pytest

from oneboard.foundation.clock import DAY_MS, day_text, moment
from oneboard.foundation.ids import derived_id
from oneboard.playbooks.bundles import encode
from oneboard.playbooks.loader import with_basis
from oneboard.playbooks.schema import Basis
from oneboard.playbooks.source import read_source
from oneboard.projections.rows import TASKS
from oneboard.recorder.preparation import Candidate
from oneboard.vocabulary.content import PlaybookPublished
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from tests.contract.said import RECEIVED, START, Opening, Registration, ident
from tests.contract.stage import DAWN, Rehearsal, Stage
from tests.contract.stories import candidates
from tests.playbooks import bundled, small

SCREENING = "{{order: No. 3, ends: {ends}}}"


@pytest.mark.parametrize(
    "before",
    [
        "basis: {order: No. 1, ends: 2020-04-30}\n",
        "basis:\n  order: No. 1  # an order\n  ends: 2020-04-30\n",
        "basis: {order: No. 1,\n  ends: 2020-04-30}\n",
        "",
    ],
)
def test_a_playbook_rests_on_another_order_and_is_otherwise_the_same(before: str) -> None:
    head, tail = "# what it is\nversion: 1\n", "\n# who owes it\nsubject: households\n"
    said = with_basis(f"{head}{before}{tail}".encode(), Basis('第 "2" 号令', dt.date(2026, 5, 1))).decode()
    line = 'basis: {order: "第 \\"2\\" 号令", ends: 2026-05-01}\n'
    assert said.replace(line, "") == f"{head}{tail}"
    assert read_source(said.encode()).tree["basis"] == {"order": '第 "2" 号令', "ends": dt.date(2026, 5, 1)}


def publish(rehearsal: Rehearsal, ends: int) -> None:
    basis = SCREENING.format(ends=day_text(ends))
    files = small(
        "screening", "{ask: {from: [open], to: done}}", "text | a | A", basis=basis, measure="screening"
    )
    fact = PlaybookPublished(
        name="screening", version=1, blob=rehearsal.pen.blobs.put(encode(bundled(files)))
    )
    said = Submission(
        id=derived_id("test", "screening"), kind=fact.kind, actor=ActorRef("node"), device=NODE, device_seq=0,
        happened_at=moment(DAWN), playbook="screening@1", fact=msgspec.Raw(msgspec.json.encode(fact)),
    )  # fmt: skip
    rehearsal.command(rehearsal.prepared([Candidate(said, DAWN)]))


def test_who_is_registered_after_the_last_day_owes_nothing(stage: Stage) -> None:
    [opening, *registrations] = candidates(
        [Opening(0, "5117", 0), Registration(0, "g1", 1), Registration(1, "g1", 1)]
    )
    opening = Candidate(
        msgspec.structs.replace(opening.submission, playbook="screening@1"), opening.happened_at
    )
    late = moment(START + DAY_MS)
    registrations[1] = Candidate(
        msgspec.structs.replace(registrations[1].submission, happened_at=late), START + DAY_MS
    )
    with stage.rehearsal() as rehearsal:
        publish(rehearsal, ends=stage.reference.day(START))
        rehearsal.clock = RECEIVED + DAY_MS
        rehearsal.command(rehearsal.prepared([opening]))
        rehearsal.observe(rehearsal.prepared(registrations))
        rows = rehearsal.rows()
        assert [task.subject for task in TASKS.rows(rows[TASKS.name])] == [ident("home", 0)]
        assert rehearsal.replayed((3,)) == rows
