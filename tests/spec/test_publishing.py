"""docs/playbooks.md: what a centre publishes is checked whole, and refused in the reader's own language."""

from tests.house import PLAYBOOK, House

BROKEN = (
    PLAYBOOK.read_text(encoding="utf-8").replace("version: 1", "version: one").replace("due: 3d", "due: soon")
)


def test_every_fault_of_a_playbook_comes_back_at_once_with_its_line(house: House) -> None:
    reply = house.say("founder", "/playbooks", source=BROKEN)
    assert (reply.status, reply.body["code"]) == (422, "playbook.invalid")
    assert "playbook.yaml:3: version：one 不合要求" in reply.body["text"]
    assert (
        "playbook.yaml:23: task.states.to_visit.due：soon 不合要求，应写成这样：30m, 8h, 3d"
        in reply.body["text"]
    )
    assert [fault["fields"]["path"] for fault in reply.body["fields"]["problem"]] == [
        "version",
        "task.states.to_visit.due",
    ]
