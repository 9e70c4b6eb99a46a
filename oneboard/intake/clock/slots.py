"""Slots (时点): the clock says when a moment of a schedule has come; the fold opens its tasks."""

import logging
from collections.abc import Iterator
from typing import Final

import msgspec
from django.db.models import Max

from oneboard.foundation.clock import DAY_MS, iso, moment
from oneboard.intake.clock.word import say
from oneboard.playbooks.clocks import slots
from oneboard.projections.models import Slot
from oneboard.projections.reference import Reference
from oneboard.projections.rows import CampaignRow
from oneboard.projections.slots import slot_entry
from oneboard.recorder.recorder import Recorder
from oneboard.vocabulary.calendar import SlotOpened
from oneboard.vocabulary.entry import NODE, ActorRef, Submission

#: Slots that were missed for longer, because the node was down, are not opened any more.
CATCH_UP_MS: Final = 2 * DAY_MS

_log = logging.getLogger("oneboard.clock")

#: The moment, and the playbook's name.
Due = tuple[int, str]


class Slots:
    """Opens what is due, once: twice the same entry is one. What is too late for that is said once in the log."""

    def __init__(self, pen: Recorder) -> None:
        self._pen = pen
        self._noted: set[Due] = set()

    def open_due(self, now_ms: int) -> list[Due]:
        """The slots opened now, in their order."""
        reference = self._pen.reference()
        opened = dict(Slot.objects.values_list("playbook").annotate(Max("slot")))
        due: set[Due] = set()
        for campaign in reference.campaigns:
            name = reference.playbooks[campaign.playbook].playbook
            for slot in _slots_of(campaign, opened.get(name, 0), now_ms, reference):
                due.add((slot, name))
        known = set(Slot.objects.filter(slot__gt=now_ms - CATCH_UP_MS).values_list("slot", "playbook"))
        new = sorted(due - known)
        late = [one for one in new if one[0] <= now_ms - CATCH_UP_MS]
        self._note(late)
        for slot, name in new[len(late) :]:
            self._open(slot, name, now_ms)
        return new[len(late) :]

    def _open(self, slot: int, name: str, now_ms: int) -> None:
        fact = SlotOpened(playbook=name, slot=slot)
        submission = Submission(
            id=slot_entry(name, slot), kind=fact.kind, actor=ActorRef(party="clock"), device=NODE, device_seq=0,
            happened_at=moment(now_ms), fact=msgspec.Raw(msgspec.json.encode(fact)),
        )  # fmt: skip
        say(self._pen, submission, now_ms)

    def _note(self, late: list[Due]) -> None:
        for slot, name in late:
            if (slot, name) not in self._noted:
                self._noted.add((slot, name))
                _log.warning(
                    "%s: the slot of %s was missed and is too long ago to be opened", name, iso(slot)
                )


def _slots_of(campaign: CampaignRow, last: int, now_ms: int, reference: Reference) -> Iterator[int]:
    """Of a campaign by a schedule, its slots so far that may not have been opened: within the time that is caught up,
    and behind the `last` of its playbook that was."""
    schedule = reference.playbooks[campaign.playbook].task.schedule
    until = now_ms if campaign.closed_at is None else min(now_ms, campaign.closed_at - 1)
    after = max(campaign.opened_at - 1, min(last, now_ms - CATCH_UP_MS))
    if schedule is not None and after < until:
        for slot in slots(schedule, after, until, reference.zone, reference.calendar):
            # What no level of response asks for is no moment of the journal either.
            if reference.is_response_of(reference.playbooks[campaign.playbook], campaign.incident, slot):
                yield slot
