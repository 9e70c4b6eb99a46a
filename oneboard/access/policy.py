"""The one place that answers whether an actor may use a verb on a piece of ground, and why."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from oneboard.access.actor import Actor, Grant, within
from oneboard.access.roles import roles, walled
from oneboard.access.verbs import closure, confidences, verb_named, verbs
from oneboard.foundation.errors import Refusal


class Verdict(msgspec.Struct, frozen=True):
    """`why_key` is a key of the locales' section `verdict`; `fields` fill its text."""

    allowed: bool
    why_key: str
    fields: dict[str, str]

    def __bool__(self) -> bool:
        raise TypeError("a verdict is not a truth value: ask for .allowed")


_FREE: Final = {"anyone": "verdict.anyone", "signed_in": "verdict.signed_in", "device": "verdict.device"}


def verdict(actor: Actor, verb: str, path: str | None) -> Verdict:
    """For `path` None: whether the actor holds the verb anywhere. Raises KeyError for an unknown verb."""
    held_by = verb_named(verb).held_by
    if held_by == "anyone" or (held_by == "signed_in" and actor.signed_in):
        return Verdict(True, _FREE[held_by], {"verb": verb})
    if held_by == "device" and actor.device is not None and path is None:
        return Verdict(True, _FREE[held_by], {"verb": verb})
    holding = _holding(actor, verb)
    for grant in holding:
        if path is None or grant.covers(path):
            return Verdict(True, "verdict.post", {"verb": verb, "role": grant.role, "place": grant.place})
    return _refusing(actor, verb, holding, path)


def _refusing(actor: Actor, verb: str, holding: tuple[Grant, ...], path: str | None) -> Verdict:
    if not actor.signed_in:
        return Verdict(False, "verdict.signed_out", {"verb": verb})
    if not holding:
        return Verdict(False, "verdict.no_post", {"verb": verb})
    grounds = ", ".join(dict.fromkeys(grant.place for grant in holding))
    return Verdict(False, "verdict.elsewhere", {"verb": verb, "place": path or "", "held": grounds})


def permit(actor: Actor, verb: str, path: str | None) -> None:
    """Raises Refusal account.signed_out where nobody is signed in, not_permitted where no post allows it."""
    found = verdict(actor, verb, path)
    if found.allowed:
        return
    if not actor.signed_in:
        raise Refusal("account.signed_out")
    raise Refusal("not_permitted", why=found.why_key, **found.fields)


def keeps(actor: Actor, confidence: str | None) -> bool:
    """Whether the actor sees that there is a task in this confidence, if it is in one."""
    verb = confidences().get(confidence or "")
    return verb is None or not verb_named(verb).hides or bool(_holding(actor, verb))


def areas(actor: Actor, verb: str) -> tuple[str, ...]:
    """The grounds on which the actor may use the verb: place paths, sorted, none within another."""
    kept: list[str] = []
    held = {ground for grant in _holding(actor, verb) for ground in grant.grounds}
    for path in sorted(held, key=lambda p: p.split(".")):
        if not kept or not within(path, kept[-1]):
            kept.append(path)
    return tuple(kept)


def appointment(actor: Actor, role: str, path: str, member: str, held: Iterable[str]) -> Verdict:
    """Whether the actor may appoint `member`, who already holds the roles `held`, to `role` at `path`.

    Raises Refusal role.unknown. One of the actor's posts must hold post.appoint there and grant the role,
    and nobody appoints himself: else the founder could give himself what the founder must not hold.
    """
    if role not in roles():
        raise Refusal("role.unknown", role=role, known=", ".join(map(_title, roles())))
    fields = {"verb": "post.appoint", "role": role, "title": _title(role), "place": path}
    if member == actor.member:
        return Verdict(False, "verdict.oneself", fields)
    if walled([role, *held]):
        return Verdict(False, "verdict.purpose_wall", fields)
    if _grants(actor, role, path):
        return Verdict(True, "verdict.granted", fields)
    return Verdict(False, "verdict.not_grantable", fields)


def permit_appointment(actor: Actor, role: str, path: str, member: str, held: Iterable[str]) -> None:
    """Raises Refusal role.unknown, or role.not_grantable with the reason."""
    found = appointment(actor, role, path, member, held)
    if not found.allowed:
        raise Refusal("role.not_grantable", why=found.why_key, **found.fields)


def permit_ending(actor: Actor, role: str, path: str) -> None:
    """Who may not give a role may not take it. Raises Refusal role.not_grantable."""
    if not _grants(actor, role, path):
        raise Refusal(
            "role.not_grantable", why="verdict.not_grantable", role=role, title=_title(role), place=path
        )


def _title(role: str) -> str:
    """In both languages, and as requests name it."""
    named = roles().get(role)
    return f"{named.zh} {named.en} ({role})" if named else role


def permit_token_for(actor: Actor, verb: str, posts: Iterable[Grant]) -> None:
    """Raises Refusal not_permitted unless the actor holds `verb` over each post and may grant its role there.

    A token acts with all the posts of its member: who hands it out must not hand out more than he may grant.
    """
    for post in posts:
        for ground in post.grounds:
            permit(actor, verb, ground)
            if not _grants(actor, post.role, ground):
                raise Refusal("not_permitted", verb=verb, why="verdict.not_grantable")


def allowed_over(actor: Actor, verb: str, post: Grant) -> bool:
    """Whether the actor may use the verb on any of the post's ground."""
    return any(verdict(actor, verb, ground).allowed for ground in post.grounds)


def may_enrol(actor: Actor, verb: str, posts: Iterable[Grant]) -> bool:
    """Whether `permit_token_for` would let him."""
    return all(
        verdict(actor, verb, ground).allowed and _grants(actor, post.role, ground)
        for post in posts
        for ground in post.grounds
    )


def post_for(actor: Actor, verb: str, paths: Sequence[str] = ()) -> str:
    """The post through which the actor uses the verb, for what is written down about it; empty where there is none.

    On all of these paths if one post covers them, else on some of them; without any, anywhere.
    """
    holding = _holding(actor, verb)
    whole = [grant for grant in holding if all(map(grant.covers, paths))]
    part = [grant for grant in holding if any(map(grant.covers, paths))]
    return next((grant.post for grant in whole + part), "")


def held_verbs(actor: Actor) -> tuple[str, ...]:
    """All that the actor may do somewhere, in the order of the list of verbs."""
    held = closure(verb for grant in actor.grants for verb in roles()[grant.role].verbs)
    return tuple(name for name in verbs() if name in held)


def _grants(actor: Actor, role: str, path: str) -> bool:
    granting = (grant for grant in _holding(actor, "post.appoint") if role in roles()[grant.role].grants)
    return any(grant.covers(path) for grant in granting)


def _holding(actor: Actor, verb: str) -> tuple[Grant, ...]:
    return tuple(grant for grant in actor.grants if verb in roles()[grant.role].verbs)
