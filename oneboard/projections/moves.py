"""Moves (转版): what is open under earlier versions of a playbook goes on under a new one, in a few statements.

Each task that is moved gets a step `@moved` in its thread, at the moment the version was recorded: no step recorded
before lies behind it. So the thread is folded by the version it was opened with up to there and by the new one from
there on, whatever comes in later; and a task that turns out to have been finished before stays where it was.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from oneboard.foundation.rows import Query, Statement, Transaction, both
from oneboard.playbooks.schema import Playbook
from oneboard.projections.reference import Reference
from oneboard.vocabulary.entry import Recorded

#: The step, and what stands as its answers.
MOVED: Final = "@moved"


class Origin(msgspec.Struct, frozen=True):
    """The version under which the task stood before."""

    version: str


origin_of: Final = msgspec.json.Decoder(Origin).decode

_STEP: Final = """
INSERT INTO projections_step
  (thread, entry, subject, campaign, place, playbook, step, at, corrects, answers, effect, seq)
SELECT id, {uuid}, {none}, campaign, place, {text}, {text}, {number}, {none}, {text}, '', {number}
FROM projections_task WHERE playbook = ? AND state = ? AND void = '' AND withdrawn = '' ORDER BY id
"""
_STEPS: Final = Statement(
    _STEP.format(uuid="?", none="NULL", text="?", number="?"),
    _STEP.format(uuid="?::uuid", none="NULL::uuid", text="?::text", number="?::bigint"),
)
_TASKS: Final = both(
    "UPDATE projections_task SET playbook = ?, changed_seq = ? "
    "WHERE playbook = ? AND state = ? AND void = '' AND withdrawn = ''"
)

_OPEN: Final = Statement(
    *(
        f"SELECT id{cast} FROM projections_task WHERE playbook = ? AND state = ? AND void = '' AND withdrawn = ''"  # noqa: S608
        for cast in ("", "::text")
    )
)


def watched(transaction: Transaction, playbook: Playbook, reference: Reference) -> list[str]:
    """The tasks that would be moved, where the clock looks at them: by the new version it looks at another moment."""
    found: list[str] = []
    for earlier, states in _moving(playbook, reference):
        if earlier.is_watched or playbook.is_watched:
            for rows in transaction.ask(*(Query(_OPEN, (earlier.key, state)) for state in states)):
                found += [id_ for (id_,) in rows]
    return found


def moved(playbook: Playbook, recorded: Recorded, reference: Reference) -> Iterator[Query]:
    """Two statements for each state of each earlier version that the new one has, too."""
    key, at, seq = playbook.key, recorded.recorded_at, recorded.seq
    for earlier, states in _moving(playbook, reference):
        origin = msgspec.json.encode(Origin(earlier.key)).decode()
        for state in states:
            here = (earlier.key, state)
            yield Query(_STEPS, (recorded.entry.id, key, MOVED, at, origin, seq, *here))
            yield Query(_TASKS, (key, seq, *here))


def _moving(playbook: Playbook, reference: Reference) -> Iterator[tuple[Playbook, list[str]]]:
    """The earlier versions, each with the states that the new one has, too."""
    for earlier in reference.playbooks.values():
        if earlier.playbook == playbook.playbook and earlier.version < playbook.version:
            yield earlier, [state for state in earlier.open_states if state in playbook.open_states]
