"""Seats (席位): threads are few, and who may keep one waiting takes a seat of his own kind before he does."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

from oneboard.foundation.errors import Refusal


class Seats:
    """Of one process."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def taking(self, seats: Mapping[str, int]) -> Iterator[None]:
        """One of each kind, of so many that there are. Raises Refusal journal.busy where one kind has none left."""
        with self._lock:
            if any(self._taken[seat] >= most for seat, most in seats.items()):
                raise Refusal("journal.busy", seconds=2)
            self._taken.update(seats.keys())
        try:
            yield
        finally:
            with self._lock:
                for seat in seats:
                    self._taken[seat] -= 1
                    if not self._taken[seat]:
                        del self._taken[seat]
