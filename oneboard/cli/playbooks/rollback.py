"""`oneboard playbooks rollback NAME --to VERSION`: what that version said is published as the next one.

Nothing that was published is undone: tasks of the versions between keep them, unless they are told to move, and the
journal keeps all.
"""

import argparse

from oneboard.cli.playbooks.compare import fetch_version, latest
from oneboard.cli.playbooks.publish import send, told
from oneboard.cli.terminal import complain
from oneboard.playbooks.loader import load, with_version


def run(asked: argparse.Namespace) -> int:
    last = latest(asked.account, asked.name)
    if asked.to == last:
        return complain(f"{asked.name}@{asked.to} 已是现行版本 is in force already")
    published_again(asked.account, asked.name, asked.to, last + 1, move=asked.move)
    return 0


def published_again(account: str, name: str, version: int, under: int, *, move: bool) -> None:
    """What this version said, under another number. Raises Refused."""
    files = fetch_version(account, name, version)
    again = files._replace(source=with_version(files.source, version, under))
    found = load(again.source, again.forms, f"{name}@{under}")
    told(send(account, again.body, move=move), found.playbook)
