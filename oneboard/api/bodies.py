"""Bodies: a thread reads one as slowly as it is sent, and threads are few. So nobody may make many of them wait.

Whoever signs in is a stranger still. Addresses from where somebody known has spoken have seats of their own, so that
strangers from everywhere else, however many and slow, keep nobody of a town hall from signing in.
"""

from collections import OrderedDict
from contextlib import AbstractContextManager
from threading import Lock
from typing import Final

from oneboard.accounts.throttle import peer_group
from oneboard.foundation.seats import Seats

#: Bodies under way at once: of one device or account, of one address without either, and of all those addresses.
OF_A_CALLER: Final = 8
OF_A_STRANGER: Final = 4
OF_STRANGERS: Final = 16
#: The same of addresses from where somebody known has spoken; a whole town hall may sit behind one.
OF_A_KNOWN_ADDRESS: Final = 8
OF_KNOWN_ADDRESSES: Final = 16

#: Addresses that are remembered, the last to speak; in memory only, and nobody reads them.
REMEMBERED: Final = 20_000

_seats: Final = Seats()
_known: OrderedDict[str, None] = OrderedDict()
_lock: Final = Lock()


def reading(caller: str | None, peer: str) -> AbstractContextManager[None]:
    """While a body is read. `caller`: a device or an account. Raises Refusal journal.busy."""
    address = peer_group(peer)
    if caller:
        _remember(address)
    return _seats.taking({caller: OF_A_CALLER} if caller else _seats_at(address))


def _seats_at(address: str) -> dict[str, int]:
    if address in _known:
        return {f"from {address}": OF_A_KNOWN_ADDRESS, "known": OF_KNOWN_ADDRESSES}
    return {f"from {address}": OF_A_STRANGER, "": OF_STRANGERS}


def _remember(address: str) -> None:
    with _lock:
        _known[address] = None
        _known.move_to_end(address)
        if len(_known) > REMEMBERED:
            _known.popitem(last=False)
