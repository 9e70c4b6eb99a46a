"""`oneboard serve`: the node, until it is told to stop."""

import argparse
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from oneboard.accounts.models import Account
from oneboard.api import metrics
from oneboard.cli.lan import serving
from oneboard.cli.lan.address import lan_address
from oneboard.journal.exercise import is_exercise
from oneboard.recorder.recorder import AlreadyRunning, take_lock

#: Requests wait for their group, so there are many; on PostgreSQL they share the pool's connections.
THREADS: Final = 64

#: Connections of a worker: each phone may keep one, and most of them are silent.
CONNECTIONS: Final = 4096

#: A request's head has come by then, or its connection is closed.
HEAD_MS: Final = 10_000

#: A worker that was told to end writes what waits; one that has not ended by then is killed, which loses nothing
#: that was acknowledged.
LAST_WORDS_S: Final = 20


def add(commands: Any) -> None:
    parser = commands.add_parser("serve", help="run the node")
    parser.add_argument("--workers", type=int, default=1, help="processes (PostgreSQL only; default: 1)")
    parser.add_argument(
        "--lan", action="store_true", help="on the local network, by https with a certificate of its own"
    )
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    if not asked.lan:
        return _run(asked.workers, {})
    address = lan_address()
    if address is None:
        print("没有连接网络。 There is no network to serve on.", file=sys.stderr)
        return 1
    of = settings.ONEBOARD
    if serving.origin(address, of) not in of.origins or of.host != str(address):
        serving.begin_anew(address, of)
    with serving.trusted(address, of) as secured:
        return _run(asked.workers, secured)


def _run(workers: int, secured: Mapping[str, Any]) -> int:
    of = settings.ONEBOARD
    try:
        lock = take_lock(of.home)
    except AlreadyRunning:
        print(f"这个节点已在运行（{of.home}）。 This node is running already ({of.home}).", file=sys.stderr)
        return 1
    if fault := why_not(workers):
        print(fault, file=sys.stderr)
        return 1
    server = Granian(
        "oneboard.api.wsgi:application", address=of.host, port=of.port, interface=Interfaces.WSGI,
        workers=workers, blocking_threads=THREADS, backpressure=_connections(), log_level=LogLevels.warning,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MS),
        respawn_failed_workers=True, respawn_interval=1.0, workers_kill_timeout=LAST_WORDS_S, **secured,
    )  # fmt: skip
    if connection.vendor == "sqlite":
        lock.close()  # there the worker takes it, with the pen
    metrics.clear(of.home)
    _let_go_of_the_store()
    # Until a worker has handlers of its own it has inherited the server's, which only note that it is to end.
    os.register_at_fork(after_in_child=_end_when_told)
    print(f"一盘棋 Oneboard: http{'s' if secured else ''}://{of.host}:{of.port}", flush=True)
    server.serve()
    return 0


def _connections() -> int:
    """As many as this process may have open, with some left for files; a shell allows 1,024 unless asked for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 512
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(256, allowed - 512)


def _let_go_of_the_store() -> None:
    """The workers are forked from here: on a connection that they share, each would read the others' answers."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


def _end_when_told() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def why_not(workers: int) -> str:
    """Empty, or why this node cannot be served, in both languages."""
    if connection.vendor == "sqlite" and workers != 1:
        return (
            "SQLite 只能有一个进程；多进程请用 PostgreSQL。 SQLite has one process; for more use PostgreSQL."
        )
    return _unready() or _several(workers) or _taken(settings.ONEBOARD.host, settings.ONEBOARD.port)


def _several(workers: int) -> str:
    if workers != 1 and is_exercise():
        return "演练的时钟在一个进程里，请用 --workers 1。 The clock of an exercise lives in one process: --workers 1."
    return ""


def _taken(host: str, port: int, patience_s: float = 10) -> str:
    """Empty unless somebody listens there: two servers on one port would each get a part of what phones send.

    Workers whose server was killed end within seconds; they are waited for.
    """
    deadline = time.monotonic() + patience_s
    while fault := _cannot_listen(host, port):
        if time.monotonic() > deadline:
            return fault
        time.sleep(0.2)
    return ""


def _cannot_listen(host: str, port: int) -> str:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            return (
                f"不能在 {host}:{port} 上监听（{error.strerror}），请换 ONEBOARD_PORT。 "
                f"Cannot listen on {host}:{port} ({error.strerror}): set another ONEBOARD_PORT."
            )
    return ""


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
