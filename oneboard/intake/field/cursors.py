"""Cursors: how far a phone was sent each of its grounds, and what of it is no longer its own."""

import base64
from collections.abc import Iterable
from typing import Annotated

import msgspec

from oneboard.access.actor import within
from oneboard.foundation.canonical import MAX_INTEGER
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.projections.models import Chronicle, Place
from oneboard.vocabulary.entry import Place as PlaceId
from oneboard.vocabulary.places import LEAVES

Seq = Annotated[int, msgspec.Meta(ge=0, le=MAX_INTEGER)]

#: How far one ground was sent: sort of row → the last row's `changed_seq` and id.
Sent = dict[str, tuple[Seq, str]]


class Cursor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`grounds`: by the id of the place, which stays when its path changes. `playbooks`: the last one's `changed_seq`.
    `tree`: the last entry the device knows of by which a place came to lie elsewhere, or nowhere.

    It travels in the open: it says only what the device has, never what it may have.
    """

    grounds: dict[str, Sent] = {}
    playbooks: Seq = 0
    tree: Annotated[int, msgspec.Meta(ge=-1, le=MAX_INTEGER)] = -1


def read(text: str) -> Cursor:
    """Raises Refusal body.invalid."""
    if not text:
        return Cursor()
    try:
        # Anyone can write one, and what it says goes into a query.
        cursor = msgspec.json.decode(base64.urlsafe_b64decode(text), type=Cursor)
        msgspec.convert(list(cursor.grounds), list[PlaceId])
        for sort, (_, id_) in (row for sent in cursor.grounds.values() for row in sent.items()):
            msgspec.convert(id_, PlaceId if sort == "places" else Id)
        return cursor
    except (ValueError, msgspec.DecodeError) as error:
        raise Refusal(
            "body.invalid", path="?cursor", problem="the cursor of the last answer, or none"
        ) from error


def write(cursor: Cursor) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode()


def last_id(path: str) -> str:
    return path.rpartition(".")[2]


def gone(cursor: Cursor, grounds: Iterable[str], tree: int) -> list[str]:
    """The ids of places that the device may still have and that lie on none of its grounds now.

    `tree`: the last entry by which a place came to lie elsewhere, or nowhere.
    """
    grounds = tuple(grounds)
    suspects = set(cursor.grounds) - {last_id(ground) for ground in grounds}
    if tree > cursor.tree and _has_ground_with_more_below(cursor):
        # What moved away from below a ground that itself stays.
        suspects.update(
            Chronicle.objects.filter(seq__gt=cursor.tree, what__in=("changed", "gone")).values_list(
                "place", flat=True
            )
        )
    if not suspects:
        return []
    in_force = dict(Place.objects.values_list("id", "path"))
    lost = {id_ for id_, path in in_force.items() if not suspects.isdisjoint(path.split("."))}
    here = {id_ for id_ in lost if any(within(in_force[id_], ground) for ground in grounds)}
    return sorted((lost | suspects) - here)


def _has_ground_with_more_below(cursor: Cursor) -> bool:
    leaves = Place.objects.filter(id__in=list(cursor.grounds), level__in=LEAVES).count()
    return leaves < len(cursor.grounds)
