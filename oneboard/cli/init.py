"""`oneboard init`: makes a node: its store, its first place and unit, and the first account. No default password."""

import argparse
import datetime as dt
import getpass
import sys
from typing import Any

from django.core.management import call_command

from oneboard.accounts import accounts
from oneboard.accounts.models import Account
from oneboard.cli.pen import pen
from oneboard.foundation.clock import instant_ms, now_ms
from oneboard.intake.desk.founding import Territory, found, founder


def add(commands: Any) -> None:
    parser = commands.add_parser("init", help="make a node and its first account")
    parser.add_argument("--place", default="5117", help="id of the place everything lies in (default: 5117)")
    parser.add_argument("--level", default="city", help="its level (default: city)")
    parser.add_argument("--name", default="达州市", help="its name (default: 达州市)")
    parser.add_argument("--centre", default="市域社会治理指挥中心", help="name of the first unit")
    parser.add_argument("--username", default="founder", help="of the first account (default: founder)")
    parser.add_argument(
        "--exercise", action="store_true", help="a store for invented things only, for as long as it lives"
    )
    parser.add_argument(
        "--begins",
        metavar="TIME",
        help="of an exercise: its first moment, 2020-02-01T08:00:00+08:00 (default: now)",
    )
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    try:
        exercise_from = _exercise_from(asked)
    except ValueError as error:
        print(f"--begins: {error}", file=sys.stderr)
        return 2
    call_command("migrate", verbosity=0, interactive=False)
    if Account.objects.exists():
        print(
            "这个节点已经建好，直接运行 oneboard serve。 This node is made already: run oneboard serve.",
            file=sys.stderr,
        )
        return 1
    password = _password(asked)
    with pen():
        # A run that was cut off between the two is taken up where it stopped.
        member = founder() or found(
            Territory(asked.place, asked.level, asked.name), asked.centre, asked.username, exercise_from
        )
    _, shown = accounts.create_first(asked.username, now_ms(), member=member, password=password)
    print(f"账号 account: {asked.username}")
    if password is None:
        print(f"密码 password (shown once): {shown}")
    return 0


def _exercise_from(asked: argparse.Namespace) -> int | None:
    """Raises ValueError for a first moment that is none, or of a node in earnest."""
    if not asked.begins:
        return now_ms() if asked.exercise else None
    if not asked.exercise:
        raise ValueError(
            "只有演练（--exercise）才能定起始时刻 only an exercise has a first moment of its own"
        )
    return instant_ms(dt.datetime.fromisoformat(asked.begins))


def _password(asked: argparse.Namespace) -> str | None:
    """None: one is made up and shown once."""
    if asked.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        return None
    return getpass.getpass("密码 password (empty: one is made up): ") or None
