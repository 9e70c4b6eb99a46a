"""A throwaway node of its own, in processes of its own, spoken to over HTTP like any other."""

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id

#: A small machine may take this long to start the node.
_PATIENCE_S: Final = 60

_ONEBOARD: Final = (sys.executable, "-m", "oneboard.cli")


class Refused(Exception):
    """The node did not do what the demo asked for."""


class Node:
    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ONEBOARD_")},
            "ONEBOARD_HOME": str(home), "ONEBOARD_PORT": str(port),
        }  # fmt: skip

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *command: str) -> str:
        """What `oneboard COMMAND` prints."""
        done = subprocess.run(
            [*_ONEBOARD, *command], env=self.environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )  # fmt: skip
        if done.returncode:
            raise Refused(done.stdout + done.stderr)
        return done.stdout

    def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] = {}
    ) -> tuple[Any, str]:
        """The JSON of the answer, and the cookies it set. Raises Refused."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        content = {"Content-Type": "application/json"} if body is not None else {}
        connection.request(method, path, body and json.dumps(body), {**content, **headers})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status >= 400:
            raise Refused(f"{method} {path}: {answer.status} {text.decode()}")
        cookies = "; ".join(
            value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"
        )
        return json.loads(text) if text else None, cookies


class Person:
    """Somebody at a desk, signed in."""

    def __init__(self, node: Node, username: str, password: str) -> None:
        self.node, self.username, self.password = node, username, password
        me, cookies = node.ask("POST", "/session", {"username": username, "password": password})
        self.member: str = me["member"]
        self._headers = {"Cookie": cookies, "X-CSRFToken": me["csrf_token"]}

    def say(self, path: str, **body: Any) -> Any:
        return self.node.ask("POST", path, {"id": new_id(now_ms()), **body}, self._headers)[0]

    def ask(self, path: str, **body: Any) -> Any:
        """A request that is no command: it takes no id."""
        return self.node.ask("POST", path, body, self._headers)[0]

    def read(self, path: str) -> Any:
        return self.node.ask("GET", path, headers=self._headers)[0]


@contextmanager
def served(port: int) -> Iterator[tuple[Node, Person]]:
    """A founded and running node with its founder; all of it is gone at the end."""
    home = Path(tempfile.mkdtemp(prefix="oneboard-demo-"))
    node = Node(home, port)
    try:
        made = node.run(
            "init", "--place", "town", "--level", "town", "--name", "双柏镇（演练）", "--username", "demo"
        )
        password = re.search(r"password[^:]*: (\S+)", made)
        if password is None:
            raise Refused(made)
        serving = subprocess.Popen([*_ONEBOARD, "serve"], env=node.environment, stdout=subprocess.DEVNULL,
                                   stderr=(home / "serve.log").open("w"))  # fmt: skip
        try:
            _wait(node, serving)
            yield node, Person(node, "demo", password[1])
        finally:
            serving.terminate()
            serving.wait(30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _wait(node: Node, serving: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            node.ask("GET", "/ready")
            return
        except (OSError, http.client.HTTPException, Refused) as error:
            if serving.poll() is not None or time.monotonic() > deadline:
                raise Refused((node.home / "serve.log").read_text()) from error
            time.sleep(0.1)
