"""`oneboard playbooks rollback NAME --to VERSION`: what that version said is published as the next one.

Nothing that was published is undone: tasks of the versions between keep them, unless they are told to move, and the
journal keeps all.
"""

import argparse

from oneboard.cli.playbooks.compare import fetch_version
from oneboard.cli.playbooks.publish import send, told
from oneboard.cli.territory.shown import Refused, complain, fetch
from oneboard.playbooks.loader import with_version


def run(asked: argparse.Namespace) -> int:
    try:
        last = latest(asked.account, asked.name)
        if asked.to == last:
            return complain(f"{asked.name}@{asked.to} 已是现行版本 is in force already")
        published_again(asked.account, asked.name, asked.to, last + 1, move=asked.move)
    except Refused as refused:
        return complain(str(refused))
    return 0


def published_again(account: str, name: str, version: int, under: int, *, move: bool) -> None:
    """What this version said, under another number. Raises Refused."""
    files = fetch_version(account, name, version)
    source = with_version(files.source, version, under)
    told(send(account, files._replace(source=source).body, move=move), f"{name}@{under}")


def latest(account: str, name: str) -> int:
    """0 where there is none; then whoever fetches one is refused."""
    listed = fetch(account, "GET", "/playbooks")
    return max((one["version"] for one in listed if one["playbook"] == name), default=0)
