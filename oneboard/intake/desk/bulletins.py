"""Signing bulletins at the desk: the content as it was seen is kept as a blob, and the entry gives it its number."""

from collections.abc import Sequence
from typing import Any

import msgspec

from oneboard.access.routes import Call
from oneboard.foundation.ids import Id
from oneboard.intake.desk.command import Recorded, Statement, record_planned
from oneboard.recorder import recorder
from oneboard.vocabulary.bulletins import BulletinSigned
from oneboard.work.bulletins import decide_signing


class Signing(msgspec.Struct, frozen=True):
    """What is signed: `content`, canonical, of `place` as of the moment `as_of`, ms, and the entry `seq`.

    `previous`: the bulletin since which it tells changes.
    """

    template: str
    place: str
    as_of: int
    seq: int
    previous: str | None
    content: bytes


def sign(call: Call[Any, None, None], id_: Id, signing: Signing) -> Recorded:
    """Raises Refusal bulletin.earlier, bulletin.changed."""
    blob = recorder.running().blobs.put(signing.content)
    series = signing.template.rpartition("@")[0]

    def plan() -> Sequence[Statement]:
        number = decide_signing(series, signing.place, signing.seq, signing.previous)
        fact = BulletinSigned(
            template=signing.template, number=number, as_of=signing.as_of, seq=signing.seq, blob=blob
        )
        return [Statement(fact=fact, place=signing.place)]

    recorded = record_planned(call, id_, plan)
    assert recorded is not None  # there is always something to say
    return recorded
