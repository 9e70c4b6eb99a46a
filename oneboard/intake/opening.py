"""Opening (开启): sealed answers as they were said, for whoever may read them, written down before they are shown."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol, TypeAlias

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.policy import permit
from oneboard.access.roles import roles
from oneboard.foundation.canonical import Value
from oneboard.foundation.errors import Refusal
from oneboard.privacy.keyring import Keyring
from oneboard.privacy.keys import scope_of
from oneboard.privacy.openings import log_opening
from oneboard.projections.grounds import paths_of
from oneboard.projections.members import OPEN
from oneboard.projections.versions import sealed_of
from oneboard.recorder.preparation import subject_of
from oneboard.vocabulary.entry import POSITION, Entry

_plain = msgspec.json.Decoder(Value).decode

#: Name and telephone of a member, by path.
Known: TypeAlias = Mapping[str, str]


class Sealed(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def sealed(self) -> str: ...


def write_down(
    actor: Actor, verb: str, purpose: str, place: str | None, subjects: Collection[str], door: str = ""
) -> None:
    """Through the post that allows it on the place or a part of its ground, which need not be the first that covers it;
    without a place, anywhere. `door`: what was asked for, absent: who asked. Raises Refusal purpose.missing.
    """
    allowing = [grant for grant in actor.grants if verb in roles()[grant.role].verbs]
    paths = () if place is None else paths_of(place).paths
    post = next(grant.post for grant in allowing if place is None or any(map(grant.covers, paths)))
    who = f"device {actor.device}" if actor.device else f"account {actor.account}"
    log_opening(actor.member or "", post, verb, purpose, door or who, subjects)


def opened(sealed: Mapping[str, Mapping[str, str]], keyring: Keyring) -> dict[str, dict[str, Value]]:
    """By subject: path → sealed value becomes path → value, without what is no more and what nobody can open."""
    keys = keyring.find_all(
        {(scope_of(v), subject) for subject, some in sealed.items() for v in some.values()}
    )
    found: dict[str, dict[str, Value]] = {}
    for subject, some in sealed.items():
        answers = found[subject] = {}
        for path, value in some.items():
            key = keys.get((scope_of(value), subject))
            plain = None if key is None else _plain(key.open(path, value))
            if plain is not None:
                answers[path] = plain
    return found


def opened_entries(entries: Iterable[Entry], keyring: Keyring) -> dict[str, dict[str, Value]]:
    """By entry: what was answered under seal, without where it was said and what nobody can open any more."""
    said = list(entries)
    sealed = {one.id: {p: v for p, v in one.sealed.items() if p != POSITION} for one in said}
    wanted = {(scope_of(v), subject_of(one)) for one in said for v in sealed[one.id].values()}
    keys = keyring.find_all(wanted)
    return {
        one.id: {
            path: _plain(key.open(path, value))
            for path, value in sealed[one.id].items()
            if (key := keys.get((scope_of(value), subject_of(one)))) is not None
        }
        for one in said
    }


def members(
    rows: Iterable[Sealed], actor: Actor, purpose: str, door: str, keyring: Keyring
) -> dict[str, Known]:
    """Name and telephone by member, without those whose keys are gone; of any, one opening that names them all.

    Raises Refusal purpose.missing, not_permitted.
    """
    permit(actor, OPEN, None)
    if not purpose.strip():
        raise Refusal("purpose.missing")
    answers = opened({row.id: sealed_of(row.sealed) for row in rows}, keyring)
    shown: dict[str, Known] = {
        id_: {path: str(value) for path, value in some.items()} for id_, some in answers.items() if some
    }
    if shown:
        write_down(actor, OPEN, purpose, None, shown, door)
    return shown
