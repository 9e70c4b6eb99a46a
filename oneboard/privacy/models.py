"""The log of openings: who opened sealed answers of whom, through which post, and what for."""

from django.db import models

from oneboard.foundation.fields import IdField


class Opening(models.Model):
    """One act of looking: a page, a list, a pull by a device. `via` is the door it came through."""

    id = IdField(primary_key=True)
    at_ms = models.BigIntegerField()
    member = IdField()
    post = IdField()
    verb = models.TextField()
    purpose = models.TextField()
    via = models.TextField()

    class Meta:
        db_table = "privacy_opening"
        indexes = (models.Index(fields=["member", "at_ms"], name="privacy_opening_by_member"),)


class OpenedSubject(models.Model):
    """A subject whose answers were shown in an opening."""

    id = models.BigAutoField(primary_key=True)
    opening = models.ForeignKey(Opening, models.PROTECT, related_name="subjects")
    subject = IdField()

    class Meta:
        db_table = "privacy_opened_subject"
        constraints = (
            models.UniqueConstraint(fields=["subject", "opening"], name="privacy_opened_subject_once"),
        )
