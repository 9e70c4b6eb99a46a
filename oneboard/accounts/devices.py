"""Devices (设备): each speaks for one member with a token that can be revoked."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from typing import Final, NamedTuple

from django.db import connection

from oneboard.accounts.models import Device
from oneboard.foundation.ids import new_id

_TOKEN: Final = re.compile(r"ob1_[A-Za-z0-9_-]{43}")
_BEARER: Final = "SELECT id, member, revoked_ms FROM accounts_device WHERE token_hash = %s"


def add(member: str, name: str, enrolled_by: str | None, now_ms: int) -> tuple[Device, str]:
    """The device and its token: 256 random bits that are shown once, so a plain SHA-256 keeps them."""
    token = f"ob1_{secrets.token_urlsafe(32)}"
    device = Device.objects.create(
        id=new_id(now_ms),
        member=member,
        name=name,
        token_hash=_hash(token),
        enrolled_ms=now_ms,
        enrolled_by=enrolled_by,
        revoked_ms=None,
    )
    return device, token


class Bearer(NamedTuple):
    """The device that a token belongs to."""

    device: str
    member: str
    revoked_ms: int | None


def bearer_of(token: str) -> Bearer | None:
    """A revoked device is found too: what it still sends is kept in quarantine."""
    if _TOKEN.fullmatch(token) is None:
        return None
    # Asked at every request of every phone: one statement, without the ORM's own time.
    with connection.cursor() as cursor:
        cursor.execute(_BEARER, [_hash(token)])
        row = cursor.fetchone()
    return Bearer(str(row[0]), str(row[1]), row[2]) if row else None


def find(id: str) -> Device | None:
    return Device.objects.filter(id=id).first()


def of_members(members: Iterable[str]) -> list[Device]:
    """The devices of these members, the newest first."""
    return list(Device.objects.filter(member__in=list(members)).order_by("-id"))


def holders(members: Iterable[str]) -> set[str]:
    """Those of these members who have a device that was not revoked."""
    live = Device.objects.filter(member__in=list(members), revoked_ms=None)
    return set(live.values_list("member", flat=True))


def revoke(id: str, now_ms: int) -> bool:
    """Whether there is such a device. The first revocation's time stays."""
    Device.objects.filter(id=id, revoked_ms=None).update(revoked_ms=now_ms)
    return Device.objects.filter(id=id).exists()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
