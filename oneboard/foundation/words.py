"""Words for people: a text by locale and key, its `{fields}` filled in. Chinese first, English complete."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

#: For a pattern: what no name and no reason holds. Controls move a terminal's cursor, marks of direction turn a line.
UNSEEN: Final = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"

#: Of no width, and of no meaning in a name, an address or a heading: copied along from web pages and files' marks.
INVISIBLE: Final = "\u200b\u2060\ufeff\u00ad"

#: How a cell begins that Excel would take for a formula, the full-width signs too.
FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

LOCALES: Final = ("zh", "en")
_HERE = Path(__file__).parent / "locales"


class Phrase(msgspec.Struct, frozen=True):
    """A text that is made only when its reader's language is known; what stands in it may be phrases again."""

    key: str
    fields: Mapping[str, Any] = {}


Said: TypeAlias = str | int | Phrase | tuple[Phrase, ...]


def say(locale: str, key: str, fields: Mapping[str, Said] = {}) -> str:
    """The text for `section.name`, for example `refusal.not_found`; of several phrases, one a line.

    Raises KeyError where there is none.
    """
    section, _, name = key.partition(".")
    return catalogue(locale)[section][name].format_map({k: _said(locale, v) for k, v in fields.items()})


def _said(locale: str, value: Said) -> str | int:
    if isinstance(value, Phrase):
        return say(locale, value.key, value.fields)
    if isinstance(value, tuple):
        return "\n".join(say(locale, phrase.key, phrase.fields) for phrase in value)
    return value


@cache
def catalogue(locale: str) -> Mapping[str, Mapping[str, str]]:
    with (_HERE / f"{locale}.toml").open("rb") as file:
        return tomllib.load(file)


def locale_of(accept_language: str) -> str:
    """The first language of an Accept-Language header that we speak; Chinese where it names none."""
    for part in accept_language.lower().split(","):
        tag = part.split(";")[0].strip()[:2]
        if tag in LOCALES:
            return tag
    return LOCALES[0]
