"""`oneboard figures --place ID`: so far or by day, as of any moment; what changed; the entries behind one."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from oneboard.cli.call import calling
from oneboard.cli.figures import behind, changed, counted, drawn
from oneboard.cli.figures.asking import Asking
from oneboard.cli.figures.laid import Laid
from oneboard.cli.figures.written import print_csv, print_json, write
from oneboard.cli.language import language
from oneboard.vocabulary.places import DEPTH

FORMATS: Final = ("text", "json", "csv", "xlsx")

#: What may be asked of an edition that is not in force: one place, and no series.
_NOT_WITH_EDITION: Final = ("level", "indicators", "since", "until", "public", "changes")


def add(commands: Any) -> None:
    parser = commands.add_parser("figures", help="the figures of a place")
    parser.add_argument("--place", required=True, help="the place's id")
    parser.add_argument("--level", choices=list(DEPTH)[1:], help="with the places of this level below it")
    parser.add_argument("--indicators", metavar="A,B", help="only these; absent: all")
    parser.add_argument("--day", help="YYYY-MM-DD; absent: so far")
    parser.add_argument("--since", metavar="DAY", help="each day from this one")
    parser.add_argument("--until", metavar="DAY", help="to this one")
    parser.add_argument("--as-of", help="a moment, for example 2020-02-03T18:00:00+08:00; absent: now")
    parser.add_argument("--edition", help="as the place was in this edition; absent: as it is now")
    parser.add_argument(
        "--public",
        action="store_const",
        const="true",
        help="as it may be published: small figures below town level are withheld",
    )
    _add_forms(parser)
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=lambda asked: run(asked, parser.error))


def _add_forms(parser: argparse.ArgumentParser) -> None:
    """What is asked of the figures, and in which form it is told."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--changes", metavar="FROM", help="what changed since this moment, or this entry's number"
    )
    what.add_argument("--entries", metavar="INDICATOR", help="list the entries behind this figure")
    parser.add_argument(
        "--limit", type=int, help="of entries: how many (default: 50 on a terminal, else all)"
    )
    parser.add_argument("--after", metavar="ENTRY", help="of entries: those behind this one")
    parser.add_argument("--format", choices=FORMATS, help="absent: by the ending of --out, else text")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it there; .xlsx, .csv or .json")
    parser.add_argument(
        "--draw",
        type=Path,
        metavar="FILE",
        help="a picture, .png or .svg: with --since and --until, or with --level",
    )
    parser.add_argument("--lang", choices=("zh", "en"), help="absent: as the terminal speaks")


def run(asked: argparse.Namespace, wrong: Callable[[str], Any]) -> int:
    form = _format(asked, wrong)
    if asked.edition and (others := [name for name in _NOT_WITH_EDITION if getattr(asked, name)]):
        wrong(f"--edition goes with --day, --as-of and --entries only, not with --{others[0]}")
    if asked.public and (asked.entries or asked.changes):
        wrong("--public goes with figures, not with what changed or what is behind one")
    if asked.draw:
        _check_drawing(asked, wrong)
    locale = asked.lang or language()
    kind = behind if asked.entries else changed if asked.changes else counted
    with calling(asked.account, locale) as ask:
        asking = Asking(asked, ask, locale)
        if asked.draw:
            drawn.draw(asking, asked.draw)
        elif form == "json":
            print_json(kind.answer(asking), asked.out)
        elif form == "text":
            kind.show(asking)
        else:
            _hand_over(kind.laid(asking), asked)
    return 0


def _format(asked: argparse.Namespace, wrong: Callable[[str], Any]) -> str:
    """The file's ending says it; without a file, the terminal is the default."""
    ending = asked.out.suffix.lower().lstrip(".") if asked.out else ""
    if asked.out and (ending not in FORMATS[1:] or asked.format not in (None, ending)):
        wrong(f"--out ends in .{', .'.join(FORMATS[1:])}, as --format says")
    if asked.format == "xlsx" and asked.out is None:
        wrong("--format xlsx needs --out FILE.xlsx")
    return ending or asked.format or "text"


def _check_drawing(asked: argparse.Namespace, wrong: Callable[[str], Any]) -> None:
    if asked.draw.suffix.lower() not in (".png", ".svg"):
        wrong("--draw takes a FILE.png or FILE.svg")
    if asked.format or asked.out or asked.entries or asked.changes or asked.edition:
        wrong("--draw goes with figures alone, and without --format and --out")
    if bool(asked.since) == bool(asked.level):
        wrong("--draw needs --since and --until for days, or --level for places")


def _hand_over(laid: Laid, asked: argparse.Namespace) -> None:
    if asked.out is None:
        print_csv(laid, sys.stdout)
    else:
        print(f"{asked.out}: {write(laid, asked.out):,}", file=sys.stderr)
