"""Expiry (到期): the keys go first, then the journal is told, then the read models drop what is only noise now."""

from typing import Final

import msgspec

from oneboard.foundation.clock import moment
from oneboard.foundation.ids import derived_id
from oneboard.privacy import expiry
from oneboard.privacy.expiry import Expired
from oneboard.recorder.preparation import Candidate
from oneboard.recorder.prepared import Prepared
from oneboard.recorder.recorder import Recorder
from oneboard.recorder.writer import Decision
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from oneboard.vocabulary.keys import KeysExpired

_CLOCK: Final = ActorRef(party="clock")


def expire_keys(pen: Recorder, now_ms: int) -> list[Expired]:
    """What was destroyed and recorded now. Idempotent: what a crash left half done is finished by the next call."""
    expiry.expire(pen.keyring, pen.reference().day(now_ms))
    done = expiry.destroyed_unrecorded(pen.keyring)
    for expired in done:
        [prepared] = pen.sealer(now_ms).prepare([Candidate(_submission(expired, now_ms), now_ms)])
        _record(pen, prepared)
        expiry.mark_recorded(pen.keyring, expired.scope.no)
    return done


def _record(pen: Recorder, prepared: Prepared) -> None:
    pen.record(prepared.id, lambda _: Decision([prepared]))


def _submission(expired: Expired, now_ms: int) -> Submission:
    scope = expired.scope
    fact = KeysExpired(scope=scope.no, register=scope.register, period=scope.period, kept=expired.kept)
    return Submission(
        id=derived_id("keys.expired", str(scope.no), scope.register, scope.period), kind=fact.kind, actor=_CLOCK,
        device=NODE, device_seq=0, happened_at=moment(now_ms), incident=scope.incident or None,
        fact=msgspec.Raw(msgspec.json.encode(fact)),
    )  # fmt: skip
