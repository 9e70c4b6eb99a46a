"""The entry (日志条目): one line of the journal, as a client sends it and as it is recorded."""

import datetime as dt
from typing import Annotated, Final, Literal

import msgspec

from oneboard.foundation.canonical import Value
from oneboard.foundation.ids import SentId

#: PostgreSQL keeps no NUL in text, and what is kept for a person must be kept on both stores.
_NO_NUL: Final = r"^[^\x00]*\Z"

Place = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=_NO_NUL)]
Microdegrees = Annotated[int, msgspec.Meta(ge=-180_000_000, le=180_000_000)]


#: The device that stands in entries which the house itself says.
NODE: Final = "00000000-0000-8000-8000-000000000000"

#: Where a sealed position stands among the sealed answers; no answer's path can be this.
POSITION: Final = "@position"


class ActorRef(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """Who speaks: a member through one of its posts, or one of the three that are nobody."""

    party: Literal["member", "clock", "node", "public"] = "member"
    member: SentId | None = None
    post: SentId | None = None


class Position(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """WGS-84. Rounded to about 100 m and sealed under a key of the day at the door."""

    latitude: Microdegrees
    longitude: Microdegrees


class Submission(
    msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """An entry as its author sends it, answers in the clear (over TLS).

    `answers` goes from path to value: `members/1/fever`. `happened_at` is the author's clock, with an offset.
    `corrects` names the entry first recorded, never a correction of it. `spent_s`: how many seconds the form was open
    in front of its author, by a clock that nobody sets; 0 where that is not known.
    """

    id: SentId
    kind: Annotated[str, msgspec.Meta(max_length=64, pattern=_NO_NUL)]
    actor: ActorRef
    device: SentId
    device_seq: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
    happened_at: dt.datetime
    incident: SentId | None = None
    place: Place | None = None
    subject: SentId | None = None
    task: SentId | None = None
    campaign: SentId | None = None
    playbook: Annotated[str, msgspec.Meta(max_length=80, pattern=_NO_NUL)] | None = None
    parents: Annotated[tuple[SentId, ...], msgspec.Meta(max_length=16)] = ()
    corrects: SentId | None = None
    fact: msgspec.Raw = msgspec.Raw(b"{}")
    answers: Annotated[dict[str, Value], msgspec.Meta(max_length=500)] = {}
    position: Position | None = None
    spent_s: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 0


class Entry(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What the journal keeps of a submission: times as milliseconds, answers split into readable and sealed.

    `shift_ms` is what our clock and the phone's differed by when that was more than five minutes, else 0.
    `scope` is the number of the keys that the sealed answers lie under.
    `find`: path → keyed hashes of a sealed answer by which it is found again, each `scope:kind:hash`.
    `content_hash` is hexadecimal: keyed BLAKE2b under the sealing key where anything is sealed, else SHA-256.
    """

    id: str
    kind: str
    actor: ActorRef
    device: str
    device_seq: int
    happened_at: int
    shift_ms: int = 0
    incident: str | None = None
    place: str | None = None
    subject: str | None = None
    task: str | None = None
    campaign: str | None = None
    playbook: str | None = None
    parents: tuple[str, ...] = ()
    corrects: str | None = None
    fact: msgspec.Raw = msgspec.Raw(b"{}")
    readable: dict[str, Value] = {}
    sealed: dict[str, str] = {}
    spent_s: int = 0
    scope: int | None = None
    find: dict[str, list[str]] = {}
    content_hash: str


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """An entry in its place: `seq` without gaps from 1, `recorded_at` never decreasing."""

    seq: int
    recorded_at: int
    entry: Entry

    @property
    def at(self) -> int:
        """When it happened by our clock, in ms: the phone's time, shifted, never after we heard of it."""
        return min(self.entry.happened_at + self.entry.shift_ms, self.recorded_at)
