"""`oneboard backup [DIR]`: a consistent copy of everything a node keeps, while it runs."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from rich.progress import TaskID

from oneboard.cli.journal import progress
from oneboard.foundation.clock import now_ms
from oneboard.recorder import backups
from oneboard.recorder.backups import BackupError, Manifest, Tell


def add(commands: Any) -> None:
    parser = commands.add_parser("backup", help="copy everything the node keeps, while it runs")
    parser.add_argument(
        "target", nargs="?", type=Path, metavar="DIR", help="an empty directory (default: HOME/backups/TIME)"
    )
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    home, now = settings.ONEBOARD.home, now_ms()
    target = asked.target.absolute() if asked.target else backups.folder(home, now)
    try:
        with telling() as tell:
            manifest = backups.make(home, target, now, tell)
    except BackupError as error:
        print(error, file=sys.stderr)
        return 1
    said(manifest, target)
    for old in backups.prune(home, now):
        print(f"已删除满七天的备份 removed, its keys were a week old: {old.name}")
    if asked.target:
        print(
            "这份备份里有密钥，请在七天内删除。 It holds keys: remove it within seven days, or expiry is undone."
        )
    return 0


def said(manifest: Manifest, target: Path) -> None:
    print(f"✓ 备份 backup: {target}")
    print(f"  {manifest.seq} 条 entries · {len(manifest.files)} 个文件 files · {manifest.hash[:16]}")


@contextmanager
def telling() -> Iterator[Tell]:
    """A bar for each thing that is done, in its turn."""
    bars: dict[str, TaskID] = {}
    with progress("{task.description}") as bar:

        def tell(what: str, done: int, total: int) -> None:
            if what not in bars:
                bars[what] = bar.add_task(what, total=total)
            bar.update(bars[what], completed=done, total=total)

        yield tell
