"""Words for people: a text by locale and key, its `{fields}` filled in. Chinese first, English complete."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

LOCALES: Final = ("zh", "en")
_HERE = Path(__file__).parent / "locales"


def say(locale: str, key: str, fields: Mapping[str, str | int] = {}) -> str:
    """The text for `section.name`, for example `refusal.not_found`. Raises KeyError where there is none."""
    section, _, name = key.partition(".")
    return catalogue(locale)[section][name].format_map(fields)


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
