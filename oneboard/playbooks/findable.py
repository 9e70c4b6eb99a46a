"""What is found by an exact keyed hash, brought to the one form it is hashed in. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

#: GB 11643-1999, 4.2: ISO 7064 MOD 11-2.
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"

_COUNTRY: Final = re.compile(r"^(?:\+|00)?86(?=1[0-9]{10}$|0[0-9]{9,11}$)")
_BETWEEN: Final = re.compile(r"[\s()（）.\-—]+")


def normal(kind: str, text: str) -> str | None:
    """None for what is no phone number, no number of an identity card, no name. Raises KeyError for no kind."""
    return _NORMAL[kind](unicodedata.normalize("NFKC", text))


def _phone(text: str) -> str | None:
    """Digits, without the country's 86."""
    if text.isascii() and text.isdigit() and 3 <= len(text) <= 15 and not text.startswith(("0", "8")):
        return text  # as most are written
    # A spreadsheet that took it for a number writes a fraction behind it, whose nought is no digit of it.
    digits = _COUNTRY.sub("", _BETWEEN.sub("", re.sub(r"^([0-9]+)\.0$", r"\1", text)))
    return digits if re.fullmatch(r"[0-9]{3,15}", digits) else None


def _id_number(text: str) -> str | None:
    """18 characters in upper case whose last one is right."""
    number = text.strip().upper()
    if re.fullmatch(r"[0-9]{17}[0-9X]", number) is None:
        return None
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return number if _CHECK_DIGITS[total % 11] == number[17] else None


def _name(text: str) -> str | None:
    return "".join(text.split()).casefold() or None


_NORMAL: Final[Mapping[str, Callable[[str], str | None]]] = {
    "phone": _phone,
    "id_number": _id_number,
    "name": _name,
}
