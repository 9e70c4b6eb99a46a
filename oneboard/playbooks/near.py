"""Near misses: the word that was probably meant."""

import difflib
from collections.abc import Collection


def near(word: str, known: Collection[str]) -> str:
    """The one known word that is close enough to ask "did you mean", or nothing."""
    return next(iter(difflib.get_close_matches(word.lower(), known, 1, 0.75)), "")
