"""What the clock does by itself: keys expire on their day, each day gets its signed checkpoint.

Codes and uploads that nobody went on with are forgotten, and old backups removed with their keys.
"""

import logging
from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import Final

from django.db import connection

from oneboard.accounts import enrolments
from oneboard.foundation.clock import now_ms
from oneboard.intake.clock.expiry import expire_keys
from oneboard.intake.field import uploads
from oneboard.journal.checkpoints import sign_due
from oneboard.recorder import backups
from oneboard.recorder.recorder import Recorder

#: All of it is idempotent, so it runs often and does little.
_EVERY_S: Final = 60.0

_log = logging.getLogger("oneboard.clock")


class Clockwork:
    def __init__(self, pen: Recorder) -> None:
        self._duties: Sequence[Callable[[], object]] = (
            lambda: expire_keys(pen, now_ms()),
            lambda: sign_due(pen.home, now_ms(), pen.zone),
            lambda: enrolments.sweep(now_ms()),
            lambda: uploads.sweep(pen),
            lambda: backups.prune(pen.home, now_ms()),
        )
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            for duty in self._duties:
                self._do(duty)
            connection.close()
            self._stopping.wait(_EVERY_S)

    def _do(self, duty: Callable[[], object]) -> None:
        try:
            duty()
        except Exception:  # noqa: BLE001  (one duty that fails must not stop the others; it comes round again)
            _log.exception("a duty of the clock failed")
