"""Saving a picture: text as outlines, and the same figures as the same file."""

from typing import Any, BinaryIO, Final, Literal, TypeAlias

from matplotlib import rc_context
from matplotlib.figure import Figure

Ending: TypeAlias = Literal["png", "svg"]

#: What would tell one file from another although they show the same.
_UNSIGNED: Final[dict[str, dict[str, Any]]] = {"svg": {"Date": None}, "png": {"Software": None}}


def save(figure: Figure, to: BinaryIO, ending: Ending) -> None:
    with rc_context({"svg.hashsalt": "oneboard", "svg.fonttype": "path"}):
        figure.savefig(to, format=ending, dpi=150, metadata=_UNSIGNED[ending])
