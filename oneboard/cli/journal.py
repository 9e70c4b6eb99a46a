"""`oneboard journal verify|show|checkpoint`: the journal from the outside."""

import argparse
import sys
from typing import Any

import msgspec
from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from oneboard.cli.terminal import shown
from oneboard.foundation.clock import iso, now_ms
from oneboard.foundation.errors import Refusal
from oneboard.journal.checkpoints import sign_due
from oneboard.journal.models import Head, Line
from oneboard.journal.verify import verify


def add(commands: Any) -> None:
    parser = commands.add_parser("journal", help="verify the journal, or show an entry")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    checking = actions.add_parser(
        "verify", help="find any changed byte in entries, blocks, blobs and checkpoints"
    )
    checking.set_defaults(run=run_verify)
    showing = actions.add_parser("show", help="one entry as it was recorded; sealed answers stay sealed")
    showing.add_argument("entry", help="its id, or its seq")
    showing.set_defaults(run=run_show)
    signing = actions.add_parser("checkpoint", help="sign today's checkpoint, if the clock has not yet")
    signing.set_defaults(run=run_checkpoint)


def run_verify(asked: argparse.Namespace) -> int:
    total = Head.objects.get(id=1).seq
    with progress("核验 verifying") as bar:
        task = bar.add_task("", total=total)
        found = verify(settings.ONEBOARD.home, lambda entries: bar.update(task, completed=entries))
    print(
        f"{found.entries} 条 entries · {found.blocks} 块 blocks · {found.blobs} 附件 blobs · "
        f"{found.checkpoints} 检查点 checkpoints"
    )
    for fault in found.faults:
        print(f"✗ {fault}", file=sys.stderr)
    print("✓ 完好 nothing was changed" if not found.faults else f"✗ {len(found.faults)} 处不符 faults")
    return 1 if found.faults else 0


def run_show(asked: argparse.Namespace) -> int:
    by = {"seq": int(asked.entry)} if asked.entry.isdecimal() else {"id": asked.entry}
    line = Line.objects.filter(**by).first()
    if line is None:
        raise Refusal("not_found")
    print(f"seq {line.seq} · {iso(line.recorded_at)}")
    print(shown(msgspec.json.format(line.body.encode(), indent=2).decode()))
    return 0


def run_checkpoint(asked: argparse.Namespace) -> int:
    of = settings.ONEBOARD
    path = sign_due(of.home, now_ms(), of.time_zone)
    print(path or "今天已签，或日志还是空的。 Signed today already, or the journal is empty.")
    return 0


def progress(title: str) -> Progress:
    """A bar on stderr; nothing where nobody watches."""
    console = Console(stderr=True)
    return Progress(
        TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console, disable=not console.is_terminal, transient=True,
    )  # fmt: skip
