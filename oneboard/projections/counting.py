"""Counting (计数): the tables of marks, tallies and balances, and their rows as values. Only the fold writes them."""

from typing import Final

import msgspec
from django.db import models

from oneboard.foundation.fields import IdField, KeyField, RowNumber
from oneboard.foundation.rows import Table

#: `Mark.number` is seq × LINES + line; no entry moves nearly as many counts.
LINES: Final = 1_000_000

#: Entries after which a stretch of the journal ends. What was counted in part of one is added up from its marks.
STRETCH = 8192

# What a tally counts instead of one day.
#: Everything so far.
SO_FAR: Final = 0
#: Of that, what was recorded on a later day than it happened.
LATE: Final = -1
#: Of that, what one entry moved of what others count for: corrections, merges, an earlier visit that came later.
CORRECTED: Final = -2


class Mark(models.Model):
    """One line of a count: `n` more (or fewer) of `indicator` at a leaf place on a day.

    `number`: seq × LINES + line. `came`: LATE, CORRECTED, or 0 where it came in time.
    """

    number = RowNumber(primary_key=True)
    entry = IdField()
    indicator = KeyField()
    place = KeyField()
    day = models.IntegerField()
    day_recorded = models.IntegerField()
    n = models.BigIntegerField()
    came = models.IntegerField()

    class Meta:
        indexes = (models.Index(fields=["indicator", "place", "day"], name="mark_list"),)


class Tally(models.Model):
    """The marks' running totals at every place from the leaf up, by day; or so far, late, corrected instead of a day.

    `n`: with all that lies below in the edition in force. `own`: what was counted at the place itself.
    """

    pk = models.CompositePrimaryKey("indicator", "place", "day")
    indicator = KeyField()
    place = KeyField()
    day = models.IntegerField()
    n = models.BigIntegerField()
    own = models.BigIntegerField()


class Balance(models.Model):
    """The tally's `n` at the end of a stretch in which it moved; of places above the leaves, in the tree in force.

    What a past moment is read from, without what came before or since.
    """

    pk = models.CompositePrimaryKey("indicator", "place", "day", "stretch")
    indicator = KeyField()
    place = KeyField()
    day = models.IntegerField()
    stretch = models.IntegerField()
    n = models.BigIntegerField()


class MarkRow(msgspec.Struct, frozen=True, gc=False):
    number: int
    entry: str
    indicator: str
    place: str
    day: int
    day_recorded: int
    n: int
    came: int


class TallyRow(msgspec.Struct, frozen=True, gc=False):
    indicator: str
    place: str
    day: int
    n: int
    own: int


class BalanceRow(msgspec.Struct, frozen=True, gc=False):
    indicator: str
    place: str
    day: int
    stretch: int
    n: int


MARKS: Final = Table(Mark, MarkRow, key=("number",))
TALLIES: Final = Table(Tally, TallyRow, key=("indicator", "place", "day"))
BALANCES: Final = Table(Balance, BalanceRow, key=("indicator", "place", "day", "stretch"))


def stretch_of(seq: int) -> int:
    return seq // STRETCH


def first_of(stretch: int) -> int:
    """The seq that the stretch begins with."""
    return stretch * STRETCH
