"""Naming: the gazetteer of the places as they are now, and where a row of a list stands by what its text names."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from oneboard.access.actor import Actor, within
from oneboard.access.policy import areas
from oneboard.journal.models import Head
from oneboard.projections.models import Place
from oneboard.work.gazetteer import Gazetteer, Known


def current() -> Gazetteer:
    """As of the last entry that changed a place."""
    head = Head.objects.values_list("reference_seq", flat=True).get()
    return _as_of(settings.ONEBOARD.home, head)


@lru_cache(maxsize=1)
def _as_of(home: Path, reference_seq: int) -> Gazetteer:
    rows = Place.objects.values_list("id", "level", "name", "code", "path", "closed")
    return Gazetteer(
        Known(id_, level, name, code, tuple(path.split(".")), bool(closed))
        for id_, level, name, code, path, closed in rows
    )


def within_any(place: Known, grounds: tuple[str, ...]) -> bool:
    path = ".".join(place.path)
    return any(within(path, ground) for ground in grounds)


def located(text: str, actor: Actor, verb: str) -> str:
    """The id of the lowest place on the actor's ground that covers all that the text may mean; empty where the ground
    is of several pieces and the text names none."""
    grounds = areas(actor, verb)
    top = grounds[0].rpartition(".")[2] if len(grounds) == 1 else ""
    return current().covering(text, lambda place: within_any(place, grounds), top)
