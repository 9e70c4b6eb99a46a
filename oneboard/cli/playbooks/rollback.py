"""`oneboard playbooks rollback NAME --to VERSION`: what that version said is published as the next one.

Nothing that was published is undone: tasks of the versions between keep them, and the journal keeps all.
"""

import argparse

from oneboard.cli.playbooks.compare import fetch_version
from oneboard.cli.playbooks.publish import send, told
from oneboard.cli.territory.shown import Refused, complain, fetch
from oneboard.playbooks.loader import with_version


def run(asked: argparse.Namespace) -> int:
    try:
        files = fetch_version(asked.account, asked.name, asked.to)
        listed = fetch(asked.account, "GET", "/playbooks")
        latest = max(one["version"] for one in listed if one["playbook"] == asked.name)
        if asked.to == latest:
            return complain(f"{asked.name}@{latest} 已是现行版本 is in force already")
        source = with_version(files.source, asked.to, latest + 1)
        told(send(asked.account, files._replace(source=source).body), f"{asked.name}@{latest + 1}")
    except Refused as refused:
        return complain(str(refused))
    return 0
