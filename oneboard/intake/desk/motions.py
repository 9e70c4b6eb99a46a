"""Motions (提请) at the desk: a playbook that restricts people is in force once a second person has approved it."""

from typing import Annotated, Final, Literal

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.access.verbs import PUBLIC
from oneboard.foundation.clock import iso
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.intake.desk.playbooks import PlaybookShown, written
from oneboard.playbooks.bundles import bundle_at, encode, in_force
from oneboard.playbooks.schema import Playbook, Title
from oneboard.projections import models
from oneboard.projections.reference import Reference
from oneboard.recorder import recorder
from oneboard.vocabulary.content import PlaybookPublished
from oneboard.vocabulary.facts import Address
from oneboard.work.playbooks import decide_approval, latest_version, require_basis
from oneboard.work.tasks import require_openable

READ: Final = "playbook.read"


class ApproveMotion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id


class OneMotion(msgspec.Struct, frozen=True):
    motion: Id


class MotionSeen(msgspec.Struct, frozen=True):
    """`ends`: the last day on which the order allows a new task."""

    motion: str
    key: str
    title: Title
    measure: str
    order: str
    ends: str
    proposed_at: str


class MeasureSeen(msgspec.Struct, frozen=True):
    """A version that restricts people and was in force: by which order, until when. `approved`: since when, by a second
    person; null for one from before that was asked for. `withdrawn`: since when it opens nothing new.
    """

    key: str
    title: Title
    measure: Annotated[str, msgspec.Meta(examples=["screening", "isolation"])]
    order: str
    ends: str
    proposed: str | None
    approved: str | None
    withdrawn: str | None


def approve(call: Call[ApproveMotion, OneMotion, None]) -> Recorded:
    """Raises Refusal not_found, playbook.same_person, playbook.published, playbook.ended."""
    pen = recorder.running()
    motion, playbook = _found(call.path.motion)
    require_basis(playbook, pen.reference().day(call.now_ms))
    require_openable(playbook, pen.reference())
    moves: Literal["open_tasks"] | None = "open_tasks" if motion.moves else None
    fact = PlaybookPublished(
        name=playbook.playbook, version=playbook.version, blob=Address(motion.blob), moves=moves
    )
    said = Statement(fact=fact, playbook=playbook.key)
    return record(
        call,
        call.body.id,
        [said],
        lambda: decide_approval(motion, playbook, call.actor.member, pen.reference()),
    )


def list_motions(call: Call[None, None, None]) -> list[MotionSeen]:
    """The latest first."""
    reference = recorder.running().reference()
    found = models.Motion.objects.filter(approved_at=None).order_by("-proposed_at", "id")
    waiting = [(motion, playbook) for motion in found for playbook in (_playbook(motion),)
               if playbook.version > latest_version(playbook.playbook, reference)]  # fmt: skip
    return [
        MotionSeen(motion.id, motion.key, playbook.title, *_basis(playbook), iso(motion.proposed_at))
        for motion, playbook in waiting
    ]


def show_motion(call: Call[None, OneMotion, None]) -> PlaybookShown:
    """Raises Refusal not_found."""
    motion, _ = _found(call.path.motion)
    source, forms = written(motion.blob)
    return PlaybookShown(motion.key, source, forms)


def list_measures(call: Call[None, None, None]) -> list[MeasureSeen]:
    reference = recorder.running().reference()
    motions = {one.key: one for one in models.Motion.objects.exclude(approved_at=None)}
    return [
        _measure(playbook, motions.get(key), reference)
        for key, playbook in sorted(reference.playbooks.items())
        if playbook.measure is not None
    ]


def _measure(playbook: Playbook, motion: models.Motion | None, reference: Reference) -> MeasureSeen:
    withdrawn = reference.publications[playbook.key].withdrawn_at
    return MeasureSeen(
        playbook.key, playbook.title, *_basis(playbook),
        iso(motion.proposed_at) if motion else None, iso(motion.approved_at or 0) if motion else None,
        None if withdrawn is None else iso(withdrawn),
    )  # fmt: skip


def _basis(playbook: Playbook) -> tuple[str, str, str]:
    """The measure, the order, and the day on which that ends."""
    assert playbook.measure is not None and playbook.basis is not None
    return playbook.measure, playbook.basis.order, playbook.basis.ends.isoformat()


def _found(motion: str) -> tuple[models.Motion, Playbook]:
    found = models.Motion.objects.filter(id=motion).first()
    if found is None:
        raise Refusal("not_found")
    return found, _playbook(found)


def _playbook(motion: models.Motion) -> Playbook:
    bundle = bundle_at(recorder.running().blobs.get(motion.blob), "2")
    return in_force(bundle.source, encode(bundle.compiled).decode())[0]


ROUTES: Final = (
    Route("GET", "/motions", READ, None, list[MotionSeen], list_motions,
          "The playbooks that wait for a second person, because they restrict people."),
    Route("GET", "/motions/{motion}", READ, None, PlaybookShown, show_motion,
          "What waits for a second person, as it was written.", params=OneMotion),
    Route("POST", "/motions/{motion}/approve", "playbook.approve", ApproveMotion, Recorded, approve,
          "Approve a playbook that restricts people, which another person proposed: it is in force.",
          params=OneMotion,
          refuses=("playbook.confidence", "playbook.ended", "playbook.not_opened_by", "playbook.other_subject",
                   "playbook.published", "playbook.same_person", "playbook.unknown")),
    Route("GET", "/measures", PUBLIC, None, list[MeasureSeen], list_measures,
          "Which playbooks restrict people, by which order and until when: for everyone."),
)  # fmt: skip
