"""A node that no server has: this process takes its pen, and answers for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from oneboard.api.local import answer
from oneboard.api.local_line import Answered, Asked
from oneboard.cli.pen import pen


@contextmanager
def answering() -> Iterator[Callable[[Asked], Answered]]:
    """Raises AlreadyRunning on SQLite when a server has the pen."""
    with pen():
        yield answer
