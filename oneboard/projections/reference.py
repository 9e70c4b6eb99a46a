"""What the hot path keeps in memory: the tree of places, the published playbooks, incidents and campaigns.

It is one value as of an entry. The head names the last entry that changed it, so nobody works with an old one.
"""

from collections.abc import Sequence

import msgspec

from oneboard.foundation.clock import day_of
from oneboard.foundation.rows import Query, Transaction, both
from oneboard.playbooks.loader import load as load_playbook
from oneboard.playbooks.schema import Playbook
from oneboard.projections.rows import CAMPAIGNS, INCIDENTS, CampaignRow, IncidentRow

_ALL_PLACES = Query(both("SELECT id, path FROM projections_place"))
_ALL_PLAYBOOKS = Query(both("SELECT key, source FROM projections_playbook"))
_ALL_CAMPAIGNS = Query(CAMPAIGNS.everything)
_ALL_INCIDENTS = Query(INCIDENTS.everything)


class Reference(msgspec.Struct, frozen=True):
    """`paths` goes from a place to its ids from the root down to itself."""

    seq: int
    zone: str
    paths: dict[str, tuple[str, ...]]
    playbooks: dict[str, Playbook]
    campaigns: tuple[CampaignRow, ...]
    incidents: dict[str, IncidentRow]

    @property
    def registers(self) -> set[str]:
        return {playbook.subject for playbook in self.playbooks.values()}

    def day(self, instant: int) -> int:
        return day_of(instant, self.zone)

    def campaigns_of(self, register: str, place: str, at: int) -> Sequence[CampaignRow]:
        """The campaigns to which a subject of this register, registered at `at` at this place, owes a task."""
        path = self.paths[place]
        return [
            c
            for c in self.campaigns
            if c.register == register and c.place in path and (c.closed_at is None or at < c.closed_at)
        ]


def empty(zone: str) -> Reference:
    return Reference(-1, zone, {}, {}, (), {})


def current(transaction: Transaction, reference_seq: int, kept: Reference) -> Reference:
    """`kept` if it is as of `reference_seq`, else read anew. Playbooks never change once published, so they stay."""
    if kept.seq == reference_seq:
        return kept
    places, playbooks, campaigns, incidents = transaction.ask(
        _ALL_PLACES, _ALL_PLAYBOOKS, _ALL_CAMPAIGNS, _ALL_INCIDENTS
    )
    return Reference(
        reference_seq,
        kept.zone,
        {id_: tuple(path.split(".")) for id_, path in places},
        {key: kept.playbooks.get(key) or load_playbook(source.encode()) for key, source in playbooks},
        tuple(CAMPAIGNS.rows(campaigns)),
        {row.id: row for row in INCIDENTS.rows(incidents)},
    )
