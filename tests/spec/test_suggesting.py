"""docs/spec/registers.md: what a text may be about, by kept words with the words as reason; a person decides."""

import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.errors import Refusal
from oneboard.playbooks.registers import load
from oneboard.projections.models import Subject
from tests.content import CONTENT
from tests.house import House
from tests.inventory import bring
from tests.roster import NEW

LEADS = (CONTENT / "epidemic/registers/leads.yaml").read_text(encoding="utf-8")
SAID = "511702001001 地茶馆后院打牌的没戴口罩，听说老板王五刚从外地回来"


def listed(house: House, subject: str) -> dict[str, object]:
    rows = house.say("officer", "/registers/leads/subjects", method="GET").body["subjects"]
    readable: dict[str, object] = next(one["readable"] for one in rows if one["id"] == subject)
    return readable


def test_kept_words_say_what_a_lead_may_be_about_and_where_and_no_other_word_is_kept(house: House) -> None:
    house.must("founder", "/registers", source=LEADS)
    row = {"row": 1, "place": "", "cells": {"number": "1", "source": "热线电话", "said": SAID}}
    assert bring(house, row, register="leads", who="officer") == [NEW]
    lead = Subject.objects.get(register="leads")
    assert lead.place == "g1", "the one grid of the village that the text names"
    assert listed(house, lead.id)["suggested"] == ["gathering", "arrival", "behaviour", "claim"]
    assert "王五" not in lead.readable
    assert "茶馆" not in lead.readable
    shown = house.say("officer", f"/subjects/{lead.id}", method="GET", purpose="分办").body
    assert shown["reasons"] == {
        "arrival": ["外地", "回来"], "gathering": ["打牌", "茶馆"], "behaviour": ["口罩"], "claim": ["听说"],
    }  # fmt: skip
    house.must(
        "officer", f"/subjects/{lead.id}/change", as_of=lead.changed_seq, answers={"said": "药店口罩涨价"}
    )
    assert listed(house, lead.id)["suggested"] == ["behaviour", "trade"]
    seq = Subject.objects.get(id=lead.id).changed_seq
    written = house.say("officer", f"/subjects/{lead.id}/change", as_of=seq, answers={"suggested": ["claim"]})
    assert written.status == 422, "nobody else writes it"
    assert replay(swap=False) == 0


@pytest.mark.parametrize(
    ("right", "wrong", "where"),
    [
        ("from: said", "from: source", "suggests.from"), ("from: said", "from: words", "suggests.from"),
        ("  where: {", "  suggested: {", "fields.suggested"), ("claim: [听说", "claim: [宗教", "suggests.words.claim"),
    ],
)  # fmt: skip
def test_words_are_looked_for_in_sealed_text_and_sort_nobody(right: str, wrong: str, where: str) -> None:
    with pytest.raises(Refusal) as refused:
        load(LEADS.replace(right, wrong).encode(), "leads.yaml")
    phrases = refused.value.fields["problem"]
    assert isinstance(phrases, tuple)
    assert [phrase.fields["path"] for phrase in phrases] == [where]
