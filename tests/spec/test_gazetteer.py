"""The gazetteer at the door: a text's places, as far as one sees. See docs/spec/territory.md."""

from typing import Any

from tests.house import House, Reply

NAMES = (
    ("t1", "town", "石河镇", "511702"),
    ("v1", "village", "双拱村民委员会", "t1"),
    ("t2", "town", "万家镇", "511703"),
    ("v2", "village", "双拱村民委员会", "t2"),
)


def found(house: House, who: str, **asked: Any) -> Reply:
    return Reply(house.client(who).post("/places/find", asked, "application/json"))


def named(house: House, who: str, text: str) -> dict[str, list[tuple[str, str]]]:
    reply = found(house, who, text=text)
    assert reply.status == 200, reply
    return {said["text"]: [(place["id"], place["within"]) for place in said["places"]] for said in reply.body}


def settle(house: House) -> None:
    for place, level, name, parent in NAMES:
        house.must("founder", "/places", place=place, level=level, name=name, parent=parent)


def test_a_text_names_its_places_and_every_homonym_is_offered(house: House) -> None:
    settle(house)
    assert [id_ for id_, _ in named(house, "founder", "双拱村有人发热")["双拱村"]] == ["v1", "v2"]
    [(place, within)] = named(house, "founder", "石河镇双拱村有人发热")["双拱村"]
    assert place == "v1"
    assert within.endswith("石河镇")


def test_a_place_that_was_registered_just_now_is_found(house: House) -> None:
    assert named(house, "founder", "双拱村") == {}
    settle(house)
    assert list(named(house, "founder", "双拱村")) == ["双拱村"]


def test_one_finds_only_what_one_sees(house: House) -> None:
    settle(house)
    house.appoint("neighbour", "t2")
    assert [id_ for id_, _ in named(house, "neighbour", "双拱村")["双拱村"]] == ["v2"]
    assert named(house, "li", "双拱村") == {}


def test_a_text_that_is_none_is_refused_with_what_would_be_right(house: House) -> None:
    for query in ({}, {"text": ""}, {"text": "村" * 2001}, {"text": "村", "place": "5117"}):
        asked: dict[str, Any] = dict(query)
        reply = found(house, "founder", **asked)
        assert (reply.status, reply.body["code"]) == (422, "body.invalid")
        assert reply.body["fields"]["problem"]
    assert found(house, "founder", text="<>&'\"").body == []
