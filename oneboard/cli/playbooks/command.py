"""The commands of playbooks, from checking one to withdrawing it."""

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from oneboard.cli.playbooks import check, compare, leaving, listing, motions, publish, rollback


def add(commands: Any) -> None:
    parser = commands.add_parser("playbooks", help="check, publish, list, compare and take back playbooks")
    kinds = parser.add_subparsers(
        required=True, metavar="check|publish|motions|approve|list|diff|rollback|move|withdraw|open-tasks"
    )
    _add_files(kinds.add_parser("check", help="every fault of these files, with its line"), check.run)
    published = kinds.add_parser("publish", help="put these playbooks in force, with their forms")
    _add_files(published, publish.run)
    _add_moves(published)
    published.add_argument(
        "--basis", metavar="ORDER", help="the order on which they rest here, and its number"
    )
    published.add_argument(
        "--ends", metavar="DATE", type=dt.date.fromisoformat, help="the order's last day, 2020-04-30"
    )
    moved = _add_motions(kinds)
    listed = kinds.add_parser("list", help="every version, and what is still open under it")
    listed.set_defaults(run=listing.run)
    _add_diff(kinds.add_parser("diff", help="what one version says otherwise than another"), compare.run)
    back = kinds.add_parser("rollback", help="publish an earlier version again, under the next number")
    _add_rollback(back, rollback.run)
    _add_moves(back)
    left = _add_leaving(kinds)
    for asking in (published, *moved, listed, kinds.choices["diff"], back, *left):
        asking.add_argument(
            "--as", dest="account", required=True, metavar="NAME", help="the account to act as"
        )


def _add_files(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a playbook, .yaml")
    parser.set_defaults(run=run)


def _add_moves(parser: argparse.ArgumentParser) -> None:
    words = "the open tasks of earlier versions go on under this one, where it has their state"
    parser.add_argument("--move", action="store_true", help=words)


def _add_motions(kinds: Any) -> list[argparse.ArgumentParser]:
    """What restricts people takes two persons."""
    waiting = kinds.add_parser("motions", help="what waits for a second person, because it restricts people")
    waiting.set_defaults(run=motions.waiting)
    approved = kinds.add_parser("approve", help="put in force what another person proposed")
    approved.add_argument("key", metavar="NAME@VERSION", help="as it stands among the motions")
    approved.set_defaults(run=motions.approve)
    return [waiting, approved]


def _add_leaving(kinds: Any) -> list[argparse.ArgumentParser]:
    """What is open under versions that are left behind."""
    moved = kinds.add_parser("move", help="take the open tasks of earlier versions to the version in force")
    withdrawn = kinds.add_parser("withdraw", help="open nothing new by any version published so far")
    withdrawn.add_argument("--reason", required=True, help="why; it stands in the journal")
    listed = kinds.add_parser("open-tasks", help="what is still open under the versions of a playbook")
    listed.add_argument("--version", type=int, help="of this one; absent: of all but the one in force")
    listed.add_argument("--limit", type=int, default=50, help="how many are shown (default: 50)")
    for one, run in ((moved, leaving.move), (withdrawn, leaving.withdraw), (listed, leaving.open_tasks)):
        one.add_argument("name", help="for example household_visit")
        one.set_defaults(run=run)
    return [moved, withdrawn, listed]


def _add_diff(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("name", help="for example household_visit")
    parser.add_argument("before", type=int, metavar="VERSION")
    parser.add_argument("after", type=int, metavar="VERSION")
    parser.set_defaults(run=run)


def _add_rollback(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("name", help="for example household_visit")
    parser.add_argument("--to", type=int, required=True, metavar="VERSION", help="the version to go back to")
    parser.set_defaults(run=run)
