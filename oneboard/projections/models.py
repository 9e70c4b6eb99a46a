"""The tables of the read models. Only the fold writes them; `rows.py` has the same columns as values.

`changed_seq` is the entry that last changed the row: what a phone pulls is what lies behind its cursor.
"""

from django.db import models

from oneboard.foundation.fields import IdField, KeyField, OptionalId, OptionalKey

# The tables of other nouns have modules of their own; Django looks for all of them here.
from oneboard.projections.bulletins import Bulletin as Bulletin
from oneboard.projections.content_models import Playbook as Playbook
from oneboard.projections.content_models import Register as Register
from oneboard.projections.content_models import Template as Template
from oneboard.projections.counting import Balance as Balance
from oneboard.projections.counting import Mark as Mark
from oneboard.projections.counting import Tally as Tally
from oneboard.projections.papers import Paper as Paper
from oneboard.projections.personnel import Member as Member
from oneboard.projections.personnel import Post as Post
from oneboard.projections.personnel import Unit as Unit
from oneboard.projections.responses import Response as Response
from oneboard.projections.stays import Stay as Stay
from oneboard.projections.subject_models import Apart as Apart
from oneboard.projections.subject_models import Departure as Departure
from oneboard.projections.subject_models import Find as Find
from oneboard.projections.subject_models import Subject as Subject
from oneboard.projections.subject_models import Text as Text
from oneboard.projections.subject_models import Version as Version
from oneboard.projections.territory import Boundary as Boundary
from oneboard.projections.territory import Chronicle as Chronicle
from oneboard.projections.territory import Edition as Edition
from oneboard.projections.territory import Ground as Ground
from oneboard.projections.territory import Node as Node
from oneboard.projections.territory import Place as Place
from oneboard.projections.timetable import Notice as Notice
from oneboard.projections.timetable import Override as Override
from oneboard.projections.timetable import Slot as Slot
from oneboard.projections.workloads import Workload as Workload


class Incident(models.Model):
    """`keys_end`: the first day without its keys, by its end; `keys_until`: the same, by what two persons extended."""

    id = IdField(primary_key=True)
    title = models.TextField()
    sort = models.TextField()
    opened_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)
    keys_end = models.IntegerField(null=True)
    keys_until = models.IntegerField(null=True)
    changed_seq = models.BigIntegerField()


class Extension(models.Model):
    """One person's proposal that an incident's keys live until the day `until`; it holds once another confirmed it."""

    id = IdField(primary_key=True)
    incident = IdField(db_index=True)
    until = models.IntegerField()
    reason = models.TextField()
    proposed_by = OptionalId(null=True)
    proposed_at = models.BigIntegerField()
    confirmed_by = OptionalId(null=True)
    confirmed_at = models.BigIntegerField(null=True)
    changed_seq = models.BigIntegerField()


class Motion(models.Model):
    """One person's proposal that a version of a playbook be in force; it is, once another approved it. `id`: its entry.

    `key`: `name@version`. `blob`: its bundle's. `moves`: what the publication says, or empty.
    """

    id = IdField(primary_key=True)
    key = KeyField()
    blob = models.TextField()
    moves = models.TextField()
    proposed_by = OptionalId(null=True)
    proposed_at = models.BigIntegerField()
    approved_at = models.BigIntegerField(null=True)
    changed_seq = models.BigIntegerField()


class Campaign(models.Model):
    """Its ground is that of `place` in the `edition` it was opened in, whatever tree is in force now."""

    id = IdField(primary_key=True)
    incident = IdField()
    playbook = KeyField()
    register = KeyField()
    place = KeyField()
    title = models.TextField()
    opened_at = models.BigIntegerField()
    opened_by = IdField()
    opened_seq = models.BigIntegerField()
    edition = KeyField()
    closed_at = models.BigIntegerField(null=True)
    changed_seq = models.BigIntegerField()


class Task(models.Model):
    """An obligation. Who holds it is read from the posts in force; whether it is overdue, from `due` and the clock.

    `void`: why it is not owed although nobody did it, by what became of its subject; `withdrawn`: the same by who took
    it back, a rule or a desk; both are empty for what is owed. `opener`: the thread that opened it by a rule.
    `first_due`: the deadline its opener set for the state it opens in. `assigned`: `post:`, `unit:` or `member:` with
    an id; null is whoever holds the playbook's role at the place. `next_at`: when the clock has to look at it.
    `part_of`: the task that was split into this one and others. `about`: what an order says in a line.
    """

    id = IdField(primary_key=True)
    playbook = KeyField()
    incident = OptionalId(null=True)
    campaign = OptionalId(null=True)
    place = KeyField()
    subject = OptionalId(null=True)
    opened_at = models.BigIntegerField()
    opened_by = IdField()
    state = models.TextField()
    since = models.BigIntegerField()
    due = models.BigIntegerField(null=True)
    void = models.TextField()
    withdrawn = models.TextField()
    opener = OptionalId(null=True)
    first_due = models.BigIntegerField(null=True)
    assigned = OptionalKey(null=True)
    next_at = models.BigIntegerField(null=True)
    part_of = OptionalId(null=True)
    about = OptionalKey(null=True)
    changed_seq = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["place"], name="task_place"),
            models.Index(fields=["subject"], name="task_subject"),
            # Of most tasks nothing stands in these, and what is not there costs a visit nothing.
            models.Index(
                fields=["assigned"], name="task_assigned", condition=models.Q(assigned__isnull=False)
            ),
            models.Index(fields=["part_of"], name="task_part_of", condition=models.Q(part_of__isnull=False)),
            models.Index(
                fields=["next_at", "id"], name="task_next", condition=models.Q(next_at__isnull=False, void="")
            ),
            # What is owed is listed from here alone, see `owed.py`: it holds all that a list sorts and counts by.
            models.Index(
                fields=["playbook", "state", "place", "due", "id"],
                name="task_owed",
                condition=models.Q(void="", withdrawn=""),
            ),
        ]

    @property
    def not_owed(self) -> str:
        """Why nobody owes it although nobody did it, or empty."""
        return self.void or ("withdrawn" if self.withdrawn else "")


class Step(models.Model):
    """A step taken, in the thread it belongs to: its task's id, or its own where there is no task.

    The key begins with the thread, because steps are always read by it. `effect` is empty where the step moved its
    task, else the reason why it did not. `answers`: the readable ones.
    """

    pk = models.CompositePrimaryKey("thread", "entry")
    thread = IdField()
    entry = IdField()
    subject = OptionalId(null=True, db_index=True)
    campaign = OptionalId(null=True)
    place = KeyField()
    playbook = KeyField()
    step = models.TextField()
    at = models.BigIntegerField()
    corrects = OptionalId(null=True)
    answers = models.TextField()
    effect = models.TextField()
    seq = models.BigIntegerField()


class Blob(models.Model):
    upload = IdField(primary_key=True)
    address = KeyField(db_index=True)
    length = models.BigIntegerField()
    media_type = models.TextField()
    place = KeyField()
    subject = OptionalId(null=True)
    changed_seq = models.BigIntegerField()
