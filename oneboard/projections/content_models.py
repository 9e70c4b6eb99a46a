"""The tables of what the centre published to work by, part of `models.py`."""

from django.db import models

from oneboard.foundation.fields import KeyField


class Playbook(models.Model):
    """A published version with its source: what is folded must not depend on a file. `forms`: compiled, by file.

    `withdrawn_at`: when it was taken back; it opens nothing from then on.
    """

    key = KeyField(primary_key=True)
    source = models.TextField()
    forms = models.TextField()
    blob = models.TextField()
    withdrawn_at = models.BigIntegerField(null=True)
    changed_seq = models.BigIntegerField()


class Register(models.Model):
    """A declared version of a register, its source included."""

    key = KeyField(primary_key=True)
    source = models.TextField()
    changed_seq = models.BigIntegerField()


class Template(models.Model):
    """A published version of a bulletin's template, its source included."""

    key = KeyField(primary_key=True)
    source = models.TextField()
    changed_seq = models.BigIntegerField()
