"""The commands of tasks: list, show, why, parts."""

import argparse
from pathlib import Path
from typing import Any

from oneboard.cli.tasks import listing, showing


def add(commands: Any) -> None:
    parser = commands.add_parser("tasks", help="what is owed on one's ground, and why")
    kinds = parser.add_subparsers(required=True, metavar="list|show|why|parts")
    listed = kinds.add_parser("list", help="the tasks of a place and below, overdue first")
    _add_list(listed)
    shown = kinds.add_parser("show", help="one task and what happened to it")
    why = kinds.add_parser("why", help="why a task is there, whose it is, and by when")
    parts = kinds.add_parser("parts", help="into what a task was split, and how far that has come")
    for one, run in ((shown, showing.show), (why, showing.why), (parts, showing.parts)):
        one.add_argument("task", help="the task's id")
        one.set_defaults(run=run)
    for asking in (listed, shown, why, parts):
        asking.add_argument(
            "--as", dest="account", required=True, metavar="NAME", help="the account to act as"
        )


def _add_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--place", help="the place's id; absent: one's whole ground")
    parser.add_argument("--playbook", help="by name, or one version: household_visit@1")
    parser.add_argument("--state", help="absent: every state in which something is owed")
    parser.add_argument("--overdue", action="store_const", const="true", help="only what is overdue")
    parser.add_argument("--assigned", help="post:ID, unit:ID, member:ID, or lapsed")
    parser.add_argument("--due-before", help="a moment, for example 2020-02-03T18:00:00+08:00")
    parser.add_argument("--sort", choices=["due", "place"], help="default: due")
    parser.add_argument("--limit", type=int, default=50, help="how many are shown (default: 50)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="all of them into this .xlsx or .csv")
    parser.set_defaults(run=listing.run)
