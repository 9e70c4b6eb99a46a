"""What of the territory needs a person (需人工核对): places whose parent was guessed, and what is left behind."""

from collections.abc import Iterator
from typing import Final

import msgspec
from django.db.models import Count, Q

from oneboard.access.policy import areas
from oneboard.access.routes import Call, Route
from oneboard.foundation.words import say
from oneboard.projections import holding, owed
from oneboard.projections.grounds import inside, within
from oneboard.projections.models import Place, Post, Subject
from oneboard.projections.places import names_of
from oneboard.recorder import recorder
from oneboard.vocabulary.places import LEAVES

VERB: Final = "place.read"

#: Whoever sees tasks is told of those that nobody holds.
TASKS: Final = "task.read"

#: Lines of each sort in one list.
LISTED: Final = 1000


class Concern(msgspec.Struct, frozen=True):
    """Something about a place that a person should look at, with why. `count`: subjects or tasks that are there."""

    why: str
    place: str
    name: str
    text: str
    post: str | None = None
    count: int | None = None


def attention(call: Call[None, None, None]) -> list[Concern]:
    grounds = areas(call.actor, VERB)
    found = [*_guessed(grounds), *_posts(grounds, call.now_ms), *_left(grounds)]
    found += _to_place(grounds)
    found += _lapsed(areas(call.actor, TASKS), call.now_ms)
    return [
        msgspec.structs.replace(concern, text=say(call.locale, f"territory.{concern.why}", _fields(concern)))
        for concern in found
    ]


def _fields(concern: Concern) -> dict[str, str | int]:
    return {"place": concern.place, "name": concern.name, "count": concern.count or 0}


def _guessed(grounds: tuple[str, ...]) -> Iterator[Concern]:
    places = Place.objects.filter(within(grounds), placed_by__in=("majority", "unplaced")).order_by("path")
    for place in places[:LISTED]:
        yield Concern(f"placed_by_{place.placed_by}", place.id, place.name, "")


def _posts(grounds: tuple[str, ...], now_ms: int) -> Iterator[Concern]:
    """Posts in force at places that are gone, or where nobody is to work any more."""
    in_force = Post.objects.filter(Q(ends__isnull=True) | Q(ends__gt=now_ms), place__in=inside(grounds))
    astray = in_force.exclude(place__in=Place.objects.filter(closed=0).values("id")).order_by("place", "id")
    posts = list(astray[:LISTED])
    closed = set(Place.objects.filter(id__in=[post.place for post in posts]).values_list("id", flat=True))
    names = names_of(post.place for post in posts)
    for post in posts:
        why = "post_closed" if post.place in closed else "post_gone"
        yield Concern(why, post.place, names.get(post.place, ""), "", post=post.id)


def _left(grounds: tuple[str, ...]) -> Iterator[Concern]:
    closed = dict(Place.objects.filter(within(grounds), closed=1).values_list("id", "name"))
    left = Subject.objects.filter(place__in=list(closed)).values_list("place").annotate(n=Count("id"))
    for place, count in sorted(left)[:LISTED]:
        yield Concern("subjects_left", place, closed[place], "", count=count)


def _to_place(grounds: tuple[str, ...]) -> Iterator[Concern]:
    """Subjects of lists whose text named no place of duty, so that nobody in particular looks after them."""
    declared = recorder.running().reference().registers.values()
    listed = [register.register for register in declared if register.located_by is not None]
    above = dict(Place.objects.filter(within(grounds)).exclude(level__in=LEAVES).values_list("id", "name"))
    here = Subject.objects.filter(register__in=listed, closed="", merged_into=None, place__in=list(above))
    for place, count in sorted(here.values_list("place").annotate(n=Count("id")))[:LISTED]:
        yield Concern("subjects_to_place", place, above[place], "", count=count)


def _lapsed(grounds: tuple[str, ...], now_ms: int) -> Iterator[Concern]:
    """Tasks assigned to a post that is over or to somebody without one: until they are assigned anew."""
    pairs = owed.alive(owed.open_pairs(recorder.running().reference().playbooks.values()))
    counts = owed.by_place(owed.of_assigned(pairs, holding.unheld(now_ms) & holding.at(grounds)), LISTED)
    names = names_of(place for place, _ in counts)
    for place, count in counts:
        yield Concern("tasks_lapsed", place, names.get(place, place), "", count=count)


ROUTES: Final = (
    Route("GET", "/places/attention", VERB, None, list[Concern], attention,
          "What of the territory on one's ground needs a person."),
)  # fmt: skip
