"""A playbook about several registers: one sort of work, whatever register somebody stands on. See docs/playbooks.md."""

import pytest

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import LOCALES, say
from oneboard.playbooks.loader import load
from tests.house import House
from tests.playbooks import CALL, ROUND, replaced

SEVERAL = replaced(CALL, "subject: households", "subject: [households, persons]")


def test_it_is_opened_by_rules_that_are_about_some_of_them(house: House) -> None:
    house.must("founder", "/playbooks", **SEVERAL.body)
    house.must("founder", "/playbooks", **ROUND.body)
    about_both = replaced(SEVERAL, "playbook: call\nversion", "playbook: other_call\nversion")
    house.must("founder", "/playbooks", **about_both.body)
    third = replaced(about_both, "version: 1", "version: 2").source.decode()
    third = third.replace("[households, persons]", "[households, members]")
    assert (
        house.say("founder", "/playbooks", source=third, forms=SEVERAL.body["forms"]).body["code"]
        == "register.unknown"
    )
    house.must("founder", "/playbooks", **replaced(CALL, "version: 1", "version: 2").body)
    refused = house.say("founder", "/playbooks", **replaced(about_both, "version: 1", "version: 2").body)
    assert refused.body["code"] == "playbook.other_subject"
    assert (refused.body["fields"]["theirs"], refused.body["fields"]["ours"]) == (
        "households",
        "households, persons",
    )


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        (
            "opens: [order, rule]",
            "opens: [order, campaign]",
            "task.opens: only order and rule open what is about",
        ),
        ("[households, persons]", "[households, households]", "subject: name each register once"),
        ("[households, persons]", "[households, units]", "subject: name each register once"),
    ],
)
def test_what_is_about_several_is_opened_by_no_campaign(right: str, wrong: str, fault: str) -> None:
    files = replaced(replaced(SEVERAL, "open: {playbook: call}", "open: {playbook: round}"), right, wrong)
    with pytest.raises(Refusal) as refused:
        load(files.source, files.forms, "call.yaml")
    [phrase] = refused.value.fields["problem"]
    zh, en = (say(locale, phrase.key, phrase.fields) for locale in LOCALES)
    assert fault in en and zh != en
