"""Signed bulletins: frozen, numbered, and counted again years later. See docs/spec/bulletin.md, decision 0018."""

import hashlib
import time
from typing import Any

import pytest
from django.db import connection

from oneboard.foundation.canonical import canonical
from oneboard.foundation.clock import iso, now_ms
from oneboard.foundation.ids import new_id
from oneboard.indicators import moments
from oneboard.projections.models import Bulletin
from oneboard.recorder import recorder
from tests.house import House, Reply
from tests.spec.bulletins import worked_out
from tests.spec.papers import Read, text_of
from tests.spec.test_bulletin import centre as centre
from tests.spec.test_bulletin import drawn, lines
from tests.spec.test_bulletin_templates import SMALL
from tests.spec.test_derived_figures import played
from tests.spec.test_figure_tables import late_and_corrected
from tests.spec.test_figures import story
from tests.territory import adopt


def at(bulletin: Any) -> str:
    return iso(bulletin["content"]["as_of"]["at"])


def sign(house: House, draft: Any, who: str = "officer", **more: Any) -> Reply:
    place = draft["content"]["place"]["place"]
    return house.say(who, "/bulletins", **{"place": place, "as_of": at(draft), "hash": draft["hash"], **more})


def signed(house: House, draft: Any) -> str:
    """The id of the bulletin."""
    reply = sign(house, draft)
    assert reply.status == 200, reply
    return str(reply.body["entry"])


def got(house: House, path: str, who: str = "officer", **query: str) -> Any:
    reply = house.say(who, path, method="GET", **query)
    assert reply.status == 200, reply
    return reply.body


def test_what_is_signed_is_what_was_seen_and_stays_as_it_is(centre: House) -> None:
    story(centre)
    draft = drawn(centre)
    first = signed(centre, draft)
    late_and_corrected(centre)
    shown = got(centre, f"/bulletins/{first}/content")
    assert (shown["content"], shown["entries"]) == (draft["content"], draft["entries"])
    assert hashlib.sha256(canonical(shown["content"])).hexdigest() == shown["signed"]["hash"] == draft["hash"]
    assert (shown["signed"]["number"], shown["signed"]["name"]) == (1, "达州市")
    assert centre.members["officer"] not in str(shown["signed"]), "by role and place"
    assert recorder.running().blobs.verify(draft["hash"])
    path = f"/bulletins/{first}/document"
    paper = centre.client("officer").get(path, {"format": "docx", "lang": "zh"})
    assert "达州市疫情防控工作情况通报" in text_of(Read(paper.content).body)
    workbook = centre.client("officer").get(path, {"format": "xlsx"})
    assert 'filename="epidemic_response-5117-1.xlsx"' in workbook["Content-Disposition"]
    assert worked_out(workbook.content)


def test_the_next_one_tells_what_changed_since(centre: House) -> None:
    story(centre)
    first = signed(centre, drawn(centre))
    late_and_corrected(centre)
    draft = drawn(centre)
    assert draft["content"]["previous"]["id"] == first
    assert lines(draft)["leaflets_handed_out"] == {
        "before": 8,
        "new": 9,
        "late": 4,
        "corrected": -2,
        "after": 19,
    }
    second = signed(centre, draft)
    listed = got(centre, "/bulletins", place="5117")
    assert [(one["id"], one["number"]) for one in listed] == [(second, 2), (first, 1)]
    assert [one["number"] for one in got(centre, "/bulletins", after=second)] == [1]
    town = signed(centre, drawn(centre, place="511702001"))
    assert got(centre, f"/bulletins/{town}/content")["signed"]["number"] == 1, "each place counts its own"


def test_sent_twice_it_is_signed_once(centre: House) -> None:
    story(centre)
    draft, id_ = drawn(centre), new_id(now_ms())
    first = sign(centre, draft, id=id_)
    assert first.status == 200 and sign(centre, draft, id=id_).body == first.body
    assert Bulletin.objects.count() == 1


def test_only_what_was_seen_is_signed_by_whoever_may(centre: House) -> None:
    def refused(draft: Any, who: str = "officer", **more: Any) -> tuple[int, str]:
        reply = sign(centre, draft, who, **more)
        return reply.status, reply.body["code"]

    moments_ = story(centre)
    draft = drawn(centre)
    assert refused(draft, hash="0" * 64) == (409, "bulletin.changed")
    assert refused(draft, "founder") == (403, "not_permitted")
    assert refused(draft, "dispatcher") == (403, "not_permitted")
    later = iso(now_ms() + 60_000)
    assert refused(draft, as_of=later) == (422, "body.invalid")
    earlier = drawn(centre, as_of=moments_[4])
    signed(centre, draft)
    assert refused(draft) == (409, "bulletin.changed"), "its changes are told since no bulletin"
    assert refused(earlier) == (409, "bulletin.earlier")
    again = sign(centre, drawn(centre, as_of=at(draft)))
    assert (again.status, again.body["code"]) == (409, "bulletin.earlier")


def test_it_comes_out_again_as_it_was_signed_whatever_came_since(centre: House) -> None:
    story(centre)
    signed(centre, drawn(centre))
    late_and_corrected(centre)
    id_ = signed(centre, drawn(centre))
    before = moments.now().recorded_at
    time.sleep(0.002)
    home = centre.household("li", "g1")
    late = centre.step("li", "visit", "g1", home["subject"], answers={"leaflets": 6})
    centre.tell("li", home, late | {"happened_at": iso(before - 60_000)})
    assert adopt(centre).status == 200
    found = got(centre, f"/bulletins/{id_}/check")
    assert (found["intact"], found["differences"], found["signed"]["number"]) == (True, [], 2)


def test_a_sum_of_counts_is_told_and_counted_again_and_a_share_of_now_is_not_told(house: House) -> None:
    played(house)
    line = SMALL.splitlines()[-1]
    more = "".join(f"{line.replace('households_visited', name)}\n" for name in ("doors", "covered"))
    house.must("founder", "/templates", source=SMALL + more)
    draft = drawn(house)
    found = lines(draft)
    assert (found["doors"]["after"], found["covered"]) == (5, None)
    assert draft["content"]["rows"][0]["values"] == [3, 5]
    id_ = signed(house, draft)
    assert got(house, f"/bulletins/{id_}/check")["differences"] == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE projections_mark SET n = 9 WHERE indicator = 'doors_shut' AND n = 1")
    assert {one["figure"] for one in got(house, f"/bulletins/{id_}/check")["differences"]} == {"doors"}


def test_a_difference_is_shown_and_what_was_signed_stays(centre: House) -> None:
    """As a fold of later code would make it, that counts one leaflet more at the door of g1."""
    story(centre)
    draft = drawn(centre)
    id_ = signed(centre, draft)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projections_mark SET n = n + 1 WHERE number = "
            "(SELECT min(number) FROM projections_mark WHERE indicator = 'leaflets_handed_out' AND place = 'g1')"
        )
    found = got(centre, f"/bulletins/{id_}/check")
    assert {(one["place"], one["part"], one["signed"], one["now"]) for one in found["differences"]} == {
        ("5117", "new", 10, 11), ("5117", "after", 8, 9), ("511702", "after", 8, 9), ("511702001", "after", 8, 9),
    }  # fmt: skip
    assert got(centre, f"/bulletins/{id_}/content")["content"] == draft["content"]
    address = Bulletin.objects.get(id=id_).blob
    path = recorder.running().blobs.path(address)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b'"after":8', b'"after":9', 1))
    assert got(centre, f"/bulletins/{id_}/check")["intact"] is False


@pytest.mark.parametrize("path", ["/bulletins/{}/content", "/bulletins/{}/check"])
def test_a_bulletin_is_read_by_whoever_reads_the_figures_of_its_place(centre: House, path: str) -> None:
    story(centre)
    id_ = signed(centre, drawn(centre))
    assert centre.say("dispatcher", path.format(id_), method="GET").status == 404
    assert centre.say("officer", path.format(new_id(now_ms())), method="GET").status == 404
    assert got(centre, "/bulletins", "dispatcher") == []
