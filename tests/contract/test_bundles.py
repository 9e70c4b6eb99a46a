"""What docs/spec/playbooks.md says of bundles: one blob says it all, also one from before there were forms."""

import msgspec

from oneboard.foundation.clock import moment
from oneboard.foundation.ids import derived_id
from oneboard.playbooks.bundles import Bundle, bundle_at, encode, in_force
from oneboard.projections.counting import MARKS
from oneboard.projections.rows import PLAYBOOKS
from oneboard.recorder.preparation import Candidate
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from tests.contract.said import RECEIVED, Step
from tests.contract.stage import DAWN, Stage
from tests.contract.stories import candidates
from tests.playbooks import VISIT, bundled

BEFORE_FORMS = """
playbook: old_round
version: 1
serves: [S19]
title: {en: Old round}
subject: households
questions: {leaflets: integer, members/name: text}
readable: {leaflets: counted}
task:
  holder: grid_worker
  states: {to_pass: {due: 8h}, passed: {final: true}}
  steps: {visit: {from: [to_pass], to: passed}}
count:
  old_leaflets: {sum: leaflets}
"""


def test_a_bundle_is_read_back_as_it_was_published_with_its_questions_in_their_order() -> None:
    bundle = bundled(VISIT)
    again = bundle_at(encode(bundle), "2")
    assert again == bundle
    [form], [asked] = again.compiled.values(), bundle.compiled.values()
    assert list(form.questions) == list(asked.questions)
    assert encode(again) == encode(bundle)


def test_what_is_in_force_needs_neither_the_files_nor_the_compiler() -> None:
    bundle: Bundle = bundled(VISIT)
    playbook, forms = in_force(bundle.source, encode(bundle.compiled).decode())
    assert playbook.key == "household_visit@1"
    assert set(forms) == {"visit", "not_home", "refuse"}
    assert not forms["visit"].faults({"members/2/temperature": 372, "needs": ["food"]})
    assert [fault.reason for fault in forms["visit"].faults({"needs": ["cars"]})] == ["answer.choice"]


def test_a_playbook_from_before_there_were_forms_is_still_folded_and_replayed(stage: Stage) -> None:
    fact = msgspec.json.encode(
        {"name": "old_round", "version": 1, "blob": stage.pen.blobs.put(BEFORE_FORMS.encode())}
    )
    said = Submission(
        id=derived_id("test", "old"), kind="playbook.published@1", actor=ActorRef("node"), device=NODE, device_seq=0,
        happened_at=moment(DAWN), playbook="old_round@1", fact=msgspec.Raw(fact),
    )  # fmt: skip
    with stage.rehearsal() as rehearsal:
        rehearsal.command(rehearsal.prepared([Candidate(said, DAWN)]))
        step = Step(0, "g1", "visit", 1, 3, None, False, "old_round")
        rehearsal.observe(rehearsal.prepared(candidates([step]), RECEIVED))
        rows = rehearsal.rows()
        assert {row.indicator: row.n for row in MARKS.rows(rows[MARKS.name])} == {"old_leaflets": 3}
        [kept] = [row for row in PLAYBOOKS.rows(rows[PLAYBOOKS.name]) if row.key == "old_round@1"]
        assert kept.source == BEFORE_FORMS
        form = rehearsal.reference.form("old_round@1", "visit")
        assert form is not None
        assert [fault.reason for fault in form.faults({"members/1/name": "x", "name": "x"})] == [
            "answer.unasked"
        ]
        assert rehearsal.replayed((2, 5)) == rows
