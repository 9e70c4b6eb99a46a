"""The preview of a bulk over HTTP: which tasks it would be, in which states, and whose."""

from collections import Counter
from typing import Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.api.obligations import TaskSeen, seen
from oneboard.journal.models import Head
from oneboard.playbooks.titles import state_title, title_of
from oneboard.recorder import recorder
from oneboard.work.bulk import VERB, Choice, chosen

#: Tasks that are shown.
_FIRST: Final = 20


class StateCount(msgspec.Struct, frozen=True):
    playbook: str
    title: str
    state: str
    state_title: str
    tasks: int


class HolderCount(msgspec.Struct, frozen=True):
    """`assigned` None: to the role at the place."""

    assigned: str | None
    tasks: int


class Preview(msgspec.Struct, frozen=True):
    """`count` and `seq`: what the bulk has to say; it is refused once one of the tasks has changed."""

    count: int
    seq: int
    states: list[StateCount]
    holders: list[HolderCount]
    first: list[TaskSeen]


def preview(call: Call[Choice, None, None]) -> Preview:
    """Raises Refusal not_found, place.gone, bulk.too_many, body.invalid."""
    reference = recorder.running().reference()
    seq = Head.objects.values_list("seq", flat=True).get(id=1)
    tasks = chosen(call.body, call.actor, call.now_ms, reference)
    states = Counter((task.playbook, task.state) for task in tasks)
    holders = Counter(task.assigned for task in tasks)
    return Preview(
        len(tasks), seq,
        [
            StateCount(
                key, title_of(reference.playbooks[key], call.locale), state,
                state_title(reference.playbooks[key], state, call.locale), n,
            )
            for (key, state), n in sorted(states.items())
        ],
        [HolderCount(assigned, n) for assigned, n in sorted(holders.items(), key=lambda one: (-one[1], one[0] or ""))],
        seen(tasks[:_FIRST], call),
    )  # fmt: skip


ROUTES: Final = (
    Route("POST", "/bulk/preview", VERB, Choice, Preview, preview,
          "Which tasks a bulk would assign, withdraw or reopen.", refuses=("bulk.too_many", "place.gone")),
)  # fmt: skip
