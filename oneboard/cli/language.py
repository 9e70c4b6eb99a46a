"""What the terminal speaks."""

import os

from oneboard.foundation.words import locale_of


def language() -> str:
    """English where the terminal's locale says so, else Chinese."""
    return locale_of(
        (os.environ.get("LC_ALL") or os.environ.get("LANG") or "zh").replace("C.", "en.").lower()
    )
