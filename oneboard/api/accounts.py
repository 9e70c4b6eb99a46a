"""Accounts for members: whoever may not appoint a member may not hand out a way in for him."""

import secrets
from typing import Annotated, Final

import msgspec

from oneboard.access.policy import allowed_over, permit_token_for
from oneboard.access.routes import Call, Route
from oneboard.accounts import accounts
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.projections.people import grants_of, grants_to_come

VERB: Final = "member.manage"


class NewAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    member: Id
    username: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class Made(msgspec.Struct, frozen=True):
    """`password` is made up and shown this once; its owner changes it at `POST /me/password`."""

    username: str
    password: str


def make(call: Call[NewAccount, None, None]) -> Made:
    """Raises Refusal not_found for a member without a post on the actor's ground, not_permitted, account.exists."""
    posts = grants_of(call.body.member, call.now_ms)
    if not any(allowed_over(call.actor, VERB, post) for post in posts):
        raise Refusal("not_found")
    permit_token_for(call.actor, VERB, grants_to_come(call.body.member, call.now_ms))
    password = secrets.token_urlsafe(12)
    account = accounts.create(call.body.username, password, call.now_ms, member=call.body.member)
    return Made(account.username, password)


ROUTES: Final = (
    Route("POST", "/accounts", VERB, NewAccount, Made, make, "A member's way in, with a password made up once.",
          refuses=("account.exists",)),
)  # fmt: skip
