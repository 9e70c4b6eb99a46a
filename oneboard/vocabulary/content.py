"""Facts about content: what the centre publishes to work by."""

from oneboard.vocabulary.facts import Fact, Leaves, fact


@fact("playbook.published@1", leaves=Leaves.HOLDS_NONE)
class PlaybookPublished(Fact, frozen=True):
    """A playbook version is in force. `blob` is the SHA-256 of its YAML, which lies unsealed among the blobs."""

    name: str
    version: int
    blob: str


@fact("register.published@1", leaves=Leaves.HOLDS_NONE)
class RegisterPublished(Fact, frozen=True):
    """A register is declared anew: its highest version is in force. `blob` is the SHA-256 of its YAML."""

    name: str
    version: int
    blob: str
