"""What a terminal is shown: text that somebody sent must not move its cursor, colour its lines or turn them round."""

import re
from typing import Final

from oneboard.foundation.words import UNSEEN

_UNSEEN: Final = re.compile(f"(?![\n\t])[{UNSEEN}]")


def shown(text: str) -> str:
    """As JSON would write them: `\\u009b`. Line feeds and tabs stay."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
