"""Pull (下发): what a device needs of its own grids, and nothing else, from where it stopped."""

from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter
from typing import Annotated, Any, Final

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.policy import areas, keeps
from oneboard.access.roles import roles
from oneboard.access.routes import Call
from oneboard.foundation.clock import iso
from oneboard.indicators.prefilling import prefilled
from oneboard.intake import opening
from oneboard.intake.field import appetite, cursors
from oneboard.intake.field.cursors import Cursor, Sent, last_id
from oneboard.intake.field.sent import (
    FormSent,
    KeptSent,
    NoticeSent,
    PlaceSent,
    PlaybookSent,
    PrefillSent,
    SubjectSent,
    TaskSent,
)
from oneboard.intake.responding import IncidentSent, going_on
from oneboard.privacy.keyring import Keyring
from oneboard.privacy.openings import log_opening
from oneboard.projections import forms
from oneboard.projections.grounds import inside
from oneboard.projections.holding import assigned_to
from oneboard.projections.models import Subject, Task
from oneboard.projections.pages import SORTS, next_page
from oneboard.projections.reference import Reference
from oneboard.projections.rows import TaskRow
from oneboard.projections.subject_rows import SubjectRow
from oneboard.projections.timetable import NoticeRow
from oneboard.projections.versions import paths_of, readable_of, sealed_of
from oneboard.recorder import recorder
from oneboard.recorder.models import Kept

#: Rows of each sort in one answer; a phone asks again until `more` is false.
PAGE: Final = 500

#: Of how many tasks what stands in their forms beforehand is worked out, the latest first.
_PREFILLED: Final = 20

VERB: Final = "field.pull"

#: Why a phone holds the answers of its own grids' subjects; it stands in the log of openings.
PURPOSE: Final = "field work in the post's own grids"


class PullQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cursor: Annotated[str, msgspec.Meta(max_length=20_000)] = ""


class PullAnswer(msgspec.Struct, frozen=True):
    """`gone`: places and subjects that are this device's no longer, each by itself; it drops what lies there, too."""

    cursor: str
    more: bool
    gone: list[str]
    places: list[PlaceSent]
    playbooks: list[PlaybookSent]
    subjects: list[SubjectSent]
    tasks: list[TaskSent]
    prefill: list[PrefillSent]
    notices: list[NoticeSent]
    kept: list[KeptSent]
    incidents: list[IncidentSent]


def pull(call: Call[None, None, PullQuery]) -> PullAnswer:
    """Raises Refusal not_permitted without a post in force, body.invalid for a cursor that is not ours."""
    cursor = cursors.read(call.query.cursor)
    grounds = areas(call.actor, VERB)
    reference = recorder.running().reference()
    left = {ground: dict(cursor.grounds.get(last_id(ground), {})) for ground in grounds}
    places, subjects, tasks, notices, left_places = (_next(sort, left) for sort in SORTS)
    hidden = {key for key, one in reference.playbooks.items() if not keeps(call.actor, one.confidence)}
    published, playbooks = _playbooks(cursor.playbooks, reference)
    return PullAnswer(
        cursor=cursors.write(
            Cursor(
                {last_id(ground): sent for ground, sent in left.items()},
                published,
                reference.tree_seq,
            )
        ),
        more=any(len(rows) == PAGE for rows in (places, subjects, tasks, notices, left_places)),
        gone=cursors.gone(cursor, grounds, reference.tree_seq)
        + _gone([row.subject for row in left_places], grounds),
        places=[PlaceSent(p.id, p.level, p.name, p.parent) for p in places],
        playbooks=playbooks,
        subjects=_opened(subjects, call.actor, recorder.running().keyring, call.now_ms),
        tasks=[_task(task) for task in tasks if task.playbook not in hidden],
        prefill=_prefill(call.actor, reference),
        notices=_notices(notices, hidden),
        kept=_kept(call.actor.device),
        incidents=going_on(reference, call.now_ms),
    )


def _kept(device: str | None) -> list[KeptSent]:
    rows = Kept.objects.filter(device=device, state__in=("held", "quarantined")).order_by("id")
    return [KeptSent(row.entry, row.state, row.reason) for row in rows[:PAGE]]


def _prefill(actor: Actor, reference: Reference) -> list[PrefillSent]:
    """Of what is assigned to those whose phone it is and is not begun. It moves with what others say, and so it is sent
    anew each time."""
    asked = {key: playbook.opening_state for key, playbook in reference.playbooks.items() if playbook.prefill}
    if not asked:
        return []
    mine = Task.objects.filter(
        assigned__in=assigned_to(actor), playbook__in=list(asked), void="", withdrawn=""
    )
    owed = [task for task in mine.order_by("-opened_at")[:_PREFILLED] if task.state == asked[task.playbook]]
    return [PrefillSent(task.id, prefilled(task, reference)) for task in owed]


def _gone(departed: Sequence[str], grounds: Sequence[str]) -> list[str]:
    """Of the subjects that left a place, those that are now nowhere on these grounds."""
    here = Subject.objects.filter(id__in=departed, place__in=inside(grounds))
    return sorted(set(departed) - set(here.values_list("id", flat=True)))


def _playbooks(after: int, reference: Reference) -> tuple[int, list[PlaybookSent]]:
    """What was published or withdrawn behind the entry `after`, from memory, and the last entry that did."""
    new = [(one.seq, key, one) for key, one in reference.publications.items() if one.seq > after]
    sent = [
        PlaybookSent(
            key, one.source, [FormSent(form.key, form.form.hash) for form in forms.of_playbook(key, reference)],
            None if one.withdrawn_at is None else iso(one.withdrawn_at),
        )
        for _, key, one in sorted(new, key=itemgetter(0, 1))
    ]  # fmt: skip
    return max((seq for seq, *_ in new), default=after), sent


def _next(sort: str, left: Mapping[str, Sent]) -> list[Any]:
    """The next page of one sort over all grounds, and `left` moved behind it."""
    found: list[Any] = []
    for ground, sent in left.items():
        page = next_page(sort, ground, *sent.get(sort, (0, "")), PAGE - len(found))
        if page:
            sent[sort] = (page[-1].changed_seq, getattr(page[-1], SORTS[sort].id))
        found += page
    return found


def _opened(subjects: Sequence[SubjectRow], actor: Actor, keyring: Keyring, now_ms: int) -> list[SubjectSent]:
    """A pull that carries sealed values is one opening, written down before they leave."""
    opened = opening.opened({s.id: sealed_of(s.sealed) for s in subjects}, keyring)
    if named := [id_ for id_, answers in opened.items() if answers]:
        appetite.take(actor.device or "", len(named), now_ms)
        post = next(grant.post for grant in actor.grants if VERB in roles()[grant.role].verbs)
        log_opening(actor.member or "", post, VERB, PURPOSE, f"device {actor.device}", named)
    return [
        SubjectSent(
            s.id, s.register, s.place, readable_of(s.readable) | opened[s.id], s.changed_seq, s.closed,
            s.merged_into, paths_of(s.clashes),
        )
        for s in subjects
    ]  # fmt: skip


def _task(task: TaskRow) -> TaskSent:
    due = None if task.due is None else iso(task.due)
    return TaskSent(
        task.id, task.playbook, task.place, task.subject, task.campaign, task.state, iso(task.since), due,
        task.not_owed, task.about,
    )  # fmt: skip


def _notices(notices: Sequence[NoticeRow], hidden: Collection[str]) -> list[NoticeSent]:
    """Without what was told of tasks that are hidden from whoever pulls."""
    told = [notice.task for notice in notices] if hidden else []
    kept = set(Task.objects.filter(id__in=told, playbook__in=hidden).values_list("id", flat=True))
    return [_notice(notice) for notice in notices if notice.task not in kept]


def _notice(notice: NoticeRow) -> NoticeSent:
    return NoticeSent(
        notice.id, notice.role, notice.task, notice.kind, iso(notice.at), iso(notice.due), bool(notice.gone)
    )
