"""`oneboard playbooks publish FILE…`: checked here, then through the same door as everybody's."""

import argparse

import msgspec

from oneboard.cli.playbooks.check import loaded
from oneboard.cli.playbooks.shown import console
from oneboard.cli.territory.shown import Refused, complain, fetch
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.imports.playbooks import read_files


def run(asked: argparse.Namespace) -> int:
    """Nothing is published while one of the files has a fault. The same again changes nothing."""
    if None in [loaded(file) for file in asked.files]:
        return 1
    try:
        for file in asked.files:
            told(send(asked.account, read_files(file).body, move=asked.move), file.name)
    except Refused as refused:
        return complain(str(refused))
    return 0


def send(account: str, body: dict[str, object], *, move: bool) -> dict[str, object]:
    """Raises Refused."""
    moves = {"moves": "open_tasks"} if move else {}
    said = msgspec.json.encode({"id": new_id(now_ms()), **body, **moves})
    return dict(fetch(account, "POST", "/playbooks", said))


def told(answer: dict[str, object], name: str) -> None:
    console.print(f"已发布 published  [bold]{name}[/]  序号 seq {answer['seq']}", soft_wrap=True)
