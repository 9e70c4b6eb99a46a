"""The fount of a picture: one of the machine's that has every character of it, so that no box stands for a word."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ft2font import FT2Font

from oneboard.foundation.errors import Refusal

#: Those made for Chinese and plain to read, best first; then whatever else the machine has.
_PREFERRED: Final = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC",
    "HarmonyOS Sans SC", "MiSans", "Noto Sans CJK JP", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei",
    "Heiti SC", "Droid Sans Fallback", "DejaVu Sans",
)  # fmt: skip


def fount_for(texts: Iterable[str]) -> FontProperties:
    """Raises Refusal drawing.fount with the characters that no fount of this machine has."""
    needed = {ord(sign) for text in texts for sign in text if not sign.isspace()}
    fewest = needed
    for file in _files():
        lacking = needed - _signs(file)
        if not lacking:
            return FontProperties(fname=file)
        fewest = min(fewest, lacking, key=len)
    raise Refusal("drawing.fount", signs="".join(map(chr, sorted(fewest)[:20])))


@cache
def _files() -> tuple[str, ...]:
    rank = {name: number for number, name in enumerate(_PREFERRED)}
    # One that comes with matplotlib has a box for every character there is.
    upright = [
        font
        for font in fontManager.ttflist
        if font.style == "normal"
        and not font.name.startswith("Last Resort")
        and 350 <= _weight(font.weight) <= 500
    ]
    ranked = sorted(upright, key=lambda font: (rank.get(font.name, len(rank)), font.fname))
    return tuple(dict.fromkeys(font.fname for font in ranked))


def _weight(weight: int | str) -> int:
    return (
        weight
        if isinstance(weight, int)
        else {"normal": 400, "regular": 400, "book": 400, "medium": 500}.get(weight, 0)
    )


@cache
def _signs(file: str) -> frozenset[int]:
    return frozenset(FT2Font(file).get_charmap())
