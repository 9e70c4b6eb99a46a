"""What the hot path keeps in memory: the trees of places, published playbooks and registers, incidents and campaigns.

It is one value as of an entry. The head names the last entry that changed it, so nobody works with an old one.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from oneboard.foundation.calendar import Calendar, Emergency
from oneboard.foundation.clock import day_of
from oneboard.foundation.rows import Query, Record, Transaction, both, keys
from oneboard.playbooks.bundles import in_force as playbook_in_force
from oneboard.playbooks.forms.answers import AnswerCheck
from oneboard.playbooks.registers import Register
from oneboard.playbooks.registers import load as load_register
from oneboard.playbooks.schema import Playbook
from oneboard.projections.rows import CAMPAIGNS, INCIDENTS, PLAYBOOKS, CampaignRow, IncidentRow
from oneboard.projections.timetable import OVERRIDES, OverrideRow

_CURRENT = Query(both("SELECT edition FROM projections_edition ORDER BY seq DESC LIMIT 1"))
_ALL_PATHS = Query(
    both(
        "SELECT edition, place, path FROM projections_node WHERE edition IN "
        "(SELECT edition FROM projections_campaign UNION "
        "SELECT edition FROM projections_edition WHERE seq = (SELECT max(seq) FROM projections_edition))"
    )
)
_ALL_GROUNDS = Query(
    both(
        "SELECT place, path FROM projections_ground "
        "WHERE covers = 1 AND place NOT IN (SELECT id FROM projections_place) ORDER BY place, path"
    )
)
_ALL_HEIRS = Query(
    both(
        "SELECT place.id, place.heir, chronicle.seq FROM projections_place place JOIN projections_chronicle chronicle "
        "ON chronicle.place = place.id AND chronicle.what = 'closed' WHERE place.heir IS NOT NULL"
    )
)
_ALL_STAYS = Query(both("SELECT campaign, place, inside FROM projections_stay"))
_ALL_PLAYBOOKS = Query(both("SELECT key FROM projections_playbook ORDER BY key"))
_PLAYBOOKS_BY_KEY = PLAYBOOKS.fetch("key")
_ALL_REGISTERS = Query(both("SELECT key, source FROM projections_register"))
_ALL_CAMPAIGNS = Query(CAMPAIGNS.everything)
_ALL_INCIDENTS = Query(INCIDENTS.everything)
_ALL_OVERRIDES = Query(OVERRIDES.everything)
_ALL = (
    _CURRENT, _ALL_PATHS, _ALL_GROUNDS, _ALL_HEIRS, _ALL_STAYS, _ALL_PLAYBOOKS, _ALL_REGISTERS, _ALL_CAMPAIGNS,
    _ALL_INCIDENTS, _ALL_OVERRIDES,
)  # fmt: skip

Paths = Mapping[str, tuple[str, ...]]
#: Of one playbook, by the step that submits it.
Forms = Mapping[str, AnswerCheck]


class Heir(msgspec.Struct, frozen=True):
    """The grid into which another was merged by the entry `seq`."""

    place: str
    seq: int


class Reference(msgspec.Struct, frozen=True):
    """`paths` goes from every place there ever was to the ids from the root down to itself, or, for one that is gone,
    to the place below which it is counted. `trees`: the same in the editions in which campaigns were opened.
    `grounds`: of places that are gone, the dotted paths that cover the same leaves now. `declared`: every version of a
    register, by `name@version`; `registers`: by name, the one in force. `forms`: by playbook. `stays`: by campaign and
    place, whether a place that a hand moved lies in the campaign's ground.
    """

    seq: int
    zone: str
    paths: Paths
    playbooks: dict[str, Playbook]
    campaigns: tuple[CampaignRow, ...]
    incidents: dict[str, IncidentRow]
    edition: str = ""
    trees: Mapping[str, Paths] = {}
    grounds: Mapping[str, tuple[str, ...]] = {}
    heirs: Mapping[str, Heir] = {}
    stays: Mapping[tuple[str, str], bool] = {}
    declared: Mapping[str, Register] = {}
    registers: Mapping[str, Register] = {}
    forms: Mapping[str, Forms] = {}
    overrides: tuple[OverrideRow, ...] = ()

    def calendar(self, moment: int) -> Calendar:
        """As it was known at that moment: what is announced later does not move what has begun."""
        known = [o for o in self.overrides if o.announced_at < moment <= (o.restored_at or moment)]
        return Calendar(self.zone, emergencies=tuple(Emergency(o.since, o.until) for o in known))

    def day(self, instant: int) -> int:
        return day_of(instant, self.zone)

    def form(self, playbook: str, step: str) -> AnswerCheck | None:
        """What the step submits; None for one that submits nothing."""
        return self.forms.get(playbook, {}).get(step)

    def ground_of(self, place: str) -> tuple[str, ...]:
        """The dotted paths that a place covers now; none for one that is gone and had no leaves."""
        path = self.paths[place]
        return (".".join(path),) if path[-1] == place else self.grounds.get(place, ())

    def heir(self, place: str, until: int | None = None) -> str:
        """The grid that a grid became by being merged, before the entry `until`; itself where it was not."""
        while (heir := self.heirs.get(place)) and (until is None or heir.seq < until):
            place = heir.place
        return place

    def campaigns_of(self, register: str, place: str, at: int) -> Sequence[CampaignRow]:
        """The campaigns to which a subject of this register, registered at `at` at this place, owes a task; those of
        a schedule open theirs by slots.

        A campaign keeps the ground it was opened on, whatever edition, merger or hand came since.
        """
        return [
            c
            for c in self.campaigns
            if c.register == register
            and (c.closed_at is None or at < c.closed_at)
            and self.playbooks[c.playbook].task.schedule is None
            and self.is_allowed(c.playbook, at)
            and self.reaches(c, place)
        ]

    def reaches(self, campaign: CampaignRow, place: str) -> bool:
        place = self.heir(place, campaign.opened_seq) if self.heirs else place
        stayed = self.stays.get((campaign.id, place)) if self.stays else None
        return campaign.place in self.trees[campaign.edition][place] if stayed is None else stayed

    def latest(self, name: str) -> Playbook | None:
        """The version in force of a playbook."""
        versions = [one for one in self.playbooks.values() if one.playbook == name]
        return max(versions, key=lambda one: one.version, default=None)

    def incident_of(self, campaign: str | None) -> str | None:
        return next((c.incident for c in self.campaigns if c.id == campaign), None)

    def is_allowed(self, playbook: str, at: int) -> bool:
        """What rests on an order is owed by nobody new once the order has ended."""
        last_day = self.playbooks[playbook].last_day
        return last_day is None or self.day(at) <= last_day


def empty(zone: str) -> Reference:
    return Reference(-1, zone, {}, {}, (), {})


def current(transaction: Transaction, reference_seq: int, kept: Reference) -> Reference:
    """`kept` if it is as of `reference_seq`, else read anew. Playbooks never change once published, so they stay."""
    if kept.seq == reference_seq:
        return kept
    edition, paths, grounds, heirs, stays, playbooks, registers, campaigns, incidents, overrides = (
        transaction.ask(*_ALL)
    )
    trees: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, place, path in paths:
        trees.setdefault(name, {})[place] = tuple(path.split("."))
    published, forms = _published(transaction, [key for (key,) in playbooks], kept)
    in_force = edition[0][0] if edition else ""
    declared = {key: kept.declared.get(key) or load_register(source.encode()) for key, source in registers}
    return Reference(
        reference_seq, kept.zone, trees.get(in_force, {}), published, tuple(CAMPAIGNS.rows(campaigns)),
        {row.id: row for row in INCIDENTS.rows(incidents)}, in_force, trees, _gathered(grounds),
        {place: Heir(heir, seq) for place, heir, seq in heirs},
        {(str(campaign), place): bool(inside) for campaign, place, inside in stays}, declared,
        {one.register: one for one in sorted(declared.values(), key=lambda one: one.version)}, forms,
        tuple(OVERRIDES.rows(overrides)),
    )  # fmt: skip


def _published(
    transaction: Transaction, wanted: Sequence[str], kept: Reference
) -> tuple[dict[str, Playbook], dict[str, Forms]]:
    """Only what is new is read: a version never changes, and its forms are large."""
    playbooks = {key: kept.playbooks[key] for key in wanted if key in kept.playbooks}
    forms = {key: kept.forms[key] for key in playbooks}
    if new := [key for key in wanted if key not in playbooks]:
        [rows] = transaction.ask(Query(_PLAYBOOKS_BY_KEY, (keys(new),)))
        for row in PLAYBOOKS.rows(rows):
            playbooks[row.key], forms[row.key] = playbook_in_force(row.source, row.forms)
    return playbooks, forms


def _gathered(rows: Iterable[Record]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for place, path in rows:
        found[place] = (*found.get(place, ()), path)
    return found
