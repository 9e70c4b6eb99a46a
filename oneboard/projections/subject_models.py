"""The tables about subjects (对象), part of `models.py`: what stands on the registers, and by what it is found."""

from django.db import models

from oneboard.foundation.fields import IdField, KeyField, OptionalId, OptionalKey, RowNumber


class Subject(models.Model):
    """`sealed` is JSON from path to ciphertext, emptied when its keys expire; `readable` is JSON from path to value.

    `scope`: whose keys sealed it, as long as it was never changed; then its versions say so. `closed`: why, or empty.
    `clashes`: JSON list of the paths for which several values stand. `number`: of the entry that first registered it.
    """

    id = IdField(primary_key=True)
    register = KeyField()
    place = KeyField()
    at = models.BigIntegerField()
    entry = IdField()
    sealed = models.TextField()
    scope = models.IntegerField(null=True, db_index=True)
    readable = models.TextField()
    closed = models.TextField()
    merged_into = OptionalId(null=True)
    clashes = models.TextField()
    number = models.BigIntegerField()
    changed_seq = models.BigIntegerField()

    class Meta:
        indexes = (
            # Without `changed_seq`: a grid is read whole in no time, and an index that every change moves costs more.
            models.Index(fields=["place", "id"], name="subject_list"),
            models.Index(
                fields=["merged_into"], name="subject_merged", condition=models.Q(merged_into__isnull=False)
            ),
        )


class Version(models.Model):
    """What one entry said of a subject; there are none of a subject that was only registered.

    `seq` 0: its registration, which every change has seen. `place`, `closed`: null where the entry says nothing of
    them. `paths`: JSON list of the sealed ones, kept when their keys expire so that no older value comes back.
    """

    pk = models.CompositePrimaryKey("subject", "entry")
    subject = IdField()
    entry = IdField()
    register = KeyField()
    seq = models.BigIntegerField()
    as_of = models.BigIntegerField()
    at = models.BigIntegerField()
    device = IdField()
    device_seq = models.BigIntegerField()
    parents = models.TextField()
    place = OptionalKey(null=True)
    closed = OptionalKey(null=True)
    readable = models.TextField()
    paths = models.TextField()
    sealed = models.TextField()
    scope = models.IntegerField(null=True, db_index=True)
    find = models.TextField()


class Find(models.Model):
    """`hash` (`scope:kind:hash`) finds the subject by its field `path` again.

    It goes with the keys that made it, whose scope it names, and with those of `scope`, which sealed the value.
    """

    pk = models.CompositePrimaryKey("subject", "path", "hash")
    subject = IdField()
    path = KeyField()
    hash = KeyField(db_index=True)
    scope = models.IntegerField(null=True)


class Text(models.Model):
    """The words of what may be read of a subject, for the search: see `projections/texts.py`."""

    number = RowNumber(primary_key=True)
    subject = IdField()
    words = models.TextField()


class Departure(models.Model):
    """A place where a subject was and is no more. Those who hold it there let go of it."""

    pk = models.CompositePrimaryKey("place", "subject")
    place = KeyField()
    subject = IdField(db_index=True)
    changed_seq = models.BigIntegerField()


class Apart(models.Model):
    """Two subjects that a person told apart; `one` is the smaller id."""

    pk = models.CompositePrimaryKey("one", "other")
    one = IdField()
    other = IdField()
    changed_seq = models.BigIntegerField()
