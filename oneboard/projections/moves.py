"""Moves (转版): what is open under earlier versions of a playbook goes on under a new one, in a few statements.

Each task that is moved gets a step `@moved` in its thread, at the moment the version was recorded: no step recorded
before lies behind it. So the thread is folded by the version it was opened with up to there and by the new one from
there on, whatever comes in later; and a task that turns out to have been finished before stays where it was.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from oneboard.foundation.rows import Query, Statement, both
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


def moved(playbook: Playbook, recorded: Recorded, reference: Reference) -> Iterator[Query]:
    """Two statements for each state of each earlier version that the new one has, too."""
    key, at, seq = playbook.key, recorded.recorded_at, recorded.seq
    for earlier in reference.playbooks.values():
        if earlier.playbook != playbook.playbook or earlier.version >= playbook.version:
            continue
        origin = msgspec.json.encode(Origin(earlier.key)).decode()
        for state in earlier.open_states:
            if state in playbook.open_states:
                here = (earlier.key, state)
                yield Query(_STEPS, (recorded.entry.id, key, MOVED, at, origin, seq, *here))
                yield Query(_TASKS, (key, seq, *here))
