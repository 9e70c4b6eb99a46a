"""A node's life in one process: the recorder, the clock and the local socket start here, and end here."""

import logging
import os
import signal
import time
from multiprocessing.util import Finalize
from threading import Thread
from typing import Final

from django.conf import settings

from oneboard.api import metrics
from oneboard.api.clockwork import Clockwork
from oneboard.api.local import LocalDoor
from oneboard.foundation.memory import settle
from oneboard.recorder import recorder

#: After a crash the last process may take this long to let go of the pen.
_PATIENCE_S: Final = 10.0

_log = logging.getLogger("oneboard.node")


def start() -> None:
    """Raises AlreadyRunning when another process keeps the pen."""
    of = settings.ONEBOARD
    _stay_on_one_core()
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            pen = recorder.start(of.home, of.time_zone)
            break
        except recorder.AlreadyRunning:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
    settle()
    clockwork = Clockwork(pen)
    clockwork.start()
    door = LocalDoor(of.home)
    door.start()
    metrics.start(of.home, of.metrics_port)
    # Nobody knocks any more, then nothing is due any more, then the pen is laid down. A forked worker ends without
    # `atexit`, but not without these; the highest number is first.
    for number, stop in enumerate((recorder.stop, clockwork.stop, metrics.stop, door.stop)):
        Finalize(None, stop, exitpriority=number)
    Thread(target=_end_with_the_server, name="server watch", daemon=True).start()
    _log.info("the node takes entries")


def _stay_on_one_core() -> None:
    """The interpreter runs one thread at a time: on two cores they only carry its memory to and fro (decision 0008)."""
    if settings.ONEBOARD.one_core and hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[os.getpid() % len(cores)]})


def _end_with_the_server() -> None:
    """A worker that outlived its server would keep the pen from the next one."""
    server = os.getppid()
    while os.getppid() == server:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
