"""`oneboard bulletin --place ID`: the draft of a bulletin, as of any moment, as text or JSON."""

import argparse
import sys
from typing import Any
from urllib.parse import urlencode

import msgspec
from rich.console import Console

from oneboard.cli.bulletin.shown import show
from oneboard.cli.call import call
from oneboard.cli.language import language
from oneboard.cli.terminal import shown
from oneboard.cli.territory.shown import complain
from oneboard.foundation.words import LOCALES
from oneboard.outputs.bulletin.bulletin import Bulletin


class Answer(msgspec.Struct, frozen=True):
    """What the commands need of the node's answer."""

    content: Bulletin


def add(commands: Any) -> None:
    parser = commands.add_parser("bulletin", help="what the centre publishes: every figure, and what changed")
    parser.add_argument("--place", required=True, help="the place's id")
    parser.add_argument("--as-of", help="a moment, for example 2020-02-03T18:00:00+08:00; absent: now")
    parser.add_argument("--template", help="the template's name; absent: the one published last")
    parser.add_argument("--lang", choices=LOCALES, help="absent: as the terminal speaks")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    given = {"place": asked.place, "as_of": asked.as_of, "template": asked.template}
    query = urlencode({name: value for name, value in given.items() if value})
    status, body = call(asked.account, "GET", f"/bulletins/draft?{query}")
    if status >= 400:
        return complain(shown(msgspec.json.decode(body)["text"]))
    if asked.format == "json":
        sys.stdout.write(shown(msgspec.json.format(body, indent=2).decode()) + "\n")
    else:
        answer = msgspec.json.decode(body, type=Answer)
        show(Console(highlight=False), answer.content, asked.lang or language())
    return 0
