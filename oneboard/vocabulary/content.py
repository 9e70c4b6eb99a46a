"""Facts about content: what the centre publishes to work by."""

from typing import Literal

import msgspec

from oneboard.vocabulary.facts import Address, Fact, Leaves, fact, older


@fact("playbook.published@3", leaves=Leaves.HOLDS_NONE)
class PlaybookPublished(Fact, frozen=True):
    """A playbook version is in force. `blob` is the SHA-256 of its bundle, which lies unsealed among the blobs.

    `moves`: what is open under earlier versions goes on under this one, where this one has its state.
    """

    name: str
    version: int
    blob: Address
    moves: Literal["open_tasks"] | None = None


@fact("playbook.proposed@1", leaves=Leaves.HOLDS_NONE)
class PlaybookProposed(Fact, frozen=True):
    """A version that restricts people waits for a second person: what `playbook.published` would say of it."""

    name: str
    version: int
    blob: Address
    moves: Literal["open_tasks"] | None = None


class _WithoutMoves(msgspec.Struct, frozen=True):
    """Version 2 moved nothing. Version 1, too, and its blob was the YAML alone, which listed its questions."""

    name: str
    version: int
    blob: Address


def _published(then: _WithoutMoves) -> PlaybookPublished:
    return PlaybookPublished(name=then.name, version=then.version, blob=then.blob)


older("playbook.published@1", _WithoutMoves, _published)
older("playbook.published@2", _WithoutMoves, _published)


@fact("playbook.withdrawn@1", leaves=Leaves.HOLDS_NONE)
class PlaybookWithdrawn(Fact, frozen=True):
    """No version of the playbook published so far opens a task any more; what is open stays owed."""

    name: str
    reason: str


@fact("register.published@1", leaves=Leaves.HOLDS_NONE)
class RegisterPublished(Fact, frozen=True):
    """A register is declared anew: its highest version is in force. `blob` is the SHA-256 of its YAML."""

    name: str
    version: int
    blob: Address


@fact("template.published@1", leaves=Leaves.HOLDS_NONE)
class TemplatePublished(Fact, frozen=True):
    """Bulletins of this name are drawn up by this version. `blob` is the SHA-256 of its YAML."""

    name: str
    version: int
    blob: Address
