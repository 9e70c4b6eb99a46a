"""Workloads (填报负担) over HTTP: how much was asked of the people in the field on a day, and by what."""

from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.api.duty import READ, OnePlace
from oneboard.api.figures import Day, day_asked
from oneboard.foundation.clock import day_text, iso
from oneboard.projections import burden, places
from oneboard.recorder import recorder


class WorkloadQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`day`: as 2020-02-05, absent: today. The page behind `after`, as the last answer gave it."""

    day: Day | None = None
    after: Annotated[str, msgspec.Meta(max_length=60)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100


class Asking(msgspec.Struct, frozen=True):
    """`work`: the playbook that asked, or the kind of what was said to a register. `posts`: whom it asked.
    `answers`: questions answered. `minutes`: that forms were open, as far as the phones told.
    """

    work: str
    posts: int
    entries: int
    answers: int
    minutes: int


class Worker(msgspec.Struct, frozen=True):
    """`first`, `last`: when something was said. `long`: more than 11 hours lie between. `days_in_a_row`: up to this
    one, at most 31; `rest_owed`: more than six.
    """

    post: str
    role: str
    place: str
    place_name: str
    entries: int
    answers: int
    minutes: int
    first: str
    last: str
    long: bool
    days_in_a_row: int
    rest_owed: bool


class WorkloadSeen(msgspec.Struct, frozen=True):
    """`asking`: the most questions first. `after` None: this is the last page of workers."""

    day: str
    asking: list[Asking]
    workers: list[Worker]
    after: str | None


def show_workload(call: Call[None, OnePlace, WorkloadQuery]) -> WorkloadSeen:
    """Raises Refusal not_found, body.invalid."""
    asked = call.query
    place = places.find(call.path.place, call.actor, READ)
    day = day_asked(asked.day) or recorder.running().reference().day(call.now_ms)
    lines = burden.by_post(place.path, day, asked.after, asked.limit)
    works = [] if asked.after else burden.by_work(place.path, day)
    return WorkloadSeen(
        day_text(day),
        [Asking(one.work, one.posts, one.entries, one.answers, one.seconds // 60) for one in works],
        [_worker(line) for line in lines],
        burden.behind(lines[-1]) if len(lines) == asked.limit else None,
    )


def _worker(line: burden.OfPost) -> Worker:
    return Worker(
        line.post, line.role, line.place, line.place_name, line.entries, line.answers, line.seconds // 60,
        iso(line.first_at), iso(line.last_at), line.last_at - line.first_at > burden.LONG_MS, line.in_a_row,
        line.in_a_row > burden.IN_A_ROW,
    )  # fmt: skip


ROUTES: Final = (
    Route("GET", "/places/{place}/workload", READ, None, WorkloadSeen, show_workload,
          "How much was asked of people in the field on a day, by what, and who had no rest.", params=OnePlace,
          query=WorkloadQuery),
)  # fmt: skip
