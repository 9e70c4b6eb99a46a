"""The layouts (版式) of a bulletin as a file, by the ending that people know them by.

What writes one is loaded only where one is written: that takes longer than most commands.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from oneboard.outputs.bulletin.bulletin import Bulletin, Issue

Ending: TypeAlias = Literal["docx", "xlsx", "png", "svg"]


class Layout(NamedTuple):
    """`write`: the file of a bulletin in a language, under the number and on the day it was signed."""

    media_type: str
    write: Callable[[Bulletin, str, Issue], bytes]


def _by(module: str, *more: str) -> Callable[[Bulletin, str, Issue], bytes]:
    def write(bulletin: Bulletin, locale: str, issue: Issue) -> bytes:
        writer: Any = import_module(f"oneboard.outputs.bulletin.{module}")
        return bytes(writer.write(bulletin, locale, issue, *more))

    return write


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"

LAYOUTS: Final[Mapping[Ending, Layout]] = {
    "docx": Layout(f"{_OFFICE}.wordprocessingml.document", _by("document")),
    "xlsx": Layout(f"{_OFFICE}.spreadsheetml.sheet", _by("workbook")),
    "png": Layout("image/png", _by("picture", "png")),
    "svg": Layout("image/svg+xml", _by("picture", "svg")),
}
