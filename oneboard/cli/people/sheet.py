"""`oneboard people sheet UNIT --as NAME`: codes for all who have no phone yet, as a page to print."""

import argparse
from collections.abc import Sequence
from urllib.parse import urlencode

import msgspec
from django.conf import settings

from oneboard.cli.call import Ask, Refused, calling, fetched
from oneboard.cli.language import language
from oneboard.cli.people.page import Sheet, page
from oneboard.cli.terminal import shown
from oneboard.foundation.ids import is_id
from oneboard.foundation.words import LOCALES, say
from oneboard.privacy.files import write_durably


def run(asked: argparse.Namespace) -> int:
    with calling(asked.account) as ask:
        sheet = _made(ask, asked.unit, asked.hours)
    # Who has the page can enrol as those it names: it is for its owner only.
    write_durably(asked.out, page(sheet, settings.ONEBOARD.time_zone).encode())
    print(f"{asked.out}: {len(sheet.cards)} 张 cards")
    for left_out in sheet.left_out:
        why = " ".join(say(locale, f"sheet.{left_out.why}") for locale in LOCALES)
        print(shown(f"  – {left_out.name or left_out.member}: {why}"))
    return 0


def _made(ask: Ask, unit: str, hours: int) -> Sheet:
    """Raises Refused."""
    if not is_id(unit):
        found = msgspec.json.decode(fetched(ask, "GET", f"/units?{urlencode({'name': unit})}"))
        if len(found) != 1:
            raise Refused(_unclear(unit, [one["id"] for one in found]))
        unit = found[0]["id"]
    body = msgspec.json.encode({"hours": hours})
    return msgspec.json.decode(fetched(ask, "POST", f"/units/{unit}/enrolments", body), type=Sheet)


def _unclear(unit: str, ids: Sequence[str]) -> str:
    problem, fields = "unit.several" if ids else "unit.absent", {"unit": unit, "ids": ", ".join(ids)}
    return " ".join(say(language(), f"{section}.{problem}", fields) for section in ("fault", "right"))
