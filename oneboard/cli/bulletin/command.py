"""`oneboard bulletin --place ID`: the draft as of any moment, what was signed, and whether it still comes out."""

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from oneboard.cli.bulletin.asking import Series, Shown
from oneboard.cli.bulletin.shown import show
from oneboard.cli.bulletin.signed import show_check, show_list
from oneboard.cli.call import Refused
from oneboard.cli.language import language
from oneboard.cli.terminal import shown
from oneboard.foundation.clock import instant_ms
from oneboard.foundation.words import LOCALES, say
from oneboard.outputs.bulletin.bulletin import Issue
from oneboard.outputs.bulletin.layouts import LAYOUTS


def add(commands: Any) -> None:
    parser = commands.add_parser("bulletin", help="what the centre publishes: every figure, and what changed")
    parser.add_argument("--place", required=True, help="the place's id")
    parser.add_argument("--as-of", help="a moment, for example 2020-02-03T18:00:00+08:00; absent: now")
    parser.add_argument("--template", help="the template's name; absent: the one published last")
    parser.add_argument("--lang", choices=LOCALES, help="absent: as the terminal speaks")
    parser.add_argument("--format", choices=("text", "json", *LAYOUTS), default="text", help="default: text")
    parser.add_argument("--out", type=Path, metavar="FILE", help="of a document; absent: named by what it is")
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.add_argument("--hash", default="", help="with --sign: only a draft whose hash begins so")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--sign", action="store_true", help="sign the draft that is shown")
    what.add_argument(
        "--number", type=int, metavar="N", help="the bulletin that was signed under this number"
    )
    what.add_argument("--check", type=int, metavar="N", help="count the one signed under this number again")
    what.add_argument("--list", action="store_true", help="what was signed")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    series = Series(asked.account, asked.place, asked.template)
    screen, locale = Console(highlight=False), asked.lang or language()
    if asked.list:
        show_list(screen, series.listed(), locale)
        return 0
    if asked.check is not None:
        checked = series.checked(asked.check)
        show_check(screen, checked, locale)
        return 1 if checked.differences or not checked.intact else 0
    if asked.number is not None:
        _told(screen, series.numbered(asked.number), asked, locale)
        return 0
    found = series.draft(asked.as_of)
    if asked.sign and not found.hash.startswith(asked.hash):
        raise Refused(say(locale, "refusal.bulletin.changed"))
    _told(screen, series.signed(found) if asked.sign else found, asked, locale)
    return 0


def _told(screen: Console, found: Shown, asked: argparse.Namespace, locale: str) -> None:
    if asked.format in LAYOUTS:
        _written(found, asked, locale)
    elif asked.format == "json":
        sys.stdout.write(shown(msgspec.json.format(msgspec.json.encode(found.raw), indent=2).decode()) + "\n")
    else:
        show(screen, found.content, locale, found.number, found.hash)


def _written(found: Shown, asked: argparse.Namespace, locale: str) -> None:
    content = found.content
    which = str(found.number or "draft")
    series = content.template.rpartition("@")[0]
    out = asked.out or Path(f"{series}-{content.place.place}-{which}.{asked.format}")
    signed_at = (
        instant_ms(dt.datetime.fromisoformat(found.signed.signed_at)) if found.signed else content.as_of.at
    )
    out.touch(mode=0o600)
    out.write_bytes(LAYOUTS[asked.format].write(content, locale, Issue(found.number, signed_at)))
    print(out)
