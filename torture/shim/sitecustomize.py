"""Loaded by the node's Python before anything else: moves its wall clock by what stands in the file TORTURE_CLOCK.

Eight bytes, signed nanoseconds, read at each look at the clock, so that a running server can be misled. SIGUSR2
makes it write what each of its threads is doing into its log.
"""

import faulthandler
import mmap
import os
import signal
import time
from pathlib import Path

if path := os.environ.get("TORTURE_CLOCK"):
    with Path(path).open("rb") as file:
        _offset = mmap.mmap(file.fileno(), 8, prot=mmap.PROT_READ)
    _true_ns = time.time_ns

    def _time_ns() -> int:
        return _true_ns() + int.from_bytes(_offset[:8], "little", signed=True)

    def _time() -> float:
        return _time_ns() / 1e9

    time.time_ns, time.time = _time_ns, _time
    faulthandler.register(signal.SIGUSR2)
