"""docs/spec/content.md: gatherings and behaviours, by kind and head-count and without anybody's name."""

from typing import Any

from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, MINUTE_MS
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Task
from tests.content import Play
from tests.house import House

FEAST = {"sort": "feast", "heads": 30, "left": 26, "there": True}


def met(sort: str, heads: int, left: int) -> dict[str, Any]:
    return {"sort": sort, "heads": heads, "left": left, "there": True}


def spot(play: Play, **more: str) -> tuple[str, str]:
    """The spot and its task."""
    said = {"number": "1", "kind": "yard", "private": "private", "where": "村东头老槐树下", **more}
    subject = play.subject("spots", **said)
    return subject, play.task("persuasion", subject)


def test_heads_are_counted_by_sort_and_what_happens_again_and_again_is_the_towns(house: House) -> None:
    play = Play(house, "epidemic", "persuasion", registers=["spots"])
    play.campaign("persuasion")
    _, task = spot(play)
    play.phone("li", "disperse", task, FEAST)
    assert play.state(task) == "again"
    play.phone("li", "disperse", task, met("cards", 8, 8))
    assert play.refused("li", "measure", task) == "task.not_yours"
    listed = house.say("dispatcher", "/tasks", method="GET", playbook="persuasion", state="repeated").body
    assert [one["id"] for one in listed["tasks"]] == [task], "the places where it happens again and again"
    play.desk("dispatcher", "measure", task, {"done": ["talked", "seats"]})
    for sort, heads in (("visits", 5), ("market", 60), ("chat", 6), ("other", 3)):
        play.phone("li", "disperse", task, met(sort, heads, heads - 1))
    for behaviour, times in (("no_mask", 4), ("mask_wrong", 2), ("spitting", 1)):
        play.phone("li", "put_right", task, {"behaviour": behaviour, "times": times})
    assert play.state(task) == "repeated", "what is put right changes nothing of the spot"
    for state in ("again", "watched", "watched"):
        play.phone("li", "quiet", task)
        assert play.state(task) == state
    play.desk("dispatcher", "close", task)
    play.phone("li", "look_again", task)
    play.count(
        gatherings_dispersed=26 + 8 + 4 + 59 + 5 + 2, gatherings_met=6, feasts_met=1, card_tables_met=1, visits_met=1,
        markets_met=1, chats_met=1, spots_with_gatherings=1, behaviours_corrected=7, masks_put_on=6,
    )  # fmt: skip
    play.agree()
    assert play.unseen("persuasion") == set()


def test_a_spot_is_looked_at_again_the_next_day_and_at_the_third_time_the_town_hears(house: House) -> None:
    play = Play(house, "epidemic", "persuasion", registers=["spots"])
    play.campaign("persuasion")
    _, task = spot(play)
    assert Task.objects.get(id=task).due is None
    for told in (["leader"], ["dispatcher", "officer"]):
        play.phone("li", "disperse", task, FEAST)
        due = Task.objects.get(id=task).due or 0
        play.clock(due - 2 * 60 * MINUTE_MS)
        play.clock(due)
        assert all(("overdue", task) in play.notices(who) for who in told)
    assert due - Task.objects.get(id=task).since == DAY_MS
    assert replay(swap=False) == 0


def test_nothing_counts_from_afar_and_where_a_yard_is_nobody_reads(house: House) -> None:
    play = Play(house, "epidemic", "persuasion", registers=["spots"])
    play.campaign("persuasion")
    subject, task = spot(play)
    house.tell("li", play.said("li", "disperse", task, {**FEAST, "there": None}))
    assert play.effects(task) == ["lacks:there"], "at a private place only whoever is there counts heads"
    play.agree()
    listed = house.say("dispatcher", "/registers/spots/subjects", method="GET").body["subjects"]
    assert [set(one["readable"]) for one in listed if one["id"] == subject] == [{"number", "kind", "private"}]
    named = play.said("li", "disperse", task, {**FEAST, "id": new_id(1), "name": "王五"})
    assert house.tell("li", named)[0][0] == "quarantined", "a form that asks no name takes none"
