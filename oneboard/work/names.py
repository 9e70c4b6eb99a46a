"""Names of places as people say them: without the committee, and without the word for what they are."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

_FILE: Final = Path(__file__).with_suffix(".toml")
_SHORTEST: Final = 2  # characters: a single one stands in every second sentence


class _Endings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`committees`: what to write instead."""

    committees: Mapping[str, str]
    kinds: Mapping[str, tuple[str, ...]]


@cache
def _endings() -> _Endings:
    return msgspec.convert(tomllib.loads(_FILE.read_text(encoding="utf-8")), _Endings)


def plain(name: str) -> str:
    """Two lists mean the same place where this is the same."""
    for ending, instead in _endings().committees.items():
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending) + instead
    return name


def forms(name: str, level: str) -> tuple[str, ...]:
    """Every form that a sentence may use, the full one first."""
    without = plain(name)
    kinds = sorted(_endings().kinds[level], key=len, reverse=True)
    kind = next((kind for kind in kinds if without.endswith(kind)), "")
    bare = without.removesuffix(kind)
    return tuple(dict.fromkeys((name, without, *([bare] if kind and len(bare) >= _SHORTEST else []))))
