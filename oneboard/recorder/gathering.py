"""The gathering: what waits for the writer, and how it becomes groups."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Final, Generic, Protocol, TypeVar

from oneboard.foundation.errors import Refusal

#: Batches in a group. In SQLite a full one writes each page once; PostgreSQL works beside us, and should have begun
#: with one half of what 64 threads bring while the other half is being prepared.
GROUP_BATCHES: Final = {"sqlite": 64, "postgresql": 32}

#: Entries that may wait before callers are told to come back.
QUEUE_ENTRIES: Final = 50_000

#: How long a group waits while more batches are being prepared: a fuller group costs each entry less.
GATHERING_S: Final = 0.15


class Waiting(Protocol):
    """`alone`: it is a group by itself. `size`: its entries."""

    @property
    def alone(self) -> bool: ...

    @property
    def size(self) -> int: ...


Item = TypeVar("Item", bound=Waiting)


class Gathering(Generic[Item]):
    def __init__(self, batches: int) -> None:
        self._batches = batches
        self._queue: deque[Item] = deque()
        self._entries = 0
        self._expected = 0
        self._ending = False
        self._changed = Condition()

    def end(self) -> None:
        """Takes nothing more; what waits is still given out."""
        with self._changed:
            self._ending = True
            self._changed.notify()

    @contextmanager
    def expecting(self) -> Iterator[None]:
        """While it lasts, a group that has begun to gather waits for one more batch."""
        with self._changed:
            self._expected += 1
        try:
            yield
        finally:
            with self._changed:
                self._expected -= 1
                if self._gathered():
                    self._changed.notify()

    def put(self, item: Item) -> None:
        """Raises Refusal journal.busy when too much waits, journal.stopped when the node is ending."""
        with self._changed:
            if self._ending:
                raise Refusal("journal.stopped")
            if self._entries and self._entries + item.size > QUEUE_ENTRIES:
                raise Refusal("journal.busy", seconds=5)
            self._queue.append(item)
            self._entries += item.size
            # Else it has begun to gather and would only look and wait on.
            if len(self._queue) == 1 or self._gathered():
                self._changed.notify()

    def take(self) -> list[Item]:
        """The next group, when there is one. Empty when the node is ending and all is given out."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._ending)
            self._changed.wait_for(self._gathered, GATHERING_S)
            items: list[Item] = []
            while self._queue and len(items) < self._batches:
                if items and (items[0].alone or self._queue[0].alone):
                    break
                items.append(self._queue.popleft())
                self._entries -= items[-1].size
            return items

    def _gathered(self) -> bool:
        return (
            not self._expected
            or self._ending
            or len(self._queue) >= self._batches
            or any(item.alone for item in self._queue)
        )
