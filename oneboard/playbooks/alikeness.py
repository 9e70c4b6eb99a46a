"""Alikeness (相似): how much of two texts is the same, and bands by which texts that are nearly the same meet. Pure.

MinHash over pairs of characters (Broder 1997), in bands as of locality-sensitive hashing (Leskovec, Rajaraman, Ullman:
Mining of Massive Datasets, 3.4): texts that share half of their pairs meet by one of twelve bands of four in about
every second case, such that share seven tenths in 96 of 100, and such that share a fifth in two. What meets is
compared.
"""

import re
import struct
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from typing import Final

_BANDS, _ROWS = 12, 4

_BETWEEN: Final = re.compile(r"[\W_]+")

#: 48 orders of all pairs, each by a number of its own: three digests of sixteen numbers.
_ORDERS: Final = (b"0", b"1", b"2")
_NUMBERS: Final = struct.Struct("<16I").unpack


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters, without what stands between words; of one character, that."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold())
    return frozenset(plain[n : n + 2] for n in range(max(1, len(plain) - 1))) if plain else frozenset()


def alike(one: str, other: str) -> int:
    """How much is the same (Jaccard), in thousandths."""
    mine, theirs = pairs(one), pairs(other)
    return 1000 * len(mine & theirs) // len(mine | theirs) if mine and theirs else 0


def bands(text: str) -> list[str]:
    """Each is the same for texts that are nearly the same; none of a text without a character."""
    least = [min(numbers) for numbers in zip(*map(_numbers, pairs(text)), strict=True)]
    return [f"{n}:{least[n * _ROWS : (n + 1) * _ROWS]}" for n in range(_BANDS)] if least else []


@lru_cache(maxsize=8192)
def _numbers(pair: str) -> tuple[int, ...]:
    """Where the pair stands in each order; the same few are said again and again."""
    said = pair.encode()
    return tuple(n for order in _ORDERS for n in _NUMBERS(blake2b(said, person=order).digest()))
