"""The sheet as a page (登记表): A4, one card a person, with the code as a QR and in large letters. It asks for nothing
outside itself, so it prints the same on a machine without a network."""

import datetime as dt
from html import escape
from io import BytesIO
from pathlib import Path
from string import Template
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import segno

from oneboard.foundation.words import LOCALES, say

_PAGE: Final = Template(Path(__file__).with_name("sheet.html").read_text(encoding="utf-8"))
_CARD: Final = Template(Path(__file__).with_name("card.html").read_text(encoding="utf-8"))

#: Letters of the code that stand together, as people read aloud.
_TOGETHER: Final = 4


class Card(msgspec.Struct, frozen=True):
    member: str
    number: str | None
    name: str | None
    code: str


class LeftOut(msgspec.Struct, frozen=True):
    member: str
    name: str | None
    why: str


class Sheet(msgspec.Struct, frozen=True):
    """As `POST /units/{unit}/enrolments` answers."""

    unit: str
    expires_at: dt.datetime
    cards: list[Card]
    left_out: list[LeftOut]


def page(sheet: Sheet, zone: str) -> str:
    until = f"{sheet.expires_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    cards = "".join(_card(card, sheet.unit, until) for card in sheet.cards)
    return _PAGE.substitute(
        title=_both("title"),
        unit=escape(sheet.unit),
        warning=_both("warning"),
        until=_both("until", until),
        cards=cards,
    )


def _card(card: Card, unit: str, until: str) -> str:
    parts = [card.code[at : at + _TOGETHER] for at in range(0, len(card.code), _TOGETHER)]
    return _CARD.substitute(
        name=escape(card.name or card.number or card.member),
        number=escape(card.number or ""),
        unit=escape(unit),
        qr=_qr(card.code),
        code="".join(f"<b>{part}</b>" for part in parts),
        steps="".join(f"<li>{_both(f'step_{n}')}</li>" for n in (1, 2, 3)),
        until=_both("until", until),
    )


def _both(key: str, time: str = "") -> str:
    return " ".join(
        f'<span lang="{locale}">{escape(say(locale, f"sheet.{key}", {"time": time}))}</span>'
        for locale in LOCALES
    )


def _qr(code: str) -> str:
    drawn = BytesIO()
    segno.make_qr(code, error="q").save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, nl=False
    )
    return drawn.getvalue().decode()
