"""The roles that a post may carry, kept as data in `roles.toml`, and the purpose wall between them."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from oneboard.access.verbs import closure, compartments, kept_apart, verb_named, verbs

_FILE: Final = Path(__file__).with_name("roles.toml")


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`verbs` includes the implied ones. `grants` names the roles it may appoint to within its place."""

    zh: str
    en: str
    verbs: frozenset[str]
    grants: frozenset[str]
    name: str = ""


@cache
def roles() -> Mapping[str, Role]:
    """Every role by name, in the file's order."""
    return roles_from(_FILE.read_text(encoding="utf-8"))


def roles_from(text: str) -> Mapping[str, Role]:
    """Raises ValueError for an unknown verb or role, for a role that stands on both sides of the wall, and for one
    that may appoint somebody to appoint further than itself."""
    drafts = msgspec.convert(tomllib.loads(text), dict[str, Role])
    for name, role in drafts.items():
        _check(name, role, drafts)
    return {
        name: msgspec.structs.replace(role, name=name, verbs=closure(role.verbs))
        for name, role in drafts.items()
    }


def _check(name: str, role: Role, drafts: Mapping[str, Role]) -> None:
    if unknown := sorted((role.verbs - set(verbs())) | (role.grants - set(drafts))):
        raise ValueError(f"role {name} names {', '.join(unknown)}, which is neither a verb nor a role")
    if unpostable := sorted(v for v in role.verbs if verb_named(v).held_by in ("anyone", "signed_in")):
        raise ValueError(f"role {name} names {', '.join(unpostable)}, which no post needs")
    if len(compartments(closure(role.verbs))) > 1:
        raise ValueError(f"role {name} holds verbs of both health and cases: the purpose wall forbids it")
    if kept_apart(closure(role.verbs)):
        raise ValueError(f"role {name} holds a confidence and verbs that are kept apart from it")
    for granted in role.grants:
        if further := sorted(drafts[granted].grants - role.grants):
            raise ValueError(
                f"role {name} grants {granted}, and so {', '.join(further)}: then it must grant that, too"
            )


def walled(names: Iterable[str]) -> bool:
    """Whether the purpose wall or a confidence forbids one person to hold all these roles.

    Raises KeyError for no role.
    """
    return kept_apart(verb for name in names for verb in roles()[name].verbs)
