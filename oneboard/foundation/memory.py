"""Memory: how a process that lives long, or reads much, keeps little of it and spends little time on it."""

import ctypes
import gc
import sys
from typing import Final

#: Of glibc's mallopt: how many heaps its threads may spread over.
_M_ARENA_MAX: Final = -8
_ARENAS: Final = 2


def settle() -> None:
    """Once, when all is loaded. What is there by now stays: the collector need not walk it, and walks the rest less
    often. With a heap for each thread, every thread would keep what its largest batch once took."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have no such heaps
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, _ARENAS)
