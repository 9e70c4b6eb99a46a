"""The registry of facts (事实): each kind and version, how it is read today, and how personal data leaves it."""

from collections.abc import Callable
from enum import Enum
from typing import Any, ClassVar, Final, NewType, TypeVar, cast, get_type_hints

import msgspec

from oneboard.foundation.errors import Refusal


class Leaves(Enum):
    """How personal data leaves a fact (law 6). There is no default: every type says it."""

    HOLDS_NONE = "the fact and its readable answers hold no personal data, and it has no sealed ones"
    WITH_ITS_KEY = "all personal data is in sealed answers, which nobody can read once the key is destroyed"


#: A field of this type names a blob by the SHA-256 of what lies on disk; a verification looks at every one.
Address = NewType("Address", str)


class Fact(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """What an entry states, beside its answers. Nothing personal stands in its fields: that goes into answers."""

    kind: ClassVar[str]
    leaves: ClassVar[Leaves]
    addresses: ClassVar[tuple[str, ...]]


FactType = TypeVar("FactType", bound=type[Fact])

#: Every `kind@version` ever recorded, the oldest included, with the function that reads its bytes as of today.
READERS: Final[dict[str, Callable[[bytes | msgspec.Raw], Fact]]] = {}
CURRENT: Final[dict[str, type[Fact]]] = {}
_NAMING: Final[set[str]] = set()


def fact(kind: str, *, leaves: Leaves) -> Callable[[FactType], FactType]:
    """Registers the version in force of a kind: `fact("step.taken@1", leaves=…)`."""

    def register(cls: FactType) -> FactType:
        cls.kind, cls.leaves = kind, leaves
        cls.addresses = tuple(name for name, hint in get_type_hints(cls).items() if hint is Address)
        if cls.addresses:
            _NAMING.add(kind.partition("@")[0])
        READERS[kind] = msgspec.json.Decoder(cls).decode
        CURRENT[kind] = cls
        return cls

    return register


def older(kind: str, shape: type[msgspec.Struct], upgrade: Callable[[Any], Fact]) -> None:
    """Registers a version that is recorded no more and read for ever: its shape then, and what it means now."""
    decode = msgspec.json.Decoder(shape).decode
    READERS[kind] = lambda raw: upgrade(decode(raw))


def read(kind: str, raw: bytes | msgspec.Raw) -> Fact:
    """Raises KeyError for a kind nobody registered, msgspec.ValidationError for bytes that are not it."""
    return READERS[kind](raw)


Wanted = TypeVar("Wanted", bound=Fact)


def read_as(wanted: type[Wanted], kind: str, raw: bytes | msgspec.Raw) -> Wanted:
    return cast(Wanted, read(kind, raw))


def require_current(kind: str) -> type[Fact]:
    """New entries are written in the version in force only."""
    if kind not in CURRENT:
        raise Refusal("body.invalid", path="kind", problem=f"{kind}; known: {', '.join(sorted(CURRENT))}")
    return CURRENT[kind]


def names_blobs(kind: str) -> bool:
    """Whether facts of this kind, in any version, name blobs."""
    return kind.partition("@")[0] in _NAMING


def addresses_of(fact: Fact) -> list[str]:
    return [getattr(fact, name) for name in fact.addresses]
