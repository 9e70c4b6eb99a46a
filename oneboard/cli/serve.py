"""`oneboard serve`: the node, until it is told to stop."""

import argparse
import sys
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from oneboard.accounts.models import Account
from oneboard.recorder.recorder import AlreadyRunning, take_lock

#: Requests wait for their group, so there are many; on PostgreSQL they share the pool's connections.
THREADS: Final = 64

#: A worker that was told to end writes what waits; one that has not ended by then is killed, which loses nothing
#: that was acknowledged.
LAST_WORDS_S: Final = 20


def add(commands: Any) -> None:
    parser = commands.add_parser("serve", help="run the node")
    parser.add_argument("--workers", type=int, default=1, help="processes (PostgreSQL only; default: 1)")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    of = settings.ONEBOARD
    try:
        lock = take_lock(of.home)
    except AlreadyRunning:
        print(f"这个节点已在运行（{of.home}）。 This node is running already ({of.home}).", file=sys.stderr)
        return 1
    if fault := _why_not(asked.workers):
        print(fault, file=sys.stderr)
        return 1
    server = Granian(
        "oneboard.api.wsgi:application", address=of.host, port=of.port, interface=Interfaces.WSGI,
        workers=asked.workers, blocking_threads=THREADS, backpressure=4 * THREADS, log_level=LogLevels.warning,
        respawn_failed_workers=True, respawn_interval=1.0, workers_kill_timeout=LAST_WORDS_S,
    )  # fmt: skip
    if connection.vendor == "sqlite":
        lock.close()  # there the worker takes it, with the pen
    _let_go_of_the_store()
    print(f"一盘棋 Oneboard: http://{of.host}:{of.port}", flush=True)
    server.serve()
    return 0


def _let_go_of_the_store() -> None:
    """The workers are forked from here: on a connection that they share, each would read the others' answers."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


def _why_not(workers: int) -> str:
    """Empty, or why this node cannot be served, in both languages."""
    if connection.vendor == "sqlite" and workers != 1:
        return (
            "SQLite 只能有一个进程；多进程请用 PostgreSQL。 SQLite has one process; for more use PostgreSQL."
        )
    return _unready()


def _unready() -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if len(pending) == len(executor.loader.graph.nodes):
        call_command("migrate", verbosity=0, interactive=False)
    elif pending:
        return "数据库比程序旧，请先运行 oneboard upgrade。 The store is older than the program: run oneboard upgrade."
    if not Account.objects.exists():
        return "还没有账号，请先运行 oneboard init。 There is no account yet: run oneboard init."
    return ""
