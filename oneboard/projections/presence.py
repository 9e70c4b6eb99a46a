"""Presence (在场): where a subject was from when on, and when it was closed, by all that was said of it. Pure.

What a campaign or a slot asks of it hangs on that alone, and not on what was heard first.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from oneboard.projections.reference import Reference
from oneboard.projections.rows import CampaignRow
from oneboard.projections.subject_rows import SubjectRow, VersionRow

#: What `Task.void` says of what was asked where the subject was not, or when it was closed.
ABSENT: Final = "absent"

_EVER: Final = 2**62


class Stay(NamedTuple):
    since: int
    place: str
    until: int


class Presence(NamedTuple):
    """`closures`: from when on it was closed, or open again."""

    stays: Sequence[Stay]
    closures: Sequence[tuple[int, bool]] = ()

    @property
    def is_simple(self) -> bool:
        """It was registered, and since then nothing happened to it."""
        return len(self.stays) < 2 and not any(closed for _, closed in self.closures)

    def owes(self, campaign: CampaignRow, reference: Reference) -> bool:
        """Whether it was on the campaign's ground while that ran."""
        return any(
            stay.until > campaign.opened_at
            and (campaign.closed_at is None or stay.since < campaign.closed_at)
            and reference.reaches(campaign, stay.place)
            for stay in self.stays
        )

    def owes_slot(self, campaign: CampaignRow, slot: int, reference: Reference) -> bool:
        """Whether it was there, and not closed, at that moment."""
        here = next((stay for stay in self.stays if stay.since <= slot < stay.until), None)
        closed = next((closed for since, closed in reversed(self.closures) if since <= slot), False)
        return here is not None and not closed and reference.reaches(campaign, here.place)


def presence_of(subject: SubjectRow, versions: Sequence[VersionRow]) -> Presence:
    """`versions`: all of them, its registration among them; none where it was only registered."""
    if not versions:
        return Presence([Stay(subject.at, subject.place, _EVER)])
    ours = sorted((v for v in versions if v.register == subject.register), key=lambda v: (v.at, v.entry))
    placed = [(v.at, v.place) for v in ours if v.place is not None]
    ends = [at for at, _ in placed[1:]] + [_EVER]
    return Presence(
        [Stay(at, place, until) for (at, place), until in zip(placed, ends, strict=True)],
        [(v.at, bool(v.closed)) for v in ours if v.closed is not None],
    )
