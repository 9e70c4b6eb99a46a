"""Notices over HTTP: what the clock told those who ask, the newest first."""

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.clock import iso
from oneboard.foundation.ids import Id
from oneboard.projections import notice_lists
from oneboard.projections.notice_lists import Told
from oneboard.projections.units import names_of
from oneboard.recorder import recorder

VERB: Final = "task.read"


class NoticeQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The page behind the notice `after`, which is older."""

    after: Id | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100


class NoticeSeen(msgspec.Struct, frozen=True):
    """`kind` is reminded or overdue, of the deadline `due`, in the state in which the task then was. `role`: to whom it
    is told. `unit`: of what a unit owes, what it is called. `state`: where the task stands now.
    """

    id: str
    kind: str
    role: str
    at: str
    due: str
    task: str
    playbook: str
    place: str
    subject: str | None
    unit: str | None
    state: str


def list_notices(call: Call[None, None, NoticeQuery]) -> list[NoticeSeen]:
    """Those to the roles of one's posts on their ground, and to oneself as holder or backup; none that was taken back,
    and none about what is not owed any more.
    """
    asked, playbooks = call.query, recorder.running().reference().playbooks
    found = notice_lists.to(call.actor, VERB, asked.after, asked.limit, playbooks, call.now_ms)
    units = names_of([notice.subject for notice, _ in found if notice.subject])
    return [_seen(one, units) for one in found]


def _seen(one: Told, units: Mapping[str, str]) -> NoticeSeen:
    notice, task = one
    return NoticeSeen(
        notice.id, notice.kind, notice.role, iso(notice.at), iso(notice.due), task.id, task.playbook, notice.place,
        task.subject, units.get(task.subject or ""), task.state,
    )  # fmt: skip


ROUTES: Final = (
    Route("GET", "/notices", VERB, None, list[NoticeSeen], list_notices,
          "What the clock told one's roles: reminders, and what is overdue.", query=NoticeQuery),
)  # fmt: skip
