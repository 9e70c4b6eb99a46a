"""The line between a phone and the node, and all the ways in which it breaks."""

import gzip
import socket
from http.client import HTTPConnection, HTTPException
from typing import Final, NamedTuple

import msgspec

#: Longer than the node's own patience with its store.
PATIENCE_S: Final = 45.0


class Answer(NamedTuple):
    """What the node said: its status and its JSON, None where that was none."""

    status: int
    body: dict[str, object] | None


class Line:
    """One phone's way to the node: a new connection for each request, as in a stairwell with a bad signal."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self._head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def send(self, body: bytes, *, zipped: bool = False) -> Answer:
        """Raises OSError or HTTPException when no whole answer came."""
        if zipped:
            return self.send_as_it_is(gzip.compress(body, 1), {"Content-Encoding": "gzip"})
        return self.send_as_it_is(body, {})

    def send_as_it_is(self, body: bytes, head: dict[str, str]) -> Answer:
        return self._ask("POST", "/sync", body, head)

    def pull(self) -> Answer:
        return self._ask("GET", "/sync", None, {})

    def send_twice(self, body: bytes) -> list[Answer]:
        """Two connections carry the same batch at the same time. Returns the answers that came."""
        connections = [HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S) for _ in range(2)]
        answers = []
        try:
            for connection in connections:
                connection.request("POST", "/sync", body, self._head)
            for connection in connections:
                try:
                    answers.append(_read(connection))
                except (OSError, HTTPException):
                    continue
        finally:
            for connection in connections:
                connection.close()
        return answers

    def cut(self, body: bytes, *, sent: float, waits_s: float, reads: int) -> None:
        """Sends that share of the request, waits, reads so many bytes of the answer, and is gone."""
        head = "".join(f"{name}: {value}\r\n" for name, value in self._head.items())
        request = (
            f"POST /sync HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as line:
            line.sendall(request[: max(1, int(len(request) * sent))])
            line.settimeout(max(waits_s, 0.001))
            if reads:
                line.recv(reads)

    def _ask(self, method: str, path: str, body: bytes | None, head: dict[str, str]) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, path, body, {**self._head, **head})
            return _read(connection)
        finally:
            connection.close()


def _read(connection: HTTPConnection) -> Answer:
    response = connection.getresponse()
    content = response.read()
    try:
        return Answer(response.status, msgspec.json.decode(content, type=dict[str, object]))
    except msgspec.DecodeError:
        return Answer(response.status, None)
