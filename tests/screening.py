"""Lists, cases and contacts for tests of the content: li checks at g1, a doctor of the county holds the cases."""

from typing import Any, Final

from oneboard.projections.models import Subject
from tests.content import Play
from tests.house import House

FOUND: Final[dict[str, Any]] = {
    "way": "door", "been": ["none"], "temperature": 366, "signs": ["none"], "alarm": "no", "meets": "no", "told": True,
}  # fmt: skip
ILL: Final = FOUND | {"temperature": 382, "signs": ["fever"], "alarm": "yes", "meets": "yes"}
SUSPECTED: Final = {"exposure": ["area"], "clinical": ["fever", "blood"], "sampled": "2020-02-11"}
CONFIRMED: Final = {
    "by": "pcr", "laboratory": "市疾控中心", "result_on": "2020-02-12", "severity": "mild", "hospital": "市中心医院",
}  # fmt: skip


class Screening:
    def __init__(self, house: House) -> None:
        self.play = Play(house, "epidemic", "door_visit", "health_case", "list_check", "contact_follow_up",
                         registers=("people_to_check", "contacts"))  # fmt: skip
        house.join("doctor", "public_health_officer", "511702", house.unit)
        self.campaign = self.play.campaign("list_check")
        self.n = 0

    def listed(self, place: str = "g1") -> tuple[str, str]:
        """Somebody on a list, and the task about them."""
        self.n += 1
        cells = {"list": "12 号", "name": f"钱{self.n}", "phone": f"136000{self.n:05d}"}
        rows = [{"row": 1, "place": place, "cells": cells}]
        self.play.house.must("officer", "/registers/people_to_check/rows", rows=rows)
        person = str(Subject.objects.filter(register="people_to_check").latest("changed_seq").id)
        return person, self.play.task("list_check", person)

    def contact(self) -> str:
        self.n += 1
        cells = {"last_contact": "2020-02-10", "name": f"孙{self.n}", "phone": f"135000{self.n:05d}", "sort": "home",
                 "named_by": "收 17"}  # fmt: skip
        rows = [{"row": 1, "place": "g1", "cells": cells}]
        assert (
            self.play.house.must("doctor", "/registers/contacts/rows", rows=rows)["rows"][0]["result"]
            == "new"
        )
        return str(Subject.objects.filter(register="contacts").latest("changed_seq").id)

    def suspected(self) -> tuple[str, str]:
        person, task = self.listed()
        self.play.phone("li", "find", task, ILL)
        case = self.play.task("health_case", person)
        self.play.desk("doctor", "receive", case, {"receipt": "收 17", "reached": True})
        self.play.desk("doctor", "suspect", case, SUSPECTED)
        self.play.count(people_checked=1, people_with_signs=1, cases_received=1, cases_suspected=1)
        return person, case
