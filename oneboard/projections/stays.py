"""Stays (驻留): a campaign keeps the ground it was opened on, also where a hand moves a place within its edition.

An edition's tree is corrected by hand while campaigns run in it. What was inside a campaign's ground before stays
inside, and what was outside stays outside, so that a household that is registered late owes what it would have owed
in time. A place that comes later is where it is born.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from django.db import models

from oneboard.foundation.fields import IdField, KeyField
from oneboard.foundation.rows import Change, Query, Table, Transaction, both, keys
from oneboard.projections.territory import NodeRow


class Stay(models.Model):
    """A place that a hand moved into or out of a campaign's ground after it was opened. `inside`: where it was then."""

    pk = models.CompositePrimaryKey("campaign", "place")
    campaign = IdField()
    place = KeyField(db_index=True)
    inside = models.IntegerField()


class StayRow(msgspec.Struct, frozen=True, gc=False):
    campaign: str
    place: str
    inside: int


STAYS: Final = Table(Stay, StayRow, key=("campaign", "place"))

_CAMPAIGNS: Final = both("SELECT id, place FROM projections_campaign WHERE edition = ?")
_OF_PLACES: Final = STAYS.fetch("place")

#: Of one edition, by place.
Nodes = Mapping[str, NodeRow]


def keep(transaction: Transaction, edition: str, before: Nodes, after: Nodes) -> None:
    """Before a hand's word takes hold: where a place stood with a campaign at first, it stays for good."""
    moved = {
        id_: (set(node.path.split(".")), set(after[id_].path.split(".")))
        for id_, node in before.items()
        if after[id_].path != node.path
    }
    if not moved:
        return
    [campaigns] = transaction.ask(Query(_CAMPAIGNS, (edition,)))
    stays = [
        StayRow(str(campaign), id_, int(ground in then))
        for campaign, ground in campaigns
        for id_, (then, now) in moved.items()
        if (ground in then) != (ground in now)
    ]
    transaction.tell(Change(STAYS.insert_new, stays))


def inherit(transaction: Transaction, old: str, new: Sequence[str]) -> None:
    """What a grid is split into lies where that grid did."""
    [records] = transaction.ask(Query(_OF_PLACES, (keys([old]),)))
    stays = [StayRow(stay.campaign, id_, stay.inside) for stay in STAYS.rows(records) for id_ in new]
    transaction.tell(Change(STAYS.insert, stays))
