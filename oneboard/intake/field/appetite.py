"""How many subjects a phone may have opened for it: each opening is written down, and pulled again it is one more."""

from collections import Counter
from threading import Lock
from typing import Final

from oneboard.foundation.clock import MINUTE_MS
from oneboard.foundation.errors import Refusal

_HOUR_MS: Final = 60 * MINUTE_MS

#: In an hour: a village's households thirty times over. Of each process of the node.
OF_A_DEVICE: Final = 50_000

_opened: Counter[tuple[str, int]] = Counter()
_lock: Final = Lock()


def take(device: str, subjects: int, now_ms: int) -> None:
    """Raises Refusal account.throttled."""
    hour = now_ms // _HOUR_MS
    with _lock:
        if _opened[device, hour] + subjects > OF_A_DEVICE:
            raise Refusal("account.throttled", seconds=1 + (_HOUR_MS - now_ms % _HOUR_MS) // 1000)
        _opened[device, hour] += subjects
        for old in [key for key in _opened if key[1] != hour]:
            del _opened[old]
