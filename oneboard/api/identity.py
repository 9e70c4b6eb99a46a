"""Who is asking: a device by its token, a person by the session, and the posts in force behind them."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest

from oneboard.access.actor import NOBODY, Actor
from oneboard.accounts.devices import bearer_of
from oneboard.accounts.models import Account
from oneboard.foundation.errors import Refusal
from oneboard.projections.people import grants_of, posts_of

_BEARER: Final = "Bearer "


def actor_of(request: HttpRequest, now_ms: int) -> Actor:
    """An Authorization header speaks alone: where it stands, the session is not looked at.

    Raises Refusal account.signed_out for a token that no device has.
    """
    header = request.headers.get("Authorization")
    if header is not None:
        return _of_device(header, now_ms)
    user = request.user
    return of_account(user, now_ms) if isinstance(user, Account) else NOBODY


def of_account(account: Account, now_ms: int) -> Actor:
    grants = grants_of(account.member, now_ms) if account.member is not None else ()
    return Actor(account=account.id, member=account.member, grants=grants)


def peer_of(request: HttpRequest) -> str:
    """The caller's address: as many proxies as are ours each added one to X-Forwarded-For, from the right."""
    proxies: int = settings.ONEBOARD.proxies
    named = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(named) >= proxies:
        return named[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def _of_device(header: str, now_ms: int) -> Actor:
    scheme, token = header[: len(_BEARER)], header[len(_BEARER) :]
    bearer = bearer_of(token) if scheme == _BEARER else None
    if bearer is None:
        raise Refusal("account.signed_out")
    device, member, revoked_ms = bearer
    held = tuple(posts_of(member))
    grants = () if revoked_ms is not None else tuple(post.grant for post in held if post.in_force(now_ms))
    return Actor(device=device, member=member, grants=grants, revoked_ms=revoked_ms, held=held)
