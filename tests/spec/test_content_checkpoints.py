"""docs/spec/content.md: checkpoints with a joint roster, shifts and counts; each played to its figures."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, now_ms
from oneboard.foundation.ids import new_id
from oneboard.playbooks.loader import with_basis
from oneboard.playbooks.schema import Basis
from oneboard.projections.models import Subject, Task
from tests.content import Play, kept
from tests.house import House
from tests.spec.test_motions import day

SET_UP: Final[dict[str, Any]] = {
    "order": "第 2 号令",
    "units": ["police", "health", "town"],
    "hours": "always",
    "sign": True,
}
QUIET: Final = {"vehicles": 40, "people": 85, "hot": 0, "turned_back": 2}
UNITS: Final = ("公安分局", "卫生健康局", "交通运输局")


class Checkpoint:
    """One at a site beside g1, where three units each have somebody in post."""

    def __init__(self, house: House) -> None:
        self.play = Play(house, "epidemic", "checkpoint", "checkpoint_fever", "checkpoint_rush", "checkpoint_shift",
                         "checkpoint_persons", registers=("checkpoints",))  # fmt: skip
        house.must(
            "founder", "/places", place="s1", level="site", name="老君高速出口卡点", parent="511702001001"
        )
        for who, unit in zip(("police", "nurse", "clerk_of_roads"), UNITS, strict=True):
            id_ = new_id(now_ms())
            house.must("founder", "/units", unit=id_, name=unit, place="511702001")
            house.join(who, "checkpoint_worker", "s1", id_)
        rows = [
            {
                "row": 1,
                "place": "s1",
                "cells": {"number": "K-07", "name": "老君高速出口", "sort": "高速出入口"},
            }
        ]
        house.must("officer", "/registers/checkpoints/rows", rows=rows)
        self.id = str(Subject.objects.get(register="checkpoints").id)
        self.play.campaign("checkpoint")
        self.task = self.play.task("checkpoint", self.id)

    def shift(self) -> str:
        assert self.play.next_slots() == 3
        return self.play.task("checkpoint_shift", self.id)


@pytest.fixture
def checkpoint(house: House) -> Iterator[Checkpoint]:
    checkpoint = Checkpoint(house)
    yield checkpoint
    checkpoint.play.agree("s1", "511702001001", "511702001")
    assert replay(swap=False) == 0


def test_it_is_set_up_and_lifted_by_orders_and_the_figure_tells_what_stands(checkpoint: Checkpoint) -> None:
    play, in_force = checkpoint.play, []

    def look() -> None:
        asked = {"place": "5117", "level": "county", "indicators": "checkpoints_in_force"}
        rows = play.house.say("officer", "/figures/table", method="GET", **asked).body["rows"]
        in_force.append(rows[0]["values"][0])

    look()
    play.house.must(
        "dispatcher", f"/tasks/{checkpoint.task}/steps", step="set_up", answers={"order": "第 2 号令"}
    )
    assert play.state(checkpoint.task) == "to_set_up", "nothing stands without its order, units and sign"
    play.desk("dispatcher", "set_up", checkpoint.task, SET_UP)
    look()
    lifted = {"order": "第 8 号令", "why": "risk"}
    play.desk("dispatcher", "lift", checkpoint.task, lifted)
    look()
    play.desk("dispatcher", "set_up_again", checkpoint.task, SET_UP)
    look()
    play.desk("dispatcher", "lift", checkpoint.task, lifted)
    unneeded = play.order("dispatcher", "checkpoint", checkpoint.id)
    play.desk("dispatcher", "not_needed", unneeded)
    look()
    assert in_force == [0, 1, 0, 1, 0]
    play.count(checkpoints_set_up=1, checkpoint_openings=1, checkpoint_reopenings=1, checkpoint_liftings=2)
    assert play.unseen("checkpoint") == set()


def test_whoever_of_the_units_is_in_post_there_counts_and_hands_over(checkpoint: Checkpoint) -> None:
    play, house = checkpoint.play, checkpoint.play.house
    play.campaign("checkpoint_shift")
    shift = checkpoint.shift()
    duty = house.say("officer", "/places/s1/duty", method="GET").body
    assert all(unit in str(duty) for unit in UNITS), duty
    for who in ("police", "nurse", "clerk_of_roads"):
        play.phone(who, "count", shift, QUIET)
    assert not Task.objects.filter(playbook__startswith="checkpoint_fever@").exists()
    play.phone("nurse", "count", shift, QUIET | {"hot": 2})
    fever = play.task("checkpoint_fever", checkpoint.id)
    play.phone("nurse", "no_fever", fever, {"people": 1, "how": "mercury"})
    play.phone("police", "count", shift, {"vehicles": 640, "people": 1_700, "hot": 0, "turned_back": 9})
    rush = play.task("checkpoint_rush", checkpoint.id)
    play.desk("leader", "send", rush, {"hands": 6, "whose": "squad"})
    play.phone("police", "count", shift, QUIET | {"hot": 1, "vehicles": 510})
    handed = {"people": 1, "receiver": "clinic", "transport": "arranged", "receipt": "收 9"}
    play.desk("leader", "hand_over", play.task("checkpoint_fever", checkpoint.id), handed)
    play.desk("leader", "no_need", play.task("checkpoint_rush", checkpoint.id), {"why": "lane"})
    play.phone("nurse", "gone", play.order("dispatcher", "checkpoint_fever", checkpoint.id))
    play.phone("police", "hand_over", shift, {"guards": 5, "units": 3, "relief": "no"})
    other = Task.objects.filter(playbook="checkpoint_shift@1", state="on_duty")[0]
    play.desk("leader", "nobody_there", str(other.id))
    play.count(
        vehicles_checked=40 * 4 + 640 + 510, people_screened=85 * 5 + 1_700, fevers_at_checkpoints=3,
        people_turned_back=2 * 5 + 9, checkpoint_fevers_ruled_out=1, checkpoint_fevers_handed_over=1,
        hands_sent_to_checkpoints=6, shifts_worked=1, shift_guards=5, shifts_unrelieved=1, shifts_unstaffed=1,
    )  # fmt: skip
    for name in ("checkpoint_shift", "checkpoint_fever", "checkpoint_rush"):
        assert play.unseen(name) == set(), name


def test_nobody_who_stands_there_reads_what_was_told_at_doors(checkpoint: Checkpoint) -> None:
    house = checkpoint.play.house
    home = house.household("li", "g1")
    house.tell("li", home)
    for who in ("police", "nurse"):
        assert house.say(who, f"/subjects/{home['subject']}", method="GET", purpose="看看").status in (
            403,
            404,
        )
        assert home["subject"] not in str(house.pull(who).body)


def test_names_are_taken_only_under_an_order_in_force_and_for_seven_days_at_a_time(
    checkpoint: Checkpoint,
) -> None:
    play, house = checkpoint.play, checkpoint.play.house
    noting = play.order("dispatcher", "checkpoint_persons", checkpoint.id)
    somebody = {
        "name": "郑十",
        "phone": "13712345678",
        "from_where": "重庆",
        "to_where": "石河镇双拱村",
        "told": True,
    }
    play.phone("nurse", "note", noting, somebody)
    entries = house.say("officer", "/figures/persons_noted/entries", method="GET", place="5117").body
    assert "郑十" not in str(entries)
    play.clock(Task.objects.get(id=noting).opened_at + 7 * DAY_MS)
    assert play.state(noting) == "ended", "it ends by itself"
    stopped = play.order("dispatcher", "checkpoint_persons", checkpoint.id)
    play.phone("nurse", "stop", stopped)
    play.count(persons_noted=1)
    assert play.unseen("checkpoint_persons") == set()
    files = kept("epidemic", "checkpoint_persons")
    yesterday = Basis("第 4 号令", dt.date.fromisoformat(day(-1)))
    ended = files._replace(
        source=with_basis(files.source.replace(b"version: 1", b"version: 2", 1), yesterday)
    )
    assert house.say("founder", "/playbooks", **ended.body).status < 300
    [motion] = house.say("officer", "/motions", method="GET").body
    assert house.say("officer", f"/motions/{motion['motion']}/approve").body["code"] == "playbook.ended"
