"""`oneboard upgrade`: backup, migrate, verify, replay; or everything is put back as it was."""

import argparse
import socket
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from oneboard.api.local_line import SOCKET
from oneboard.cli import journal, replay
from oneboard.cli.backup import said, telling
from oneboard.foundation.clock import now_ms
from oneboard.recorder import backups, copies
from oneboard.recorder.backups import BackupError, Manifest
from oneboard.recorder.recorder import AlreadyRunning, take_lock


class NotSound(Exception):
    """What was upgraded is not what the journal says."""


def add(commands: Any) -> None:
    parser = commands.add_parser("upgrade", help="bring the store to this program, or leave it as it was")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    home = settings.ONEBOARD.home
    try:
        with _alone(home):
            return _upgrade(asked, home)
    except AlreadyRunning:
        print("服务正在运行，请先停止。 The node is running: stop it first.", file=sys.stderr)
    except BackupError as error:
        print(error, file=sys.stderr)
    return 1


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Nobody serves this node meanwhile. Raises AlreadyRunning."""
    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            stack.enter_context(take_lock(home))
        if _listens(home / SOCKET):
            raise AlreadyRunning(str(home))
        yield


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        return True


def _upgrade(asked: argparse.Namespace, home: Path) -> int:
    pending, now = _pending(), now_ms()
    target = backups.folder(home, now)
    with telling() as tell:
        manifest = backups.make(home, target, now, tell)
    said(manifest, target)
    try:
        _brought_forward(asked)
    except (Exception, KeyboardInterrupt):  # noqa: BLE001  (whatever it was, the node is put back)
        traceback.print_exc()
        _put_back(target, manifest)
        return 1
    for name in pending:
        print(f"  + {name}")
    print(f"✓ 升级完成 upgraded: {len(pending)} 项变更 changes")
    return 0


def _pending() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _brought_forward(asked: argparse.Namespace) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    # The rules of the fold may have changed with the program: then what they give now is put in place.
    if journal.run_verify(asked) or replay.replay(swap=True):
        raise NotSound


def _put_back(target: Path, manifest: Manifest) -> None:
    copies.clear()
    with telling() as tell:
        backups.put_store_back(target, manifest, tell)
    print(
        f"✗ 升级失败，已恢复原状（{manifest.seq} 条）。请用原来的程序继续。\n"
        f"  The upgrade failed; the store is as it was ({manifest.seq} entries). Go on with the program of before.",
        file=sys.stderr,
    )
