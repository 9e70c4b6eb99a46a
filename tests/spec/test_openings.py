"""Openings: who looked at whose answers and why is written down first, and can be asked by the household."""

import pytest
from django.db import transaction

from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import new_id
from oneboard.foundation.settings import Settings
from oneboard.privacy.models import OpenedSubject, Opening
from oneboard.privacy.openings import log_opening, openings_of

LI, POST = new_id(1), new_id(2)
HOUSEHOLDS = [new_id(n) for n in range(10, 410)]


def opened(subjects: list[str], purpose: str = "a follow-up call") -> str:
    return log_opening(LI, POST, "visit.open", purpose, "desk", subjects)


def test_a_list_page_is_one_opening_that_names_its_subjects(store: Settings) -> None:
    opening_id = opened([*HOUSEHOLDS, HOUSEHOLDS[0]])
    assert Opening.objects.count() == 1
    assert OpenedSubject.objects.count() == len(HOUSEHOLDS)
    (opening,) = openings_of(HOUSEHOLDS[7])
    assert (opening.id, opening.member, opening.post) == (opening_id, LI, POST)
    assert (opening.verb, opening.purpose, opening.via) == ("visit.open", "a follow-up call", "desk")


def test_a_household_sees_its_own_openings_latest_first(store: Settings) -> None:
    first, second, _ = opened(HOUSEHOLDS[:2]), opened(HOUSEHOLDS[1:3]), opened(HOUSEHOLDS[3:5])
    assert {opening.id for opening in openings_of(HOUSEHOLDS[1])} == {first, second}
    at = [opening.at_ms for opening in openings_of(HOUSEHOLDS[1])]
    assert at == sorted(at, reverse=True)
    assert [opening.id for opening in openings_of(HOUSEHOLDS[0])] == [first]
    assert openings_of(new_id(5)) == []


@pytest.mark.parametrize("purpose", ["", " \n"])
def test_nothing_is_opened_without_a_purpose(store: Settings, purpose: str) -> None:
    with pytest.raises(Refusal, match=r"purpose\.missing"):
        opened(HOUSEHOLDS[:1], purpose)
    assert Opening.objects.count() == 0


def test_an_opening_is_not_part_of_what_could_be_rolled_back(store: Settings) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        opened(HOUSEHOLDS[:1])
    assert Opening.objects.count() == 0
