"""The founts (字体) of a paper: named in the file, each with the names under which other systems have it."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

Fount = Literal["song", "fangsong", "hei", "kai", "digits", "latin"]

_FILE: Final = Path(__file__).with_name("fonts.toml")


class Named(msgspec.Struct, frozen=True):
    """`others`: what stands in for it, in this order."""

    name: str
    others: str


@cache
def founts() -> dict[str, Named]:
    return msgspec.convert(tomllib.loads(_FILE.read_text(encoding="utf-8")), dict[str, Named])


def declare(document: Document) -> None:
    """Tells whoever opens the file which fount to take where one is missing."""
    table: Part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    declared = "".join(
        f'<w:font w:name="{one.name}"><w:altName w:val="{one.others}"/></w:font>' for one in founts().values()
    )
    table._blob = serialize_part_xml(parse_xml(f"<w:fonts {nsdecls('w')}>{declared}</w:fonts>"))
