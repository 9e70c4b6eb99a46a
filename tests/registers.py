"""What the tests of registers say and see: households and persons, by phone and at the desk."""

from typing import Any

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Subject
from tests.house import House


def registered(house: House, who: str = "li", place: str = "g1", **answers: Any) -> str:
    """A household by its phone; returns its id."""
    entry = house.household(who, place, **answers)
    assert house.tell(who, entry) == [("recorded", "")]
    return str(entry["subject"])


def person(house: House, who: str = "li", place: str = "g1", **answers: Any) -> str:
    entry = house.household(who, place, **answers) | {"fact": {"register": "persons"}}
    assert house.tell(who, entry) == [("recorded", "")]
    return str(entry["subject"])


def seq(subject: str) -> int:
    return Subject.objects.get(id=subject).changed_seq


def said(house: House, who: str, kind: str, place: str, subject: str, /, **fact: Any) -> dict[str, Any]:
    """An entry about a household: `answers`, `parents` among the keywords are the entry's, the rest the fact's."""
    more = {name: fact.pop(name) for name in ("answers", "parents") if name in fact}
    fact = {"register": "households", "as_of": seq(subject), **fact}
    return house.entry(who, kind, fact, place=place, subject=subject, **more)


def shown(house: House, subject: str, who: str = "dispatcher") -> Any:
    """As somebody opens it at a desk."""
    reply = house.say(who, f"/subjects/{subject}", method="GET", purpose="回访核实")
    assert reply.status == 200, reply
    return reply.body


def listed(house: House, who: str = "dispatcher", register: str = "households", **query: Any) -> list[str]:
    reply = house.say(who, f"/registers/{register}/subjects", method="GET", **query)
    assert reply.status == 200, reply
    return [subject["id"] for subject in reply.body["subjects"]]


def fresh() -> str:
    return new_id(now_ms())
