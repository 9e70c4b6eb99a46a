"""The rows about subjects (对象) as values, and their tables. Columns are explained in `subject_models.py`."""

from typing import Final

import msgspec

from oneboard.foundation.rows import Table
from oneboard.projections import subject_models as models


class SubjectRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    register: str
    place: str
    at: int
    entry: str
    sealed: str
    scope: int | None
    readable: str
    closed: str
    merged_into: str | None
    clashes: str
    number: int
    changed_seq: int

    @property
    def void(self) -> str:
        """Why nothing is owed about it, or empty."""
        return "merged" if self.merged_into else "closed" if self.closed else ""


class VersionRow(msgspec.Struct, frozen=True, gc=False):
    subject: str
    entry: str
    register: str
    seq: int
    as_of: int
    at: int
    device: str
    device_seq: int
    parents: str
    place: str | None
    closed: str | None
    readable: str
    paths: str
    sealed: str
    scope: int | None
    find: str


class FindRow(msgspec.Struct, frozen=True, gc=False):
    subject: str
    path: str
    hash: str
    scope: int | None


class TextRow(msgspec.Struct, frozen=True, gc=False):
    number: int
    subject: str
    words: str


class DepartureRow(msgspec.Struct, frozen=True, gc=False):
    place: str
    subject: str
    changed_seq: int


class ApartRow(msgspec.Struct, frozen=True, gc=False):
    one: str
    other: str
    changed_seq: int


SUBJECTS: Final = Table(models.Subject, SubjectRow, key=("id",))
VERSIONS: Final = Table(models.Version, VersionRow, key=("subject", "entry"))
FINDS: Final = Table(models.Find, FindRow, key=("subject", "path", "hash"))
TEXTS: Final = Table(models.Text, TextRow, key=("number",))
DEPARTURES: Final = Table(models.Departure, DepartureRow, key=("place", "subject"))
APART: Final = Table(models.Apart, ApartRow, key=("one", "other"))
