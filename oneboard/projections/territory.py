"""The territory (区划): the tables of places, and their rows as values. Only the fold writes them."""

from typing import Final

import msgspec
from django.db import models

from oneboard.foundation.fields import KeyField, OptionalKey
from oneboard.foundation.rows import Table


class Place(models.Model):
    """The tree in force. `path` holds the ids from the root down, joined by dots, so that a subtree is a range of text.

    `placed_by`: how an edition found out where it lies. A `closed` grid was split or merged: it keeps its figures and
    is worked in no more; `heir` is the grid it was merged into.
    """

    id = KeyField(primary_key=True)
    level = models.TextField()
    name = models.TextField()
    parent = OptionalKey(null=True)
    code = OptionalKey(null=True)
    path = KeyField(unique=True)
    placed_by = KeyField()
    closed = models.IntegerField()
    heir = OptionalKey(null=True)
    changed_seq = models.BigIntegerField()


class Edition(models.Model):
    """A tree of places that is or was in force; the last one adopted is. The first is what was registered by hand."""

    edition = KeyField(primary_key=True)
    title = models.TextField()
    source = models.TextField()
    valid_from = KeyField()
    seq = models.BigIntegerField()


class Node(models.Model):
    """Where every place there ever was stands, or is counted, in every edition.

    `known` 0: the edition does not know the place, and `path` is that of the place below which it is counted.
    """

    pk = models.CompositePrimaryKey("edition", "place")
    edition = KeyField()
    place = KeyField()
    level = models.TextField()
    name = models.TextField()
    parent = OptionalKey(null=True)
    code = OptionalKey(null=True)
    path = KeyField()
    known = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["edition", "path"], name="node_path"),
            models.Index(fields=["place"], name="node_place"),
        ]


class Ground(models.Model):
    """Where a place lies now: in force, at its own path; gone, at the fewest places that cover its last leaves exactly.

    `parts`: how many rows the place has. `covers` 0: it is gone without leaves, covers nothing, and lies only there.
    """

    pk = models.CompositePrimaryKey("place", "path")
    place = KeyField()
    path = KeyField()
    parts = models.IntegerField()
    covers = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["path"], name="ground_path")]


class Chronicle(models.Model):
    """What became of a place, by an edition or (`edition` empty) by hand; `others`: JSON, where it went on."""

    pk = models.CompositePrimaryKey("place", "seq")
    place = KeyField()
    seq = models.BigIntegerField()
    what = KeyField()
    edition = KeyField()
    name = models.TextField()
    parent = OptionalKey(null=True)
    others = models.TextField()


class Boundary(models.Model):
    """What was drawn of a place in an edition. `outline` and `point`: JSON in millionths of a degree, or empty."""

    pk = models.CompositePrimaryKey("edition", "place")
    edition = KeyField()
    place = KeyField()
    outline = models.TextField()
    point = models.TextField()
    changed_seq = models.BigIntegerField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["place"], name="boundary_place")]


class PlaceRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    level: str
    name: str
    parent: str | None
    code: str | None
    path: str
    placed_by: str
    closed: int
    heir: str | None
    changed_seq: int


class EditionRow(msgspec.Struct, frozen=True, gc=False):
    edition: str
    title: str
    source: str
    valid_from: str
    seq: int


class NodeRow(msgspec.Struct, frozen=True, gc=False):
    edition: str
    place: str
    level: str
    name: str
    parent: str | None
    code: str | None
    path: str
    known: int


class GroundRow(msgspec.Struct, frozen=True, gc=False):
    place: str
    path: str
    parts: int
    covers: int


class ChronicleRow(msgspec.Struct, frozen=True, gc=False):
    place: str
    seq: int
    what: str
    edition: str
    name: str
    parent: str | None
    others: str


class BoundaryRow(msgspec.Struct, frozen=True, gc=False):
    edition: str
    place: str
    outline: str
    point: str
    changed_seq: int


PLACES: Final = Table(Place, PlaceRow, key=("id",))
EDITIONS: Final = Table(Edition, EditionRow, key=("edition",))
NODES: Final = Table(Node, NodeRow, key=("edition", "place"))
GROUNDS: Final = Table(Ground, GroundRow, key=("place", "path"))
CHRONICLES: Final = Table(Chronicle, ChronicleRow, key=("place", "seq"))
BOUNDARIES: Final = Table(Boundary, BoundaryRow, key=("edition", "place"))
