"""docs/spec/playbooks.md: a step without its evidence has no effect, and a rule says what counts."""

from typing import Any

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.imports.playbooks import Files
from oneboard.privacy.models import Opening
from tests.house import House
from tests.playbooks import replaced, small

STEPS = (
    "{pass: {from: [open], to: done, needs: [note, door]}, look: {from: [open], to: open}, "
    "again: {from: [done], to: open, reopens: true}}"
)
COUNT = (
    "{passed: {distinct: subject, when: pass}, many: {times: step, where: {answer: note, at_least: 3}}, "
    "ill: {times: members, where: {answer: members/fever, is: yes}}, "
    "ages_of_the_ill: {sum: members/age, where: {answer: members/fever, is: yes}}}"
)
ROUND = small(
    "round", STEPS, "integer | note | Note", "image | door | Door", "begin_repeat | members | Members",
    "text | fever | Fever", "integer | age | Age", "end_repeat | | ",
    readable="{note: counted, members/fever: counted, members/age: counted}", count=COUNT,
)  # fmt: skip


class Round:
    """One household of g1 that owes the round's task."""

    def __init__(self, house: House, files: Files = ROUND) -> None:
        self.house = house
        house.must("founder", "/playbooks", **files.body)
        home = house.household("li", "g1")
        house.tell("li", home)
        self.subject = home["subject"]
        incident, self.campaign = new_id(now_ms()), new_id(now_ms())
        house.must("officer", "/incidents", incident=incident, title="演练", sort="exercise")
        house.must("officer", "/campaigns", campaign=self.campaign, incident=incident, playbook="round@1",
                   place="5117", title="巡查")  # fmt: skip
        self.task = next(task["id"] for task in house.pull("li").body["tasks"])

    def step(self, step: str, **fields: Any) -> str:
        """The entry's id."""
        entry = self.house.entry("li", "step.taken@1", {"step": step}, playbook="round@1", place="g1",
                                 subject=self.subject, campaign=self.campaign, task=self.task, **fields)  # fmt: skip
        assert self.house.tell("li", entry) == [("recorded", "")]
        return str(entry["id"])

    @property
    def state(self) -> tuple[str, list[str]]:
        """Where the task stands, and the effects of its steps that had none."""
        seen = self.house.say("li", f"/tasks/{self.task}", method="GET").body
        return seen["task"]["state"], [step["effect"] for step in seen["steps"] if step["effect"]]

    @property
    def due(self) -> str:
        return str(self.house.say("li", f"/tasks/{self.task}", method="GET").body["task"]["due"])

    def figures(self) -> dict[str, int]:
        return self.house.figures("g1")


def test_a_step_without_its_evidence_has_no_effect_and_counts_for_nothing(house: House) -> None:
    round_ = Round(house)
    for answers, lacking in (
        ({}, "note"),
        ({"note": None, "door": new_id(1)}, "note"),
        ({"note": 1}, "door"),
    ):
        step = round_.step("pass", answers=answers)
        assert round_.state[0] == "open"
        assert round_.state[1][-1] == f"lacks:{lacking}"
    assert round_.figures() == {}
    round_.step("pass", answers={"note": 1, "door": new_id(now_ms())}, corrects=step)
    assert round_.state == ("done", ["lacks:note", "lacks:note", "corrected"])
    assert round_.figures() == {"passed": 1}


def test_evidence_that_is_sealed_counts_as_given_and_is_not_opened(house: House) -> None:
    round_ = Round(house)
    looked = Opening.objects.count()
    round_.step("pass", answers={"note": 0, "door": new_id(now_ms())})
    assert round_.state == ("done", [])
    assert Opening.objects.count() == looked


def test_only_a_step_that_reopens_leaves_a_final_state(house: House) -> None:
    round_ = Round(house)
    round_.step("pass", answers={"note": 0, "door": new_id(now_ms())})
    round_.step("look")
    assert round_.state == ("done", ["not_from:done"])
    round_.step("again")
    assert round_.state[0] == "open"


def test_a_rule_says_which_steps_and_which_of_several_count(house: House) -> None:
    round_ = Round(house)
    first = round_.step("look", answers={
        "note": 3, "members/1/fever": "yes", "members/1/age": 70, "members/2/fever": "no", "members/2/age": 8,
        "members/3/fever": "yes", "members/3/age": 40,
    })  # fmt: skip
    round_.step("look", answers={"note": 2})
    assert round_.figures() == {"many": 1, "ill": 2, "ages_of_the_ill": 110}
    round_.step("look", answers={"note": 2, "members/1/fever": "yes", "members/1/age": 70}, corrects=first)
    assert round_.figures() == {"many": 0, "ill": 1, "ages_of_the_ill": 70}


def test_a_step_that_submits_no_form_takes_no_answers(house: House) -> None:
    source = ROUND.source.replace(b"form: form.md", b"forms: {pass: form.md, look: form.md}")
    house.must("founder", "/playbooks", **ROUND._replace(source=source).body)
    entry = house.entry(
        "li", "step.taken@1", {"step": "again"}, playbook="round@1", place="g1", answers={"note": 1}
    )
    assert house.tell("li", entry) == [("quarantined", "answer.unasked")]


def test_a_step_may_lead_elsewhere_from_each_state_or_leave_it_as_it_is(house: House) -> None:
    steps = (
        "{knock: {from: [open, again, last], to: {open: again, again: last, last: done}}, "
        "ask: {from: [open, again, last]}}"
    )
    kept = small("round", steps, "integer | note | Note")
    files = replaced(kept, "done: {final", "again: {due: 2d}, last: {due: 3d}, done: {final")
    round_ = Round(house, files)
    seen = [(round_.state[0], round_.due)]
    for step in ("ask", "knock", "ask", "knock", "knock"):
        round_.step(step, answers={"note": 1})
        seen.append((round_.state[0], round_.due))
    assert [state for state, _ in seen] == ["open", "open", "again", "again", "last", "done"]
    assert seen[0] == seen[1]
    assert seen[2] == seen[3] != seen[1]
