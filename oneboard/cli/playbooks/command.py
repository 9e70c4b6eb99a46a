"""The five commands of playbooks: check, publish, list, diff, rollback."""

import argparse
from pathlib import Path
from typing import Any

from oneboard.cli.playbooks import check, compare, listing, publish, rollback


def add(commands: Any) -> None:
    parser = commands.add_parser("playbooks", help="check, publish, list, compare and take back playbooks")
    kinds = parser.add_subparsers(required=True, metavar="check|publish|list|diff|rollback")
    _add_files(kinds.add_parser("check", help="every fault of these files, with its line"), check.run)
    published = kinds.add_parser("publish", help="put these playbooks in force, with their forms")
    _add_files(published, publish.run)
    listed = kinds.add_parser("list", help="every version, and what is still open under it")
    listed.set_defaults(run=listing.run)
    _add_diff(kinds.add_parser("diff", help="what one version says otherwise than another"), compare.run)
    back = kinds.add_parser("rollback", help="publish an earlier version again, under the next number")
    _add_rollback(back, rollback.run)
    for asking in (published, listed, kinds.choices["diff"], back):
        asking.add_argument(
            "--as", dest="account", required=True, metavar="NAME", help="the account to act as"
        )


def _add_files(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a playbook, .yaml")
    parser.set_defaults(run=run)


def _add_diff(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("name", help="for example household_visit")
    parser.add_argument("before", type=int, metavar="VERSION")
    parser.add_argument("after", type=int, metavar="VERSION")
    parser.set_defaults(run=run)


def _add_rollback(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("name", help="for example household_visit")
    parser.add_argument("--to", type=int, required=True, metavar="VERSION", help="the version to go back to")
    parser.set_defaults(run=run)
