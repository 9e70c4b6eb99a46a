"""Accounts with a password: the first one, further ones, and the check of a password."""

import secrets
import unicodedata
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction

from oneboard.accounts.models import Account
from oneboard.accounts.throttle import (
    PER_NAME,
    PER_NAME_AT_PEER,
    PER_PEER,
    Attempt,
    count,
    forgive,
    peer_group,
)
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import derived_id, new_id

PASSWORD_LENGTH: Final = (10, 256)
USERNAME_LENGTH: Final = (1, 64)

#: The first account's id is the same for everyone who tries, so the primary key lets one in.
_FIRST_ID: Final = derived_id("account.first")


def create_first(
    username: str, now_ms: int, *, member: str | None = None, password: str | None = None
) -> tuple[Account, str]:
    """The first account, if there is none yet, and its password: the one given, or a random one shown once.

    Raises Refusal account.exists, body.invalid.
    """
    if Account.objects.exists():
        raise Refusal("account.exists")
    chosen = password if password is not None else secrets.token_urlsafe(18)
    return _insert(_FIRST_ID, username, chosen, member, now_ms), chosen


def create(username: str, password: str, now_ms: int, *, member: str | None = None) -> Account:
    """Raises Refusal account.exists where the name or the member has one already, body.invalid."""
    return _insert(new_id(now_ms), username, password, member, now_ms)


def check(username: str, password: str, peer: str, now_ms: int) -> Account:
    """The account that the password opens.

    Raises Refusal account.wrong: the same, after the same work, for an unknown name, a wrong password and a
    closed account. Raises account.throttled after too many failures, whether or not there is such a name.
    """
    name, group = normal(username), peer_group(peer)
    attempts = (
        Attempt("peer", group, PER_PEER),
        Attempt("name at peer", f"{group} {name}", PER_NAME_AT_PEER),
        Attempt("name", name, PER_NAME),
    )
    count(attempts, now_ms)
    account = Account.objects.filter(username=name).first() if _possible(name) else None
    if not _opens(account, password) or account is None or not account.is_active:
        raise Refusal("account.wrong")
    forgive(attempts)
    return account


def set_password(account: str, password: str) -> None:
    """Ends the account's sessions: they carry a hash of the old one. Raises Refusal body.invalid."""
    Account.objects.filter(id=account).update(password=make_password(_long_enough(password)))


def close(account: str) -> None:
    """No one signs in with it any more, and its sessions end with the next request."""
    Account.objects.filter(id=account).update(is_active=False)


def normal(username: str) -> str:
    """Compatible characters folded and case dropped, so that two names that look alike are one."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def _opens(account: Account | None, password: str) -> bool:
    if account is None:
        make_password(password)  # the time that a known name would have taken
        return False
    return check_password(password, account.password)


def _insert(id: str, username: str, password: str, member: str | None, now_ms: int) -> Account:
    name = normal(username)
    if not _possible(name):
        raise Refusal("body.invalid", path="$.username", problem="1 to 64 printable characters")
    hashed = make_password(_long_enough(password))
    try:
        with transaction.atomic():
            return Account.objects.create(
                id=id, username=name, password=hashed, member=member, created_ms=now_ms
            )
    except IntegrityError as error:
        raise Refusal("account.exists") from error


def _possible(name: str) -> bool:
    shortest, longest = USERNAME_LENGTH
    return shortest <= len(name) <= longest and name.isprintable()


def _long_enough(password: str) -> str:
    shortest, longest = PASSWORD_LENGTH
    if not shortest <= len(password) <= longest:
        raise Refusal("body.invalid", path="$.password", problem=f"{shortest} to {longest} characters")
    return password
