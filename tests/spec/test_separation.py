"""docs/spec/tasks.md: who did one thing does not decide another, where the playbook says so."""

from oneboard.cli.replay import replay
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Task
from tests.house import House
from tests.timing import check

LEDGER = check(
    "{open: {due: 1d}, said: {due: 1d}, done: {final: true}}", "opens: [order, rule]", name="ledger"
)
FILES = LEDGER._replace(
    source=LEDGER.source.replace(
        b"{check: {from: [open], to: done}}",
        b"{say: {by: [town_dispatcher, duty_officer], from: [open, said], to: said}, "
        b"settle: {by: [town_dispatcher, duty_officer], not_by: [say, order], from: [open, said], to: done}}",
    )
)


def ordered(house: House, who: str) -> Task:
    house.must("founder", "/playbooks", **FILES.body)
    home = house.household("li", "g1")
    house.tell("li", home)
    task = new_id(now_ms())
    house.must(who, "/tasks", id=task, playbook="ledger", subject=home["subject"])
    return Task.objects.get(id=task)


def settled(house: House, who: str, task: Task) -> tuple[int, str]:
    reply = house.say(who, f"/tasks/{task.id}/steps", step="settle")
    return reply.status, reply.body.get("code", "")


def test_who_ordered_it_or_said_it_does_not_settle_it(house: House) -> None:
    house.join("second", "town_dispatcher", "511702001", house.unit)
    task = ordered(house, "officer")
    house.must("dispatcher", f"/tasks/{task.id}/steps", step="say")
    assert settled(house, "officer", task) == (409, "task.same_person")
    assert settled(house, "dispatcher", task) == (409, "task.same_person")
    assert settled(house, "second", task) == (200, "")
    assert replay(swap=False) == 0


def test_from_a_phone_it_needs_a_person_who_has_it_taken_at_a_desk(house: House) -> None:
    task = ordered(house, "officer")
    step = house.entry("li", "step.taken@1", {"step": "settle"}, playbook="ledger@1", place="g1", subject=task.subject,
                       task=task.id)  # fmt: skip
    assert house.tell("li", step) == [("quarantined", "step.at_a_desk")]
    task.refresh_from_db()
    assert task.state == "open"
