"""The timetable: emergencies in which every hour counts, slots (时点) of schedules, and notices. Tables, and rows."""

from typing import Final

import msgspec
from django.db import models

from oneboard.foundation.fields import IdField, KeyField, OptionalId
from oneboard.foundation.rows import Table


class Override(models.Model):
    """`since`, `until`: days, both included. It holds for what begins behind `announced_at`, until `restored_at`.

    Both are when we recorded it: no step that came before can have happened behind them, so no deadline depends on
    what arrived first.
    """

    id = IdField(primary_key=True)
    reason = models.TextField()
    since = models.IntegerField()
    until = models.IntegerField(null=True)
    announced_at = models.BigIntegerField()
    restored_at = models.BigIntegerField(null=True)
    changed_seq = models.BigIntegerField()


class Slot(models.Model):
    """A moment at which the schedule of a playbook, by its name, opened tasks."""

    pk = models.CompositePrimaryKey("playbook", "slot")
    playbook = KeyField()
    slot = models.BigIntegerField()
    entry = IdField()
    changed_seq = models.BigIntegerField()


class Notice(models.Model):
    """What the clock told a role about a task: `kind` is reminded or overdue, of the deadline `due`.

    `gone`: 1 where something was done in time, and we heard of it later. It lies where its task lies.
    """

    id = IdField(primary_key=True)
    entry = IdField()
    role = KeyField()
    task = IdField()
    subject = OptionalId(null=True)
    place = KeyField()
    kind = models.TextField()
    at = models.BigIntegerField()
    due = models.BigIntegerField()
    gone = models.IntegerField()
    changed_seq = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["place"], name="notice_place"),
            models.Index(fields=["subject"], name="notice_subject"),
            models.Index(fields=["task"], name="notice_task"),
            models.Index(fields=["role", "at"], name="notice_role"),
        ]


class OverrideRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    reason: str
    since: int
    until: int | None
    announced_at: int
    restored_at: int | None
    changed_seq: int


class SlotRow(msgspec.Struct, frozen=True, gc=False):
    playbook: str
    slot: int
    entry: str
    changed_seq: int


class NoticeRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    entry: str
    role: str
    task: str
    subject: str | None
    place: str
    kind: str
    at: int
    due: int
    gone: int
    changed_seq: int


OVERRIDES: Final = Table(Override, OverrideRow, key=("id",))
SLOTS: Final = Table(Slot, SlotRow, key=("playbook", "slot"))
NOTICES: Final = Table(Notice, NoticeRow, key=("id",))
