"""An entry ready for the lock: validated, sealed and encoded, so that nothing is worked out while others wait."""

import msgspec

from oneboard.foundation.ids import derived_id
from oneboard.vocabulary.entry import Entry


class Prepared(msgspec.Struct, frozen=True, gc=False):
    """`entry` is None for what could not be read; `raw` is then what came, sealed. `reason` is why a person must
    look at it before it is recorded, empty where nothing speaks against it.

    `content` is the canonical submission in the clear; it is compared and dropped, never stored.
    """

    id: str
    device: str
    received_at: int
    content_hash: str
    entry: Entry | None = None
    body: bytes = b""
    content: bytes = b""
    raw: str | None = None
    reason: str = ""
    detail: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.id, self.content_hash

    @property
    def kept_id(self) -> str:
        return derived_id("kept", self.id, self.content_hash)


class Outcome(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What became of an entry. Times are ms; `reason` says why a person must look, in the glossary's words."""

    id: str
    outcome: str
    seq: int | None = None
    recorded_at: int | None = None
    reason: str = ""
    detail: str = ""
