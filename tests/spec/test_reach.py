"""A phone speaks of what lies, or ever lay, on its own ground; see docs/spec/hostile.md."""

from oneboard.foundation.ids import near_id
from oneboard.projections.models import Subject, Task
from oneboard.recorder.models import Kept
from tests.house import House
from tests.spec.camera import Camera, stored

ELSEWHERE = [("quarantined", "subject.elsewhere")]
RECORDED = [("recorded", "")]


def household(house: House) -> str:
    """Li's, in g1."""
    home = house.household("li", "g1")
    assert house.tell("li", home) == RECORDED
    return str(home["subject"])


def of_households(
    house: House, who: str, kind: str, place: str, subject: str, **fact: object
) -> dict[str, object]:
    return house.entry(who, f"subject.{kind}@1", {"register": "households", "as_of": 0, **fact}, place=place,
                       subject=subject)  # fmt: skip


def test_an_earlier_registration_from_elsewhere_takes_no_household(house: House) -> None:
    sly = house.household("neighbour", "g2")
    subject = household(house)
    assert house.tell("neighbour", {**sly, "subject": subject}) == ELSEWHERE
    assert Subject.objects.get(id=subject).place == "g1"


def test_nobody_moves_or_closes_a_household_that_was_never_on_his_ground(house: House) -> None:
    subject = household(house)
    for fact in ({"kind": "moved", "to": "g2"}, {"kind": "closed", "reason": "left"}):
        entry = of_households(house, "neighbour", fact.pop("kind"), "g2", subject, **fact)
        assert house.tell("neighbour", entry) == ELSEWHERE
    assert (Subject.objects.get(id=subject).place, Subject.objects.get(id=subject).closed) == ("g1", "")


def test_a_held_entry_is_judged_when_its_parent_comes(house: House) -> None:
    subject, parent = household(house), house.household("neighbour", "g2")
    sly = {**of_households(house, "neighbour", "moved", "g2", subject, to="g2"), "parents": [parent["id"]]}
    assert house.tell("neighbour", sly) == [("held", "parent.missing")]
    assert house.tell("neighbour", parent, sly) == [*RECORDED, *ELSEWHERE]
    assert Subject.objects.get(id=subject).place == "g1"


def test_it_waits_for_a_person_who_sees_both_grounds_and_is_recorded_by_that_one(house: House) -> None:
    subject = household(house)
    assert (
        house.tell("neighbour", of_households(house, "neighbour", "moved", "g2", subject, to="g2"))
        == ELSEWHERE
    )
    kept = Kept.objects.get(reason="subject.elsewhere")
    assert kept.place == "511702001"
    house.must("dispatcher", f"/quarantine/{kept.id}", outcome="recorded", reason="accepted")
    assert Subject.objects.get(id=subject).place == "g2"


def test_a_step_on_another_grids_task_waits_for_a_person(house: House) -> None:
    campaign, subject = house.campaign(), household(house)
    task = near_id(subject, "campaign", campaign, subject)
    visit = house.step("neighbour", "visit", "g2", subject, task=task, campaign=campaign)
    assert house.tell("neighbour", visit) == [("quarantined", "task.elsewhere")]
    assert Task.objects.get(id=task).state == "to_visit"


def test_a_task_of_ones_own_lends_no_way_to_anothers_household(house: House) -> None:
    campaign, subject = house.campaign(), household(house)
    own = house.household("neighbour", "g2")
    assert house.tell("neighbour", own) == RECORDED
    task = near_id(own["subject"], "campaign", campaign, own["subject"])
    visit = house.step("neighbour", "visit", "g2", subject, task=task, campaign=campaign)
    assert house.tell("neighbour", visit) == ELSEWHERE


def test_an_attachment_is_recorded_whomever_it_names(house: House) -> None:
    phone = Camera(house, "neighbour", "g2")
    phone.meta["subject"] = household(house)
    phone.upload()
    assert stored() == 1


def test_a_late_visit_counts_after_the_household_moved_away(house: House) -> None:
    campaign, subject = house.campaign(), household(house)
    task = near_id(subject, "campaign", campaign, subject)
    visit = house.step("li", "visit", "g1", subject, task=task, campaign=campaign)
    assert house.tell("li", of_households(house, "li", "moved", "g1", subject, to="g3")) == RECORDED
    assert house.tell("li", visit) == RECORDED
    assert Task.objects.get(id=task).state == "visited"
    assert house.tell("far", house.step("far", "visit", "g3", subject)) == RECORDED


def test_a_late_visit_counts_after_a_hand_over_and_a_move(house: House) -> None:
    subject = household(house)
    visit = house.step("li", "visit", "g1", subject)
    assert house.tell("li", of_households(house, "li", "moved", "g1", subject, to="g2")) == RECORDED
    house.leave("li")
    assert house.tell("li", visit) == RECORDED


def test_a_household_of_a_merged_grid_is_still_spoken_of_from_that_grid(house: House) -> None:
    subject = household(house)
    visit = house.step("li", "visit", "g1", subject)
    house.must("founder", "/places/merge", place="m1", of=["g1", "g2"], name="并", parent="511702001")
    assert Subject.objects.get(id=subject).place == "m1"
    assert house.tell("li", visit) == RECORDED


def test_whoever_holds_both_grids_may_say_it_in_any_order(house: House) -> None:
    """The move comes behind the visit that was made after it."""
    second = house.appoint("li", "g2")
    subject = household(house)
    move = of_households(house, "li", "moved", "g1", subject, to="g2")
    visit = house.step("li", "visit", "g2", subject)
    visit["actor"] = {"member": house.members["li"], "post": second}
    assert house.tell("li", visit) == RECORDED
    assert house.tell("li", move) == RECORDED
