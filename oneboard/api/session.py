"""The session of a person: signing in and out, one's own account and password."""

from typing import Annotated, Any, Final

import msgspec
from django.contrib.auth import login, logout
from django.middleware.csrf import get_token

from oneboard.access.actor import Actor, Grant
from oneboard.access.policy import held_verbs
from oneboard.access.routes import Route
from oneboard.access.verbs import PUBLIC, SELF
from oneboard.accounts import accounts
from oneboard.accounts.models import Account
from oneboard.api.dispatch import WebCall
from oneboard.api.identity import of_account
from oneboard.foundation.errors import Refusal

_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"

Typed = Annotated[str, msgspec.Meta(max_length=256)]


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    username: Typed
    password: Typed


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    old: Typed
    new: Typed


class Me(msgspec.Struct, frozen=True):
    """`verbs` are those held somewhere. `csrf_token` goes into X-CSRFToken with each change, but for a device."""

    member: str | None
    device: str | None
    username: str | None
    posts: tuple[Grant, ...]
    verbs: tuple[str, ...]
    csrf_token: str | None


def sign_in(call: WebCall[SignIn, None, None]) -> Me:
    account = accounts.check(call.body.username, call.body.password, call.peer, call.now_ms)
    # A key planted in the browser before is worth nothing after.
    call.request.session.flush()
    login(call.request, account, backend=_BACKEND)
    return _me(call, of_account(account, call.now_ms))


def sign_out(call: WebCall[None, None, None]) -> None:
    logout(call.request)


def me(call: WebCall[None, None, None]) -> Me:
    return _me(call, call.actor)


def change_password(call: WebCall[NewPassword, None, None]) -> None:
    """Ends every other session of the account; this one goes on under a new key."""
    user = call.request.user
    if call.actor.account is None or not isinstance(user, Account):
        raise Refusal("account.signed_out")
    account = accounts.check(user.username, call.body.old, call.peer, call.now_ms)
    accounts.set_password(account.id, call.body.new)
    account.refresh_from_db()
    login(call.request, account, backend=_BACKEND)


def _me(call: WebCall[Any, None, None], actor: Actor) -> Me:
    user = call.request.user
    person = actor.account is not None and isinstance(user, Account)
    return Me(
        member=actor.member,
        device=actor.device,
        username=user.username if person and isinstance(user, Account) else None,
        posts=actor.grants,
        verbs=held_verbs(actor),
        csrf_token=get_token(call.request) if person else None,
    )


_GUARDED: Final = ("account.wrong", "account.throttled")

ROUTES = (
    Route("POST", "/session", PUBLIC, SignIn, Me, sign_in, "Sign in with a password.", refuses=_GUARDED),
    Route("DELETE", "/session", SELF, None, None, sign_out, "Sign out."),
    Route("GET", "/me", SELF, None, Me, me, "Who one is here, and what one may do."),
    Route(
        "POST",
        "/me/password",
        SELF,
        NewPassword,
        None,
        change_password,
        "Change one's own password.",
        refuses=_GUARDED,
    ),
)
