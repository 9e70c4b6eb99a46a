"""Lists and search show what may be read and open nothing; a look is written down. See docs/spec/registers.md."""

import pytest

from oneboard.privacy.models import OpenedSubject, Opening
from oneboard.projections.models import Subject
from tests.house import House
from tests.registers import listed, registered, seq, shown


def test_looking_at_a_subject_is_one_opening_with_its_purpose(house: House) -> None:
    home = registered(house, head="王五", people=3)
    assert shown(house, home)["answers"] == {"head": "王五", "people": 3}
    [opening] = Opening.objects.all()
    assert (opening.member, opening.verb, opening.purpose) == (
        house.members["dispatcher"], "subject.open", "回访核实",
    )  # fmt: skip
    assert list(OpenedSubject.objects.values_list("subject", flat=True)) == [home]


def test_a_list_shows_only_what_may_be_read_page_by_page_in_the_order_of_places(house: House) -> None:
    homes = [registered(house, *where, number=f"{n}-101", head="王五") for n, where in enumerate(
        (("neighbour", "g2"), ("li", "g1"), ("far", "g3"), ("li", "g1")))]  # fmt: skip
    page = house.say("dispatcher", "/registers/households/subjects", method="GET", limit=2).body
    assert [s["id"] for s in page["subjects"]] == sorted([homes[1], homes[3]])
    assert "王五" not in str(page)
    rest = house.say(
        "dispatcher", "/registers/households/subjects", method="GET", limit=2, after=page["next"]
    ).body
    assert ([s["id"] for s in rest["subjects"]], rest["next"]) == ([homes[0]], "")
    assert listed(house, place="g2") == [homes[0]]
    assert house.say("dispatcher", "/registers/households/subjects", method="GET", place="g3").status == 404
    assert house.say("dispatcher", "/registers/households/subjects", method="GET", after="x").status == 422
    assert not Opening.objects.exists()


@pytest.mark.parametrize("few", [0, 4_000], ids=["everybody has it", "few have it"])
def test_words_of_two_characters_and_parts_of_a_number_are_found(
    house: House, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """However many have a word: then it is the place's own subjects that are looked through."""
    monkeypatch.setattr("oneboard.projections.search._FEW_HITS", few)
    river = registered(house, building="滨河花园二期", number="12-301", address="滨海路 9 号")
    hill = registered(house, building="凤凰山小区", number="12-302")
    for text, expected in (
        ("滨河", [river]), ("河花园", [river]), ("小区", [hill]), ("301", [river]), ("12", [river, hill]),
        ("滨河 301", [river]), ("滨河 302", []), ("滨海", []), ("河", []), ("%", []), ('"', []), ("ＦＦ", []),
    ):  # fmt: skip
        assert sorted(listed(house, text=text)) == sorted(expected), text
    house.must(
        "dispatcher", f"/subjects/{hill}/change", as_of=seq(hill), answers={"building": "滨河花园一期"}
    )
    assert (listed(house, text="小区"), sorted(listed(house, text="滨河"))) == ([], sorted([river, hill]))


@pytest.mark.parametrize("at_once", [(1,), (1, 1), (8,)])
def test_pages_of_a_word_that_very_many_have_join_without_a_gap_however_many_places_each_looks_at(
    house: House, monkeypatch: pytest.MonkeyPatch, at_once: tuple[int, ...]
) -> None:
    monkeypatch.setattr("oneboard.projections.search._FEW_HITS", 0)
    monkeypatch.setattr("oneboard.projections.search._AT_ONCE", at_once)
    for n in range(7):
        registered(
            house,
            *(("neighbour", "g2") if n % 2 else ("li", "g1")),
            building=("滨河", "凤凰")[n in (1, 2, 4)],
        )
    found, after = [], ""
    while True:
        query = {"text": "滨河", "limit": 2, **({"after": after} if after else {})}
        page = house.say("dispatcher", "/registers/households/subjects", method="GET", **query).body
        found += [subject["id"] for subject in page["subjects"]]
        if not (after := page["next"]):
            break
        assert page["subjects"], "whoever goes on is shown something"
    expected = Subject.objects.filter(readable__contains="滨河").order_by("place", "id")
    assert found == list(expected.values_list("id", flat=True))
    assert len(found) == 4
