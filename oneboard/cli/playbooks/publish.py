"""`oneboard playbooks publish FILE…`: checked here, then through the same door as everybody's."""

import argparse
from pathlib import Path

import msgspec

from oneboard.cli.call import fetch
from oneboard.cli.playbooks.check import loaded
from oneboard.cli.playbooks.compare import fetch_version, latest
from oneboard.cli.playbooks.shown import console
from oneboard.cli.terminal import complain
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.imports.playbooks import Files, read_files
from oneboard.playbooks.loader import Loaded, with_basis, with_version
from oneboard.playbooks.schema import Basis, Playbook


def run(asked: argparse.Namespace) -> int:
    """Nothing is published while one of the files has a fault. The same again changes nothing."""
    if (asked.basis is None) != (asked.ends is None):
        return complain("--basis 和 --ends 须一起给出 --basis and --ends go together")
    basis = Basis(asked.basis, asked.ends) if asked.basis else None
    found = [loaded(file, basis) for file in asked.files]
    if None in found:
        return 1
    for file, one in zip(asked.files, found, strict=True):
        if one is not None:
            _publish(asked, file, one, basis)
    return 0


def _publish(asked: argparse.Namespace, file: Path, found: Loaded, basis: Basis | None) -> None:
    files, version = read_files(file), found.playbook.version
    if basis is not None:
        files, version = _resting_on(asked.account, files, found, basis)
    told(
        send(asked.account, files.body, move=asked.move),
        msgspec.structs.replace(found.playbook, version=version),
    )


def _resting_on(account: str, files: Files, found: Loaded, basis: Basis) -> tuple[Files, int]:
    """The same under another order: where its version was published already, under the next number."""
    name, version = found.playbook.playbook, found.playbook.version
    source, last = with_basis(files.source, basis), latest(account, name)
    if last >= version:
        again = files._replace(source=with_version(source, version, last))
        if fetch_version(account, name, last) == again:
            return again, last
        source, version = with_version(source, version, last + 1), last + 1
    return files._replace(source=source), version


def send(account: str, body: dict[str, object], *, move: bool) -> dict[str, object]:
    """Raises Refused."""
    moves = {"moves": "open_tasks"} if move else {}
    said = msgspec.json.encode({"id": new_id(now_ms()), **body, **moves})
    return dict(fetch(account, "POST", "/playbooks", said))


def told(answer: dict[str, object], playbook: Playbook) -> None:
    """What restricts people is not in force yet."""
    words = "已发布 published" if playbook.measure is None else "待另一人批准 waits for a second person"
    console.print(f"{words}  [bold]{playbook.key}[/]  序号 seq {answer['seq']}", soft_wrap=True)
    if playbook.measure is not None:
        console.print(f"  oneboard playbooks approve {playbook.key} --as …", soft_wrap=True)
