"""Facts about content: what the centre publishes to work by."""

import msgspec

from oneboard.vocabulary.facts import Address, Fact, Leaves, fact, older


@fact("playbook.published@2", leaves=Leaves.HOLDS_NONE)
class PlaybookPublished(Fact, frozen=True):
    """A playbook version is in force. `blob` is the SHA-256 of its bundle, which lies unsealed among the blobs."""

    name: str
    version: int
    blob: Address


class _WithoutForms(msgspec.Struct, frozen=True):
    """Version 1: the blob was the YAML alone, which listed its questions."""

    name: str
    version: int
    blob: Address


older(
    "playbook.published@1",
    _WithoutForms,
    lambda then: PlaybookPublished(name=then.name, version=then.version, blob=then.blob),
)


@fact("register.published@1", leaves=Leaves.HOLDS_NONE)
class RegisterPublished(Fact, frozen=True):
    """A register is declared anew: its highest version is in force. `blob` is the SHA-256 of its YAML."""

    name: str
    version: int
    blob: Address
