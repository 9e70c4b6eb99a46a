"""The journal's three tables. Only `recorder` writes them, through `journal.book`."""

from django.db import models

from oneboard.foundation.fields import IdField, RowNumber


class Head(models.Model):
    """The one row whose lock is the sequencer: the last seq, block and hash, and the last time given.

    `reference_seq` is the last entry that changed what the rooms keep in memory: places, playbooks, campaigns.
    """

    id = models.IntegerField(primary_key=True)
    seq = models.BigIntegerField()
    recorded_at = models.BigIntegerField()
    block = models.BigIntegerField()
    hash = models.TextField()
    reference_seq = models.BigIntegerField()

    class Meta:
        db_table = "journal_head"


class Line(models.Model):
    """An entry as recorded: `body` is its JSON, byte for byte what the block's hash covers."""

    seq = RowNumber(primary_key=True)
    id = IdField(unique=True)
    recorded_at = models.BigIntegerField()
    body = models.TextField()

    class Meta:
        db_table = "journal_line"


class Block(models.Model):
    """One group of entries, written as one. Hashes are hexadecimal SHA-256."""

    number = models.BigIntegerField(primary_key=True)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    previous = models.TextField()
    hash = models.TextField()

    class Meta:
        db_table = "journal_block"
