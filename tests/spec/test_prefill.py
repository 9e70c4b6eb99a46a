"""docs/spec/playbooks.md: what is known already stands in a form beforehand, for whoever may read it."""

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from tests.house import House
from tests.playbooks import replaced, small

ROUND = replaced(
    small("round", "{pass: {from: [open], to: done}}", "integer | note | Note", "integer | other | Other",
          readable="{note: counted}", prefill="{note: notes, other: nothing_yet}",
          count="{notes: {sum: note}}"),
    "task: {", "task: {opens: [order], ",
)  # fmt: skip


def ordered(house: House, subject: str) -> str:
    task = new_id(now_ms())
    house.must("dispatcher", "/tasks", id=task, playbook="round", subject=subject)
    return task


def test_the_figures_of_the_place_and_the_day_stand_in_the_form_for_whoever_owes_it_or_may_read_them(
    house: House,
) -> None:
    house.must("founder", "/playbooks", **ROUND.body)
    mine, others = house.household("li", "g1"), house.household("neighbour", "g2")
    house.tell("li", mine)
    house.tell("neighbour", others)
    house.must("li", f"/tasks/{ordered(house, mine['subject'])}/steps", step="pass", answers={"note": 4})
    for subject, figure in ((mine["subject"], 4), (others["subject"], 0)):
        task = ordered(house, subject)
        shown = house.say("dispatcher", f"/tasks/{task}", method="GET").body
        assert shown["prefill"] == {"note": figure, "other": 0}
    assert house.say("neighbour", f"/tasks/{task}", method="GET").body["prefill"] == {"note": 0, "other": 0}
    house.join("leader", "squad_leader", "511702001", house.unit)
    assert house.say("leader", f"/tasks/{task}", method="GET").body["prefill"] == {}
