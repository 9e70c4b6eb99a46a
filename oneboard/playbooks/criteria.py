"""Criteria that nobody is sorted by, kept as data in `criteria.toml`: no register and no form may ask for them."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

_BETWEEN: Final = re.compile("[^0-9a-z\u4e00-\u9fff]+")


def forbidden(path: str, titles: Iterable[str] = ()) -> str:
    """The criterion that a field's path or one of its titles names; empty where there is none."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", " ".join((path, *titles)))
    named = _BETWEEN.sub("_", f" {spaced.lower()} ")
    for criterion, words in _criteria().items():
        if any(f"_{word}_" in named for word in words["en"]) or any(word in named for word in words["zh"]):
            return criterion
    return ""


@cache
def _criteria() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("criteria.toml").read_text(encoding="utf-8"))
