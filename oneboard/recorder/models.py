"""What is kept but not, or not yet, in the journal. It is delivery state, not truth about the city."""

from django.db import models

from oneboard.foundation.fields import IdField, KeyField, OptionalKey


class Kept(models.Model):
    """An entry that waits for its parents (`held`) or for a person (`quarantined`), or did.

    `id` is derived from the entry's id and content, so that the same entry sent again finds the same row. `body` is
    the entry as it would be recorded, null where it could not even be read; `raw` is then what came, sealed.
    An outcome moves only forward: held → recorded or quarantined; quarantined → recorded or dismissed.
    """

    id = IdField(primary_key=True)
    entry = IdField(db_index=True)
    device = IdField(db_index=True)
    state = KeyField()
    reason = KeyField()
    detail = models.TextField()
    place = OptionalKey(null=True)
    received_at = models.BigIntegerField()
    body = models.TextField(null=True)
    raw = models.TextField(null=True)
    settled_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "received_at"], name="kept_open")]


class Waiting(models.Model):
    """One parent that one held entry waits for."""

    pk = models.CompositePrimaryKey("parent", "kept")
    parent = IdField()
    kept = IdField(db_index=True)
