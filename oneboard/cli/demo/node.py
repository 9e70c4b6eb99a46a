"""A throwaway node of its own: an exercise, in processes of its own, spoken to over HTTP like any other."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from oneboard.cli.play.calendar import at
from oneboard.cli.play.door import Desk, HttpDoor, Refused, ask
from oneboard.cli.play.scales import Root
from oneboard.foundation.clock import iso

#: A small machine may take this long to start the node.
_PATIENCE_S: Final = 60

_ONEBOARD: Final = (sys.executable, "-m", "oneboard.cli")


class Node:
    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.door = HttpDoor("127.0.0.1", port)
        self._serving: subprocess.Popen[bytes] | None = None
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ONEBOARD_")},
            "ONEBOARD_HOME": str(home), "ONEBOARD_PORT": str(port),
        }  # fmt: skip

    def begin(self, *words: str, **streams: Any) -> None:
        """Serves, in a process of its own."""
        self._serving = subprocess.Popen([*_ONEBOARD, "serve", *words], env=self.environment, **streams)

    def end(self) -> None:
        if self._serving is not None:
            self._serving.terminate()
            self._serving.wait(30)

    def has_ended(self) -> bool:
        return self._serving is None or self._serving.poll() is not None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *command: str) -> str:
        """What `oneboard COMMAND` prints. Raises Refused."""
        done = subprocess.run(
            [*_ONEBOARD, *command], env=self.environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )  # fmt: skip
        if done.returncode:
            raise Refused(done.stdout + done.stderr)
        return done.stdout


@contextmanager
def served(root: Root) -> Iterator[tuple[Node, Desk]]:
    """A founded and running node with its founder; all of it is gone at the end."""
    home = Path(tempfile.mkdtemp(prefix="oneboard-demo-"))
    node = Node(home, _free_port())
    try:
        made = node.run(
            "init", "--exercise", "--begins", iso(at(0, 7)), "--place", root.place, "--level", root.level,
            "--name", f"{root.name}（演练）", "--username", "demo",
        )  # fmt: skip
        password = re.search(r"password[^:]*: (\S+)", made)
        if password is None:
            raise Refused(made)
        node.begin(stdout=subprocess.DEVNULL, stderr=(home / "serve.log").open("w"))
        try:
            _wait(node)
            yield node, Desk(node.door, "demo", password[1])
        finally:
            node.end()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _wait(node: Node) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            ask(node.door, "GET", "/ready")
            return
        except (OSError, Refused) as error:
            if node.has_ended() or time.monotonic() > deadline:
                raise Refused((node.home / "serve.log").read_text()) from error
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
