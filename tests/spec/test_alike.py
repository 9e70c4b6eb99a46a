"""docs/spec/registers.md: what is nearly the same meets without a key, is compared exactly, and a person decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.cli.replay import replay
from oneboard.foundation.clock import now_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import LOCALES, say
from oneboard.playbooks.alikeness import alike, bands, pairs
from oneboard.playbooks.registers import load
from oneboard.privacy.openings import openings_of
from oneboard.projections.models import Find
from tests.content import CONTENT, Play
from tests.house import House

SAID = "村口茶馆后院有人打麻将，七八个人，没戴口罩"
AGAIN = "村口茶馆后院有七八个人打麻将，都没戴口罩"
SORTED = {"category": "gathering", "urgency": "today", "kind": "note", "warns": "no"}
LEAD = CONTENT / "epidemic/registers/leads.yaml"


def lead(play: Play, said: str, who: str = "li", place: str = "g1") -> str:
    subject = play.subject("leads", who, place, number=f"{now_ms()}", source="hotline", said=said)
    if place == "g1":
        play.desk("dispatcher", "sort", play.task("lead", subject), SORTED)
    return subject


def met(house: House, subject: str, who: str = "dispatcher") -> list[tuple[str, int]]:
    reply = house.say(who, f"/subjects/{subject}/alike", method="GET", purpose="是否同一件事")
    assert reply.status == 200, reply
    return [(one["subject"]["id"], one["share"]) for one in reply.body]


def test_leads_about_one_thing_meet_and_are_joined_or_told_apart_by_a_person(house: House) -> None:
    play = Play(house, "epidemic", "warning_action", "warning", "public_report", "lead",
                registers=["leads", "lead_contacts"])  # fmt: skip
    play.campaign("lead")
    first, other = lead(play, SAID), lead(play, "街尾药店口罩卖到三十元一个")
    second, afar = lead(play, AGAIN), lead(play, SAID, "far", "g3")
    play.count(leads_captured=3, lead_matters=3)
    play.agree()
    assert met(house, second) == [(first, alike(SAID, AGAIN))], (
        "on one's own ground, and not what is another thing"
    )
    assert met(house, other) == []
    assert {one for one, _ in met(house, first, "officer")} == {second, afar}
    assert "是否同一件事" in {one.purpose for one in openings_of(second)}, "each comparison is an opening"
    assert house.say("dispatcher", f"/subjects/{first}/alike", method="GET").body["code"] == "purpose.missing"
    house.must("dispatcher", f"/subjects/{second}/merge", into=first)
    play.count(lead_matters=-1)
    play.agree()
    assert met(house, first) == [], "they are one matter, and each is a lead that came in"
    house.must("dispatcher", f"/subjects/{second}/part")
    play.count(lead_matters=1)
    play.agree()
    house.must("dispatcher", f"/subjects/{second}/tell-apart", other=first)
    assert met(house, second) == met(house, first) == []
    hashes = Find.objects.filter(subject=first, path="said").values_list("hash", flat=True)
    assert all(":alike:" in one and not any(pair in one for pair in pairs(SAID)) for one in hashes)
    assert replay(swap=False) == 0


def test_a_register_without_such_words_meets_nothing(house: House) -> None:
    home = house.household("li", "g1")
    house.tell("li", home)
    assert met(house, str(home["subject"])) == []


def test_only_sealed_text_meets(house: House) -> None:
    source = LEAD.read_bytes()
    for wrong in (b"type: date", b"type: text, readable: a text", b"type: text, find: name"):
        with pytest.raises(Refusal) as refused:
            load(source.replace(b"said: {type: text", b"said: {" + wrong), "leads.yaml")
        phrases = refused.value.fields["problem"]
        assert isinstance(phrases, tuple)
        said = [say("en", phrase.key, phrase.fields) for phrase in phrases]
        assert any("alike is for sealed text" in line for line in said), said
        assert all(say(locale, phrase.key, phrase.fields) for locale in LOCALES for phrase in phrases)


def test_only_a_link_is_forgotten_with_another(house: House) -> None:
    with pytest.raises(Refusal, match=r"register\.invalid"):
        load(LEAD.read_bytes().replace(b"said: {", b"said: {forgotten_with: true, "), "leads.yaml")


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_is_the_same_meets_in_every_band(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
    assert (bands(one) == bands(other)) == (pairs(one) == pairs(other))
    assert alike(one, one) == (1000 if pairs(one) else 0)


def test_what_shares_most_meets_and_what_shares_little_does_not() -> None:
    words = [
        f"{n} 组{place}{what}"
        for n in range(1, 9)
        for place in ("茶馆", "路口")
        for what in ("有人打牌", "设卡不通")
    ]
    near = [(w, f"{w}啊，来看看") for w in (f"{w}，{SAID}" for w in words)]
    assert sum(not set(bands(a)).isdisjoint(bands(b)) for a, b in near) > 0.9 * len(near)
    far = [(a, b) for a in words for b in words if alike(a, b) < 200]
    assert far
    assert sum(not set(bands(a)).isdisjoint(bands(b)) for a, b in far) < 0.1 * len(far)
