"""Throttling: who fails too often, by name or by address, waits."""

import ipaddress
from collections.abc import Iterable
from typing import Final, NamedTuple

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from oneboard.accounts.models import Throttle
from oneboard.foundation.clock import MINUTE_MS
from oneboard.foundation.errors import Refusal

WINDOW_MS: Final = 15 * MINUTE_MS
#: Failures allowed in a window. A whole town hall may sit behind one address.
PER_PEER: Final = 60
PER_NAME_AT_PEER: Final = 10
#: From all addresses together: a stranger cannot lock out a duty officer with ten bad guesses.
PER_NAME: Final = 100


class Attempt(NamedTuple):
    kind: str
    text: str
    limit: int


# One statement, so that attempts at the same moment are all counted.
_COUNT: Final = """
INSERT INTO accounts_throttle (key, failures, since_ms) VALUES (%(key)s, 1, %(now)s)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN accounts_throttle.since_ms <= %(begin)s THEN 1
               ELSE accounts_throttle.failures + 1 END,
    since_ms = CASE WHEN accounts_throttle.since_ms <= %(begin)s THEN %(now)s
               ELSE accounts_throttle.since_ms END
RETURNING failures, since_ms
"""

_FORGIVE: Final = "UPDATE accounts_throttle SET failures = failures - 1 WHERE key = %(key)s AND failures > 0"


def count(attempts: Iterable[Attempt], now_ms: int) -> None:
    """Counts before the secret is looked at. Raises Refusal account.throttled with `seconds` to wait."""
    for attempt in attempts:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, {"key": _key(attempt), "now": now_ms, "begin": now_ms - WINDOW_MS})
            failures, since_ms = cursor.fetchone()
        if failures > attempt.limit:
            raise Refusal("account.throttled", seconds=1 + (since_ms + WINDOW_MS - now_ms) // 1000)


def forgive(attempts: Iterable[Attempt]) -> None:
    """Takes back the count of an attempt that succeeded, and no other: success does not wash away guesses."""
    for attempt in attempts:
        with connection.cursor() as cursor:
            cursor.execute(_FORGIVE, {"key": _key(attempt)})


def peer_group(address: str) -> str:
    """The address itself, or the /64 of an IPv6 address, all of which one subscriber may use."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False))


def sweep(now_ms: int) -> int:
    """Forgets what no longer counts; the clock calls it. Returns how many."""
    with transaction.atomic():
        return Throttle.objects.filter(since_ms__lte=now_ms - WINDOW_MS).delete()[0]


def _key(attempt: Attempt) -> str:
    text = attempt.text.encode(errors="backslashreplace")  # a shell can say what is no text
    return salted_hmac(f"oneboard.throttle.{attempt.kind}", text, algorithm="sha256").hexdigest()
