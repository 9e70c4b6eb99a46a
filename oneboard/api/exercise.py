"""The clock of an exercise, set ahead by whoever runs it: weeks are played in minutes."""

import datetime as dt
from typing import Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.api import clockwork
from oneboard.foundation.clock import instant_ms, iso, now_ms, run_from
from oneboard.foundation.errors import Refusal
from oneboard.journal.exercise import is_exercise


class SetAhead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`to`: with an offset, for example 2020-02-03T18:00:00+08:00."""

    to: dt.datetime


class ClockSeen(msgspec.Struct, frozen=True):
    now: str


def set_ahead(call: Call[SetAhead, None, None]) -> ClockSeen:
    """What is due by then is said before the answer. Raises Refusal exercise.none, exercise.backwards, body.invalid."""
    if not is_exercise():
        raise Refusal("exercise.none")
    try:
        to = instant_ms(call.body.to)
    except ValueError as error:
        raise Refusal("body.invalid", path="$.to", problem=str(error)) from error
    if to < call.now_ms:
        raise Refusal("exercise.backwards", now=iso(call.now_ms))
    run_from(to)
    clockwork.look()
    return ClockSeen(iso(now_ms()))


ROUTES: Final = (
    Route("POST", "/exercise/clock", "exercise.run", SetAhead, ClockSeen, set_ahead,
          "Set the clock of an exercise ahead; what is due by then has happened when this is answered.",
          refuses=("exercise.none", "exercise.backwards")),
)  # fmt: skip
