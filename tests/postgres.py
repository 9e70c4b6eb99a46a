"""A throwaway PostgreSQL for tests, the bench and the torture: a real server, durable, gone afterwards.

    with throwaway_cluster() as url: …
    python -m tests.postgres [--socket] -- COMMAND…      # sets TEST_POSTGRESQL_URL for the command

The server is a child of a guard (`tests/postgres_guard.py`) that holds the other end of a pipe from us: when we end,
however we end, the pipe closes, and the guard stops the server and removes its files.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres_binaries import find_or_install

#: Not of the ONEBOARD_ names: those are a node's settings, and it refuses what it does not know.
URL_VARIABLE = "TEST_POSTGRESQL_URL"
GIVEN = os.environ.get(URL_VARIABLE)
ROOT = Path(__file__).resolve().parent.parent


class Cluster:
    """A running server: `url` goes over loopback, `socket_url` over a Unix socket."""

    def __init__(self, guard: "subprocess.Popen[str]", folder: Path, password: str) -> None:
        self._guard = guard
        self.folder = folder
        self._password = password
        self.port = self._expect("started")

    @property
    def url(self) -> str:
        return f"postgresql://oneboard:{self._password}@127.0.0.1:{self.port}/postgres"

    @property
    def socket_url(self) -> str:
        return f"postgresql://oneboard@/postgres?host={self.folder}&port={self.port}"

    def crash(self) -> None:
        """`kill -9`. Its children leave when they notice, as after a real crash."""
        self._say("crash")
        self._expect("crashed")

    def start(self) -> None:
        """Starts it again on the same port, through recovery. Raises RuntimeError after a minute."""
        self._say("start")
        self._expect("started")

    def _say(self, word: str) -> None:
        assert self._guard.stdin
        print(word, file=self._guard.stdin, flush=True)

    def _expect(self, word: str) -> int:
        assert self._guard.stdout
        said, _, rest = self._guard.stdout.readline().strip().partition(" ")
        if said != word:
            raise RuntimeError(f"PostgreSQL did not come up: {said} {rest} {self._guard.stdout.read()}")
        return int(rest or 0)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server that the caller may crash and start again."""
    binaries = find_or_install()
    folder = Path(tempfile.mkdtemp(prefix="oneboard-pg-"))
    password = secrets.token_urlsafe(16)
    command = [sys.executable, "-m", "tests.postgres_guard", str(binaries), str(folder)]
    guard = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for us; the guard ends when we have ended
    )
    try:
        print(password, file=guard.stdin, flush=True)
        yield Cluster(guard, folder, password)
    finally:
        if guard.stdin:
            guard.stdin.close()
        guard.wait()
        if guard.stdout:
            guard.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def throwaway_cluster(*, socket: bool = False) -> Iterator[str]:
    """The URL of a server: the one that TEST_POSTGRESQL_URL names, else one of our own. Over a `socket` it needs no
    password, and a connection takes half as long.
    """
    if GIVEN:
        yield GIVEN
        return
    with cluster() as server:
        yield server.socket_url if socket else server.url


def main(arguments: list[str]) -> int:
    cut = arguments.index("--") + 1 if "--" in arguments else 0
    options, command = arguments[:cut], arguments[cut:]
    if not command:
        sys.exit("usage: python -m tests.postgres [--socket] -- COMMAND…")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with throwaway_cluster(socket="--socket" in options) as url:
        process = subprocess.Popen(command, env={**os.environ, URL_VARIABLE: url})
        try:
            return process.wait()
        except KeyboardInterrupt:  # the command had it as well, and ends in its own way
            return process.wait()
        finally:
            end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """As Ctrl-C would, so that it cleans up; after ten seconds without asking."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
