"""Expiry (到期): the keys go first, then the journal is told, then the read models drop what is only noise now."""

from typing import Final

import msgspec

from oneboard.foundation.clock import moment
from oneboard.foundation.ids import derived_id
from oneboard.intake.clock.word import say
from oneboard.privacy import expiry
from oneboard.privacy.expiry import Expired
from oneboard.projections.models import Extension, Incident
from oneboard.recorder.recorder import Recorder
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from oneboard.vocabulary.keys import KeysExpired

_CLOCK: Final = ActorRef(party="clock")


def expire_keys(pen: Recorder, now_ms: int) -> list[Expired]:
    """What was destroyed and recorded now. Idempotent: what a crash left half done is finished by the next call."""
    settle_days(pen)
    expiry.expire(pen.keyring, pen.reference().day(now_ms))
    done = expiry.destroyed_unrecorded(pen.keyring)
    for expired in done:
        say(pen, _submission(expired, now_ms), now_ms)
        expiry.mark_recorded(pen.keyring, expired.scope.no)
    return done


def settle_days(pen: Recorder) -> None:
    """Gives incidents' keys the days that the journal says: earlier by an end, later by two persons. Idempotent."""
    scopes = pen.keyring.store.scopes("open")
    ended = {i.id: i.keys_end for i in Incident.objects.all() if i.keys_end is not None}
    until = {e.incident: e for e in Extension.objects.exclude(confirmed_at=None).order_by("until")}
    for scope in scopes:
        longer = until.get(scope.incident)
        if scope.incident in ended:
            expiry.bring_forward(
                pen.keyring, scope.no, max(ended[scope.incident], longer.until if longer else 0)
            )
        if longer is not None and scope.expires_on < longer.until:
            by = (longer.proposed_by or "", longer.confirmed_by or "")
            expiry.extend(pen.keyring, scope.no, longer.until, longer.reason, by)


def _submission(expired: Expired, now_ms: int) -> Submission:
    scope = expired.scope
    fact = KeysExpired(scope=scope.no, register=scope.register, period=scope.period, kept=expired.kept)
    return Submission(
        id=derived_id("keys.expired", str(scope.no), scope.register, scope.period), kind=fact.kind, actor=_CLOCK,
        device=NODE, device_seq=0, happened_at=moment(now_ms), incident=scope.incident or None,
        fact=msgspec.Raw(msgspec.json.encode(fact)),
    )  # fmt: skip
