"""The words by which a subject is found: pairs of neighbouring characters of what may be read, and its links.

Pairs, because Chinese has no blanks and most of its words are of two characters. A link is the id of another subject
in one word, so that a household finds its members.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from oneboard.foundation.canonical import Value
from oneboard.foundation.ids import is_id

_RUN = re.compile(r"[^\W_]+")


def words(readable: Mapping[str, Value]) -> str:
    """All of them, sorted, with blanks between."""
    found: set[str] = set()
    for value in readable.values():
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str):
                found.update([link(text)] if is_id(text) else pairs(text))
    return " ".join(sorted(found))


def pairs(text: str) -> Iterable[str]:
    """A character that stands alone is a word of its own."""
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).casefold()):
        yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))


def link(id_: str) -> str:
    return id_.replace("-", "")
