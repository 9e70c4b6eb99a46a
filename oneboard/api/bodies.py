"""Bodies: a thread reads one as slowly as it is sent, and threads are few. So nobody may make many of them wait."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from oneboard.foundation.errors import Refusal

#: Bodies under way at once: of one device or account, of one address without either, and of all those addresses.
OF_A_CALLER: Final = 8
OF_A_STRANGER: Final = 4
OF_STRANGERS: Final = 16

_under_way: Counter[str] = Counter()
_lock: Final = Lock()


@contextmanager
def reading(caller: str | None, peer: str) -> Iterator[None]:
    """While a body is read. `caller`: a device or an account. Raises Refusal journal.busy."""
    seats = {caller: OF_A_CALLER} if caller else {f"from {peer}": OF_A_STRANGER, "": OF_STRANGERS}
    with _lock:
        if any(_under_way[seat] >= most for seat, most in seats.items()):
            raise Refusal("journal.busy", seconds=2)
        _under_way.update(seats.keys())
    try:
        yield
    finally:
        with _lock:
            for seat in seats:
                _under_way[seat] -= 1
                if not _under_way[seat]:
                    del _under_way[seat]
