"""The complete list of verbs, kept as data in `verbs.toml`."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

import msgspec

#: Asked for by a route that anyone may use, also without an account.
PUBLIC: Final = "public"
#: Held by whoever is signed in, about oneself only.
SELF: Final = "account.self"

Compartment: TypeAlias = Literal["health", "cases"]
HeldBy: TypeAlias = Literal["posts", "device", "signed_in", "anyone"]

_FILE: Final = Path(__file__).with_name("verbs.toml")


class Verb(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    zh: str
    en: str
    name: str = ""
    implies: tuple[str, ...] = ()
    compartment: Compartment | None = None
    held_by: HeldBy = "posts"
    opens: str = ""
    apart: tuple[str, ...] = ()
    hides: bool = False


@cache
def verbs() -> Mapping[str, Verb]:
    """Every verb by name, in the file's order."""
    return verbs_from(_FILE.read_text(encoding="utf-8"))


def verbs_from(text: str) -> Mapping[str, Verb]:
    """Raises ValueError for an implied verb that there is none of."""
    drafts = msgspec.convert(tomllib.loads(text), dict[str, Verb])
    for name, verb in drafts.items():
        if unknown := [other for other in (*verb.implies, *verb.apart) if other not in drafts]:
            raise ValueError(f"verb {name} names {', '.join(unknown)}, which is no verb")
    return {name: msgspec.structs.replace(verb, name=name) for name, verb in drafts.items()}


def verb_named(name: str) -> Verb:
    """Raises KeyError: only our own code names verbs, so an unknown one is our fault."""
    return verbs()[name]


def closure(names: Iterable[str]) -> frozenset[str]:
    """The verbs named and all that they imply."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(verb_named(name).implies)
    return frozenset(found)


@cache
def confidences() -> Mapping[str, str]:
    """The confidences that playbooks may name, each with the one verb that opens it."""
    return {verb.opens: name for name, verb in verbs().items() if verb.opens}


def kept_apart(names: Iterable[str]) -> bool:
    """Whether these verbs must not be held by one person: both sides of the purpose wall, or a confidence and what is
    kept apart from it."""
    held = set(names)
    return len(compartments(held)) > 1 or any(not held.isdisjoint(verb_named(name).apart) for name in held)


def compartments(names: Iterable[str]) -> frozenset[Compartment]:
    """The sides of the purpose wall that these verbs stand on."""
    sides = (verb_named(name).compartment for name in names)
    return frozenset(side for side in sides if side is not None)
