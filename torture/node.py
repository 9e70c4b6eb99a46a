"""A real node in a home of its own: made by `oneboard init`, run by `oneboard serve`, and ended in every way."""

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from typing import Final

from tests.postgres_guard import free_port

ROOT: Final = Path(__file__).resolve().parent.parent
ONEBOARD: Final = str(Path(sys.executable).with_name("oneboard"))
PATIENCE_S: Final = 60.0

#: By then a server that was told to end has ended; its own patience with a worker is longer (LAST_WORDS_S).
OVERDUE_S: Final = 15


class Stuck(Exception):
    """The node did not do in a minute what it should in a few seconds; the text says what."""


class Node:
    """Every process it starts lies in a session of its own, so that `end` can take them all, and only them."""

    def __init__(self, home: Path, database_url: str | None, workers: int = 1) -> None:
        self.home, self.workers, self.port = home, workers, free_port()
        self.clock = home.parent / f"{home.name}.clock"
        self.log = home.parent / f"{home.name}.log"
        self.mislead(0)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ONEBOARD_")}
        self.env = kept | {
            "ONEBOARD_HOME": str(home), "ONEBOARD_PORT": str(self.port), "TORTURE_CLOCK": str(self.clock),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "torture/shim"), str(ROOT)]), "LANG": "en_US.UTF-8",
        } | ({"ONEBOARD_DATABASE_URL": database_url} if database_url else {})  # fmt: skip
        self.server: subprocess.Popen[bytes] | None = None

    def command(self, *words: str, said: str = "") -> "subprocess.CompletedProcess[str]":
        """Runs `oneboard …` to its end."""
        return self._run([ONEBOARD, *words], said)

    def make(self, officer: str) -> None:
        """`init`, and an account for the duty officer, who is a member not yet registered."""
        for made in (
            self.command("init", "--password-stdin", said="only for the torture 1\n"),
            self._run([sys.executable, "-m", "torture.account", "officer", officer], ""),
        ):
            if made.returncode != 0:
                raise Stuck(f"no node could be made: {made.stdout}{made.stderr}")

    def start(self) -> None:
        with self.log.open("ab") as log:
            command = [ONEBOARD, "serve", "--workers", str(self.workers)]
            self.server = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def is_up(self, path: str = "/ready") -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def wait_until_up(self) -> None:
        """Raises Stuck."""
        end = time.monotonic() + PATIENCE_S
        while not self.is_up():
            if time.monotonic() > end or self.has_ended():
                raise Stuck(f"the node did not come up: {self.last_words()}")
            time.sleep(0.05)

    def processes(self) -> list[int]:
        """The worker processes of the server that is running."""
        assert self.server
        return children(self.server.pid)

    def has_ended(self) -> bool:
        return self.server is None or self.server.poll() is not None

    def kill_worker(self, rng: Random) -> None:
        """`kill -9` of one worker or of several."""
        workers = self.processes()
        for pid in rng.sample(workers, rng.randint(1, len(workers))):
            os.kill(pid, signal.SIGKILL)

    def kill_parent(self) -> list[int]:
        """`kill -9` of the parent only. Returns its workers, which may or may not outlive it."""
        workers = self.processes()
        if self.server:
            self.server.kill()
            self.server.wait()
        return workers

    def kill(self) -> None:
        """`kill -9` of everything that `serve` started, at once."""
        if self.server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()

    def terminate(self) -> str:
        """SIGTERM, as a service manager would. Returns what its threads did when it was overdue. Raises Stuck."""
        assert self.server
        self.server.terminate()
        overdue = ""
        with suppress(subprocess.TimeoutExpired):
            self.server.wait(OVERDUE_S)
            return overdue
        overdue = self.stacks()
        try:
            self.server.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            raise Stuck(f"a server that was told to end did not end in a minute: {overdue}") from None
        return overdue

    def fill_disk(self, limit: int) -> None:
        """No file of the server's processes may grow beyond so many bytes (EFBIG): needs no privilege."""
        assert self.server
        for pid in (self.server.pid, *self.processes()):
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, hard))

    def free_disk(self) -> None:
        assert self.server
        for pid in (self.server.pid, *self.processes()):
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))

    def mislead(self, offset_s: int) -> None:
        """Sets the node's clock off by so much, from now on."""
        mode = "r+b" if self.clock.exists() else "wb"
        with self.clock.open(mode) as file:
            file.write((offset_s * 1_000_000_000).to_bytes(8, "little", signed=True))

    def stacks(self) -> str:
        """What each thread of the server and its workers is doing now."""
        assert self.server
        before = self.log.stat().st_size
        for pid in (self.server.pid, *self.processes()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGUSR2)
        time.sleep(1)
        return self.log.read_bytes()[before:].decode(errors="replace")

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-1500:] if self.log.exists() else ""

    def complaints(self) -> Counter[str]:
        """What the node logged as failed, by the name of the error."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return Counter(
            re.findall(r"^((?:\w+\.)*\w+(?:Error|Timeout|Closed|Aborted|Shutdown)): ?.{0,60}", text, re.M)
        )

    def _run(self, command: list[str], said: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command, cwd=ROOT, env=self.env, input=said, capture_output=True, text=True, timeout=600
        )


def children(pid: int) -> list[int]:
    """From /proc, so Linux only."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return found
