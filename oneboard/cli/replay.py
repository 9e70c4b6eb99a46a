"""`oneboard replay --check|--swap`: builds every read model anew from the journal; compares it, or puts it in place."""

import argparse
import sys
import time
from typing import Any

from django.conf import settings

from oneboard.cli.journal import progress
from oneboard.cli.terminal import shown
from oneboard.foundation.memory import settle
from oneboard.journal.blobs import Blobs
from oneboard.journal.models import Head
from oneboard.projections.beside import sides
from oneboard.projections.replay import Difference, compare, rebuild


def add(commands: Any) -> None:
    parser = commands.add_parser("replay", help="fold the journal anew and compare with what is live")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--check", dest="swap", action="store_false", help="list every difference")
    how.add_argument("--swap", action="store_true", help="list them, and put what the journal says in place")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    return replay(swap=asked.swap)


def replay(*, swap: bool) -> int:
    """1 where the journal says otherwise, unless that was put in place."""
    settle()
    of = settings.ONEBOARD
    total = Head.objects.get(id=1).seq
    started = time.perf_counter()
    with sides(of.home) as both:
        with progress("重放 replaying") as bar:
            task = bar.add_task("", total=total)
            entries = rebuild(
                both, of.time_zone, Blobs(of.home).get, lambda seq: bar.update(task, completed=seq)
            )
        seconds = time.perf_counter() - started
        found = compare(both)
        swapped = bool(swap and found.differences) and both.swap(entries)
    print(
        f"{entries} 条 entries · {seconds:.1f} s · {entries / max(seconds, 0.001):,.0f}/s · {found.rows} 行 rows"
    )
    for difference in found.listed:
        print(shown(f"✗ {_said(difference)}"), file=sys.stderr)
    if not found.differences:
        print("✓ 一致 replay = live")
    elif swapped:
        print(f"✓ {found.differences} 处已按日志改正 differences, now as the journal says")
    else:
        print(f"✗ {found.differences} 处不同 differences")
    return 1 if found.differences and not swapped else 0


def _said(difference: Difference) -> str:
    return f"{difference.table}\n  live    {difference.live}\n  journal {difference.replayed}"
