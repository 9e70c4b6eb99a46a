"""Forgetting (遗忘): what turned out not to be so is destroyed with its keys, early and for good.

The keys go first, then the journal is told, then the read models drop what is only noise now: as at expiry.
"""

from typing import Final

import msgspec

from oneboard.foundation.clock import moment
from oneboard.foundation.ids import derived_id
from oneboard.intake.clock.word import say
from oneboard.privacy import expiry
from oneboard.projections import forgotten
from oneboard.projections.models import Subject
from oneboard.recorder.recorder import Recorder
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from oneboard.vocabulary.subjects import SubjectForgotten

_CLOCK: Final = ActorRef(party="clock")


def forget(pen: Recorder, now_ms: int) -> int:
    """How many subjects were forgotten now. Idempotent: what a crash left half done is finished by the next call.

    Raises EraseBlocked: call again.
    """
    reference = pen.reference()
    pairs = [
        (key, name)
        for key, playbook in reference.playbooks.items()
        for name, state in playbook.task.states.items()
        if state.forgets
    ]
    due = forgotten.due(pairs, reference) if pairs else {}
    there = expiry.holding(pen.keyring, due) | forgotten.left(due.values())
    rows = [row for row in due.values() if row.id in there]
    if rows:
        expiry.forget(pen.keyring, [row.id for row in rows])
    for row in rows:
        say(pen, _submission(row, now_ms), now_ms)
    return len(rows)


def _submission(row: Subject, now_ms: int) -> Submission:
    fact = SubjectForgotten(register=row.register)
    return Submission(
        id=derived_id("subject.forgotten", row.id, str(row.changed_seq)), kind=fact.kind, actor=_CLOCK, device=NODE,
        device_seq=0, happened_at=moment(now_ms), place=row.place, subject=row.id,
        fact=msgspec.Raw(msgspec.json.encode(fact)),
    )  # fmt: skip
