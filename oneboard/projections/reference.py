"""What the hot path keeps in memory: the trees of places, published playbooks and registers, incidents and campaigns.

It is one value as of an entry. The head names the last entry that changed it, so nobody works with an old one.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from oneboard.foundation.calendar import Calendar, Emergency
from oneboard.foundation.clock import day_of
from oneboard.playbooks.forms.answers import AnswerCheck
from oneboard.playbooks.meanings import NONE, Meaning, Sense
from oneboard.playbooks.registers import Register
from oneboard.playbooks.schema import Playbook
from oneboard.projections.responses import ResponseRow, Responses
from oneboard.projections.rows import CampaignRow, IncidentRow
from oneboard.projections.timetable import OverrideRow
from oneboard.vocabulary.places import Level

Paths = Mapping[str, tuple[str, ...]]
#: Of one playbook, by the step that submits it.
Forms = Mapping[str, AnswerCheck]
#: Of one playbook, by step.
Senses = Mapping[str, Sense]


class Heir(msgspec.Struct, frozen=True):
    """The grid into which another was merged by the entry `seq`."""

    place: str
    seq: int


class Publication(msgspec.Struct, frozen=True):
    """A version as phones are sent it. `seq`: of the entry that published or withdrew it; `withdrawn_at`: ms."""

    source: str
    seq: int
    withdrawn_at: int | None


class Reference(msgspec.Struct, frozen=True):
    """`paths` goes from every place there ever was to the ids from the root down to itself, or, for one that is gone,
    to the place below which it is counted. `trees`: the same in the editions in which campaigns were opened.
    `grounds`: of places that are gone, the dotted paths that cover the same leaves now. `declared`: every version of a
    register, by `name@version`; `registers`: by name, the one in force. `forms`, `senses`, `publications`: by playbook.
    `stays`: by campaign and place, whether a place that a hand moved lies in the campaign's ground. `leaves`: grids and
    sites, in force and gone. `levels`: of every place there ever was. `tree_seq`: of the last entry by which a place
    came to lie elsewhere, or nowhere.
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
    senses: Mapping[str, Senses] = {}
    overrides: tuple[OverrideRow, ...] = ()
    publications: Mapping[str, Publication] = {}
    leaves: frozenset[str] = frozenset()
    levels: Mapping[str, Level] = {}
    tree_seq: int = -1
    responses: Responses = {}

    def calendar(self, moment: int) -> Calendar:
        """As it was known at that moment: what is announced later does not move what has begun."""
        known = [o for o in self.overrides if o.announced_at < moment <= (o.restored_at or moment)]
        return _calendar(self.zone, *[(o.since, o.until) for o in known])

    def day(self, instant: int) -> int:
        return day_of(instant, self.zone)

    def form(self, playbook: str, step: str) -> AnswerCheck | None:
        """What the step submits; None for one that submits nothing."""
        return self.forms.get(playbook, {}).get(step)

    def meaning(self, playbook: str, step: str, answers: str) -> Meaning:
        """What a step comes to by a version; nothing where that does not have it. `answers`: the readable ones."""
        sense = self.senses[playbook].get(step)
        return NONE if sense is None else sense.meaning(answers)

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
            and self.is_allowed(c.playbook, max(at, c.opened_at), c.incident)
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

    def response(self, incident: str | None, at: int) -> ResponseRow | None:
        """As it was known at that moment, like the calendar; None where none was declared."""
        declared = self.responses.get(incident or "", ())
        return next((one for one in reversed(declared) if one.since < at), None)

    def is_response_of(self, playbook: Playbook, incident: str | None, at: int) -> bool:
        """Whether a playbook opens anything at the height at which the incident is responded to."""
        if not playbook.responses:
            return True
        declared = self.response(incident, at)
        return declared is not None and declared.response in playbook.responses

    def is_allowed(self, playbook: str, at: int, incident: str | None) -> bool:
        """By what is withdrawn, rests on an order that has ended, or is for another response, nobody owes anything
        new."""
        published = self.publications.get(playbook)
        if published and published.withdrawn_at is not None and at >= published.withdrawn_at:
            return False
        last_day = self.playbooks[playbook].last_day
        in_force = last_day is None or self.day(at) <= last_day
        return in_force and self.is_response_of(self.playbooks[playbook], incident, at)


@lru_cache(maxsize=64)
def _calendar(zone: str, *emergencies: tuple[int, int | None]) -> Calendar:
    """The same one again, as long as nothing is announced: it is asked of every task."""
    return Calendar(zone, emergencies=tuple(Emergency(*days) for days in emergencies))


def empty(zone: str) -> Reference:
    return Reference(-1, zone, {}, {}, (), {})
