"""Sameness: whether an entry that came again is the one that came before."""

from typing import Final

import msgspec

from oneboard.foundation.ids import NIL_ID
from oneboard.privacy.keyring import Keyring
from oneboard.privacy.keys import scope_of
from oneboard.recorder.preparation import subject_of
from oneboard.recorder.prepared import Prepared
from oneboard.vocabulary.entry import POSITION, Entry

_OF_A_COMMAND: Final = ("kind", "device", "place", "subject", "incident", "campaign", "playbook")


def same_content(keyring: Keyring, prepared: Prepared, entry: Entry) -> bool:
    """Whether an entry that came again says what was recorded, though another month's key may have hashed it."""
    if prepared.content_hash == entry.content_hash:
        return True
    if not entry.sealed or prepared.entry is None:
        return False
    # Without sealed answers it is the position's key, of the day on which it first came.
    if entry.scope is None:
        key = keyring.find(scope_of(entry.sealed[POSITION]), NIL_ID)
    else:
        key = keyring.find(entry.scope, subject_of(entry))
    if key is not None:
        return key.fingerprint(prepared.content).hex() == entry.content_hash
    # The key is destroyed: what is left to compare is what may be read.
    return _readable_part(prepared.entry) == _readable_part(entry)


def _readable_part(entry: Entry) -> Entry:
    return msgspec.structs.replace(entry, sealed={}, scope=None, find={}, shift_ms=0, content_hash="")


def same_command(said: Entry, recorded: Entry) -> bool:
    """Whether a desk says again what it said. Its times are those of each try, so they are not looked at."""
    return all(getattr(said, name) == getattr(recorded, name) for name in _OF_A_COMMAND)
