"""Units, members and posts (单位, 人员, 岗位): their tables, and their rows as values. Only the fold writes them."""

from typing import Final

import msgspec
from django.db import models

from oneboard.foundation.fields import IdField, KeyField, OptionalId, OptionalKey
from oneboard.foundation.rows import Table


class Unit(models.Model):
    """`part_of`: the unit that a squad belongs to. `recorded_at`: since when it owes what units owe."""

    id = IdField(primary_key=True)
    name = KeyField(db_index=True)
    squad = models.IntegerField()
    part_of = OptionalId(null=True, db_index=True)
    place = KeyField(db_index=True)
    recorded_at = models.BigIntegerField()
    changed_seq = models.BigIntegerField()


class Member(models.Model):
    """`place`: where the person was registered. `number`: the staff number in `unit`."""

    id = IdField(primary_key=True)
    place = KeyField(db_index=True)
    unit = OptionalId(null=True)
    number = OptionalKey(null=True)
    sealed = models.TextField()
    scope = models.IntegerField(null=True, db_index=True)
    changed_seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["unit", "number"], name="member_number")]


class Post(models.Model):
    id = IdField(primary_key=True)
    member = IdField(db_index=True)
    unit = IdField(db_index=True)
    place = KeyField(db_index=True)
    role = models.TextField()
    begins = models.BigIntegerField()
    ends = models.BigIntegerField(null=True)
    changed_seq = models.BigIntegerField()


class UnitRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    name: str
    squad: int
    part_of: str | None
    place: str
    recorded_at: int
    changed_seq: int


class MemberRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    place: str
    unit: str | None
    number: str | None
    sealed: str
    scope: int | None
    changed_seq: int


class PostRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    member: str
    unit: str
    place: str
    role: str
    begins: int
    ends: int | None
    changed_seq: int


UNITS: Final = Table(Unit, UnitRow, key=("id",))
MEMBERS: Final = Table(Member, MemberRow, key=("id",))
POSTS: Final = Table(Post, PostRow, key=("id",))
