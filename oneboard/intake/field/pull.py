"""Pull (下发): what a device needs of its own grids, and nothing else, from where it stopped."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

import msgspec
from django.db.models import Q, QuerySet

from oneboard.access.actor import Actor
from oneboard.access.policy import areas
from oneboard.access.roles import roles
from oneboard.access.routes import Call
from oneboard.foundation.clock import iso
from oneboard.intake.field import appetite, cursors
from oneboard.intake.field.cursors import Cursor, Sent, last_id
from oneboard.privacy.keyring import Keyring
from oneboard.privacy.keys import SubjectKey, scope_of
from oneboard.privacy.openings import log_opening
from oneboard.projections.grounds import inside, within
from oneboard.projections.models import Place, Playbook, Subject, Task
from oneboard.recorder import recorder
from oneboard.recorder.models import Kept

#: Rows of each sort in one answer; a phone asks again until `more` is false.
PAGE: Final = 500

VERB: Final = "field.pull"

#: Why a phone holds the answers of its own grids' subjects; it stands in the log of openings.
PURPOSE: Final = "field work in the post's own grids"


class PullQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cursor: Annotated[str, msgspec.Meta(max_length=20_000)] = ""


class PlaceSent(msgspec.Struct, frozen=True):
    id: str
    level: str
    name: str
    parent: str | None


class SubjectSent(msgspec.Struct, frozen=True):
    """`answers`: path → value, opened for this device; empty once their keys have expired."""

    id: str
    register: str
    place: str
    answers: dict[str, Any]


class TaskSent(msgspec.Struct, frozen=True):
    id: str
    playbook: str
    place: str
    subject: str | None
    campaign: str | None
    state: str
    since: str
    due: str | None


class PlaybookSent(msgspec.Struct, frozen=True):
    key: str
    source: str


class KeptSent(msgspec.Struct, frozen=True):
    """An entry of this device that is not in the journal, and why; it is visible to the worker until it is settled."""

    entry: str
    state: str
    reason: str


class PullAnswer(msgspec.Struct, frozen=True):
    """`gone`: places that are this device's no longer, each by itself; it drops them with what lies at them."""

    cursor: str
    more: bool
    gone: list[str]
    places: list[PlaceSent]
    playbooks: list[PlaybookSent]
    subjects: list[SubjectSent]
    tasks: list[TaskSent]
    kept: list[KeptSent]


def pull(call: Call[None, None, PullQuery]) -> PullAnswer:
    """Raises Refusal not_permitted without a post in force, body.invalid for a cursor that is not ours."""
    cursor = cursors.read(call.query.cursor)
    grounds = areas(call.actor, VERB)
    tree = recorder.running().reference().seq
    left = {ground: dict(cursor.grounds.get(last_id(ground), {})) for ground in grounds}
    places = _next(Place.objects.all(), "", left, "places")
    subjects = _next(Subject.objects.all(), "place", left, "subjects")
    tasks = _next(Task.objects.all(), "place", left, "tasks")
    playbooks = list(Playbook.objects.filter(changed_seq__gt=cursor.playbooks).order_by("changed_seq"))
    kept = Kept.objects.filter(device=call.actor.device, state__in=("held", "quarantined")).order_by("id")
    return PullAnswer(
        cursor=cursors.write(
            Cursor(
                {last_id(ground): sent for ground, sent in left.items()},
                playbooks[-1].changed_seq if playbooks else cursor.playbooks,
                tree,
            )
        ),
        more=any(len(rows) == PAGE for rows in (places, subjects, tasks)),
        gone=cursors.gone(cursor, grounds, tree),
        places=[PlaceSent(p.id, p.level, p.name, p.parent) for p in places],
        playbooks=[PlaybookSent(p.key, p.source) for p in playbooks],
        subjects=_opened(subjects, call.actor, recorder.running().keyring, call.now_ms),
        tasks=[_task(task) for task in tasks],
        kept=[KeptSent(row.entry, row.state, row.reason) for row in kept[:PAGE]],
    )


def _next(rows: QuerySet[Any], place: str, left: Mapping[str, Sent], sort: str) -> list[Any]:
    """The next page of one sort over all grounds, and `left` moved behind it."""
    found: list[Any] = []
    for ground, sent in left.items():
        seq, id_ = sent.get(sort, (0, ""))
        here = Q(**{f"{place}__in": inside([ground])}) if place else within([ground])
        behind = Q(changed_seq__gt=seq) | Q(changed_seq=seq, id__gt=id_) if id_ else Q(changed_seq__gt=seq)
        page = list(rows.filter(here, behind).order_by("changed_seq", "id")[: PAGE - len(found)])
        if page:
            sent[sort] = (page[-1].changed_seq, page[-1].id)
        found += page
    return found


def _opened(subjects: Sequence[Subject], actor: Actor, keyring: Keyring, now_ms: int) -> list[SubjectSent]:
    """A pull that carries sealed values is one opening, written down before they leave."""
    sealed = {s.id: msgspec.json.decode(s.sealed, type=dict[str, str]) for s in subjects}
    keys = keyring.find_all([(s.scope, s.id) for s in subjects if s.scope is not None])
    if opening := [s.id for s in subjects if sealed[s.id] and (s.scope, s.id) in keys]:
        appetite.take(actor.device or "", len(opening), now_ms)
        post = next(grant.post for grant in actor.grants if VERB in roles()[grant.role].verbs)
        log_opening(actor.member or "", post, VERB, PURPOSE, f"device {actor.device}", opening)
    return [
        SubjectSent(s.id, s.register, s.place, _plain(sealed[s.id], keys.get((s.scope or 0, s.id))))
        for s in subjects
    ]


def _plain(sealed: Mapping[str, str], key: SubjectKey | None) -> dict[str, Any]:
    return (
        {}
        if key is None
        else {
            path: msgspec.json.decode(key.open(path, value))
            for path, value in sealed.items()
            # A position lies under the key of its day, and leaves with nobody.
            if scope_of(value) == key.scope_no
        }
    )


def _task(task: Task) -> TaskSent:
    due = None if task.due is None else iso(task.due)
    return TaskSent(
        task.id, task.playbook, task.place, task.subject, task.campaign, task.state, iso(task.since), due
    )
