"""The pen for a command: this process takes it when no server has it, else the server is asked over its socket."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from oneboard.recorder import recorder
from oneboard.recorder.recorder import Recorder


@contextmanager
def pen() -> Iterator[Recorder]:
    """Raises AlreadyRunning on SQLite when a server has it."""
    of = settings.ONEBOARD
    try:
        yield recorder.start(of.home, of.time_zone)
    finally:
        recorder.stop()
