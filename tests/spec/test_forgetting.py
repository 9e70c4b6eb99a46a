"""docs/spec/registers.md: what turned out not to be so is destroyed with its keys, once nothing is owed about it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.clock.forgetting import forget
from oneboard.privacy.keyring import Keyring
from oneboard.projections.models import Find, Subject
from oneboard.recorder import recorder
from tests.content import Play
from tests.house import House
from tests.spec.attic import backed_up, differences, elsewhere, oneboard

SAID = "茶馆老板王五藏着外地客人"
NOT_SO = {"way": "there", "turned_out": "nothing"}


class Desk(Play):
    def __init__(self, house: House) -> None:
        super().__init__(house, "epidemic", "warning_action", "warning", "public_report", "lead",
                         registers=["leads", "lead_contacts"])  # fmt: skip
        self.campaign("lead")

    def lead(self, number: str = "1", warns: str = "no") -> str:
        lead = self.subject("leads", number=number, source="hotline", said=SAID)
        sorted_ = {"category": "arrival", "urgency": "today", "kind": "lead", "warns": warns}
        self.desk("dispatcher", "sort", self.task("lead", lead), sorted_)
        self.count(leads_captured=1, lead_matters=1)
        return lead

    def contact(self, lead: str) -> str:
        """Of whoever said it, kept at the town's desk."""
        contact, said = (
            new_id(now_ms()),
            {"number": "1", "lead": lead, "way": "call", "contact": "13800000001"},
        )
        self.house.must("dispatcher", "/subjects", subject=contact, register="lead_contacts", place="511702001",
                        answers=said)  # fmt: skip
        return contact

    def unfounded(self, lead: str) -> None:
        self.phone("li", "not_so", self.task("lead", lead), NOT_SO)
        self.desk("dispatcher", "tell", self.task("lead", lead), {"told": "called"})
        self.count(leads_unfounded=1, leads_told=1)

    def left(self, subject: str) -> set[str]:
        shown = self.house.say("dispatcher", f"/subjects/{subject}", method="GET", purpose="回复反映人").body
        return {path for path in shown["answers"] if path in ("said", "contact")}


def keyed(subject: str) -> bool:
    keyring: Keyring = recorder.running().keyring
    return any(keyring.find(scope.no, subject) for scope in keyring.store.scopes("open"))


def forgotten() -> int:
    return forget(recorder.running(), now_ms())


@pytest.fixture
def desk(house: House) -> Iterator[Desk]:
    desk = Desk(house)
    yield desk
    desk.agree()
    assert replay(swap=False) == 0


def test_what_is_unfounded_is_destroyed_with_all_who_are_named_in_it_and_whoever_said_it(desk: Desk) -> None:
    lead, other = desk.lead("1"), desk.lead("2")
    contact = desk.contact(lead)
    assert (desk.left(lead), desk.left(contact)) == ({"said"}, {"contact"})
    desk.phone("li", "not_so", desk.task("lead", lead), NOT_SO)
    assert forgotten() == 0, "whoever reported it is told first"
    desk.desk("dispatcher", "tell", desk.task("lead", lead), {"told": "called"})
    desk.count(leads_unfounded=1, leads_told=1)
    assert forgotten() == 2
    assert [desk.left(one) or keyed(one) for one in (lead, contact)] == [False, False]
    assert not Find.objects.filter(subject__in=[lead, contact]).exists()
    assert Subject.objects.get(id=lead).readable != "{}", "how it came stays, and names nobody"
    assert desk.left(other) == {"said"}
    assert forgotten() == 0


def test_what_is_heard_of_it_afterwards_is_destroyed_too(desk: Desk) -> None:
    lead = desk.lead()
    desk.unfounded(lead)
    forgotten()
    seen = Subject.objects.get(id=lead)
    late = desk.house.entry("li", "subject.changed@1", {"register": "leads", "as_of": seen.changed_seq}, place="g1",
                            subject=lead, answers={"where": "后院"})  # fmt: skip
    assert desk.house.tell("li", late) == [("recorded", "")]
    assert keyed(lead)
    assert forgotten() == 1
    assert not keyed(lead)
    assert Subject.objects.get(id=lead).sealed == "{}"


def test_nothing_is_destroyed_while_somebody_still_has_to_do_with_it(desk: Desk) -> None:
    lead, joined = desk.lead(warns="yes"), desk.lead("2")
    desk.house.must("dispatcher", f"/subjects/{joined}/merge", into=lead)
    desk.count(lead_matters=-1)
    desk.unfounded(lead)
    assert forgotten() == 0, "its warning is still open"
    desk.desk("dispatcher", "dismiss", desk.task("warning", lead), NOT_SO)
    assert forgotten() == 2, "and what was found to be the same matter with it"
    assert not keyed(joined)


def test_a_restored_node_has_forgotten_before_it_serves(house: House, tmp_path: Path) -> None:
    desk = Desk(house)
    lead = desk.lead()
    desk.unfounded(lead)
    backed_up(tmp_path / "copy")
    forgotten()
    with elsewhere(house, tmp_path / "new") as settings:
        assert oneboard("restore", tmp_path / "copy") == 0
        assert Subject.objects.get(id=lead).sealed == "{}"
        keyring = Keyring(settings.home)
        assert not any(keyring.find(scope.no, lead) for scope in keyring.store.scopes("open"))
        keyring.close()
        assert differences(settings) == 0
