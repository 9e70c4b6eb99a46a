"""What an answer can be: the types of questions, and the question that an answer's path belongs to."""

import re
from functools import lru_cache
from typing import Final

#: The question types of XLSForm that an answer can have, and the JSON type it travels as.
ANSWER_TYPES: Final[dict[str, type]] = {
    "integer": int,
    "text": str,
    "decimal": str,
    "date": str,
    "time": str,
    "select_one": str,
    "select_multiple": list,
    "image": str,
    "audio": str,
    "signature": str,
    "barcode": str,
    "acknowledge": bool,
    "calculate": str,
}

#: Their answers are references to bytes: nothing to read, to compare or to say aloud.
ATTACHED: Final = frozenset({"image", "audio", "signature"})

_NUMBER_SEGMENT: Final = re.compile(r"/[0-9]+(?=/|$)")


@lru_cache(maxsize=4096)
def question_of(path: str) -> str:
    """The question an answer's path belongs to: `members/2/fever` answers `members/fever`."""
    return _NUMBER_SEGMENT.sub("", path)
