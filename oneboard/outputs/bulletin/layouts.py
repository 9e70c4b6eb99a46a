"""The layouts (版式) of a bulletin as a file, by the ending that people know them by."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from oneboard.outputs.bulletin import document, workbook
from oneboard.outputs.bulletin.bulletin import Bulletin
from oneboard.outputs.bulletin.document import Issue
from oneboard.outputs.papers import docx

Ending: TypeAlias = Literal["docx", "xlsx", "png", "svg"]


class Layout(NamedTuple):
    """`write`: the file of a bulletin in a language, under the number and on the day it was signed."""

    media_type: str
    write: Callable[[Bulletin, str, Issue], bytes]


def _paper(bulletin: Bulletin, locale: str, issue: Issue) -> bytes:
    return docx.write(document.paper_of(bulletin, locale, issue))


def _picture(ending: str, bulletin: Bulletin, locale: str, issue: Issue) -> bytes:
    # Loaded only where something is drawn: it takes longer than most commands.
    picture: Any = import_module("oneboard.outputs.bulletin.picture")
    return bytes(picture.write(bulletin, locale, issue, ending))


LAYOUTS: Final[Mapping[Ending, Layout]] = {
    "docx": Layout(docx.MEDIA_TYPE, _paper),
    "xlsx": Layout(workbook.MEDIA_TYPE, workbook.write),
    "png": Layout("image/png", partial(_picture, "png")),
    "svg": Layout("image/svg+xml", partial(_picture, "svg")),
}
