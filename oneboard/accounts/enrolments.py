"""Enrolment (设备登记): a one-time code, read out or shown as a QR, is exchanged for a device's token."""

import secrets
from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac

from oneboard.accounts.devices import add
from oneboard.accounts.models import Device, Enrolment
from oneboard.accounts.throttle import PER_PEER, Attempt, count, forgive, peer_group
from oneboard.foundation.clock import DAY_MS, MINUTE_MS
from oneboard.foundation.errors import Refusal

CODE_LENGTH: Final = 10
LIFE_MS: Final = 15 * MINUTE_MS

#: On a sheet codes live for days, and by the thousand: then 60 bits.
SHEET_CODE_LENGTH: Final = 12

#: Crockford's base32: no I, L, O, U. Ten are 50 bits, and an address has 60 tries in a quarter hour.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans({"I": "1", "L": "1", "O": "0", " ": "", "-": ""})


def issue_code(member: str, made_by: str | None, now_ms: int) -> tuple[str, int]:
    """The code, which is nowhere kept in the clear, and when it expires (ms)."""
    code, expires_ms = _code(CODE_LENGTH), now_ms + LIFE_MS
    Enrolment.objects.create(code_hash=_hash(code), member=member, made_by=made_by, expires_ms=expires_ms)
    return code, expires_ms


def issue_sheet(members: Sequence[str], made_by: str | None, expires_ms: int) -> dict[str, str]:
    """A code for each member; whatever codes they had and did not use are worth nothing from now on."""
    codes = {member: _code(SHEET_CODE_LENGTH) for member in members}
    with transaction.atomic():
        Enrolment.objects.filter(member__in=list(codes), used_ms=None).delete()
        Enrolment.objects.bulk_create(
            Enrolment(code_hash=_hash(code), member=member, made_by=made_by, expires_ms=expires_ms)
            for member, code in codes.items()
        )
    return codes


def enrol(code: str, device_name: str, peer: str, now_ms: int) -> tuple[Device, str]:
    """The new device and its token.

    Raises Refusal enrolment.invalid, the same for a wrong, a used and an expired code; account.throttled.
    """
    attempts = (Attempt("peer", peer_group(peer), PER_PEER),)
    count(attempts, now_ms)
    with transaction.atomic():
        enrolment = _use(_hash(_as_read(code)), now_ms)
        device, token = add(enrolment.member, device_name, enrolment.made_by, now_ms)
    forgive(attempts)
    return device, token


def sweep(now_ms: int) -> int:
    """Forgets the codes that expired more than a day ago; the clock calls it. Returns how many."""
    return Enrolment.objects.filter(expires_ms__lt=now_ms - DAY_MS).delete()[0]


def _use(code_hash: str, now_ms: int) -> Enrolment:
    # The update is the claim: of two phones that send one code at once, one changes a row.
    open_codes = Enrolment.objects.filter(code_hash=code_hash, used_ms=None, expires_ms__gt=now_ms)
    if open_codes.update(used_ms=now_ms) != 1:
        raise Refusal("enrolment.invalid")
    return Enrolment.objects.get(code_hash=code_hash)


def _code(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _as_read(code: str) -> str:
    """What people type is forgiven: small letters, spaces, hyphens, letters left out of the alphabet."""
    return code.upper().translate(_READ_AS)


def _hash(code: str) -> str:
    return salted_hmac("oneboard.enrolment", code, algorithm="sha256").hexdigest()
