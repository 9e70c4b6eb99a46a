"""The door of a node as players see it: requests and answers, and somebody signed in at a desk."""

import http.client
import threading
import time
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Protocol
from urllib.parse import urlencode

import msgspec

from oneboard.cli.call import Refused as Refused

#: A small machine under load may take this long for one answer.
_PATIENCE_S: Final = 120

#: How often the same is asked again of a node that is busy, and how long one waits between.
_TRIES: Final = 100
_PAUSE_S: Final = 0.3


class Answer(NamedTuple):
    """`cookies`: as the next request sends them."""

    status: int
    body: bytes
    cookies: str = ""


class Door(Protocol):
    def knock(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer: ...


class HttpDoor:
    """Over HTTP, one kept-alive connection a thread; a node hangs up on those that are silent for some seconds."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._kept = threading.local()

    def knock(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        kept = self._kept.__dict__.pop("connection", None)  # and kept again only behind an answer
        if kept is not None:
            try:
                return self._keep(kept, _answered(kept, method, path, body, headers))
            except ConnectionError:  # a RemoteDisconnected is one
                kept.close()
        fresh = http.client.HTTPConnection(*self._address, timeout=_PATIENCE_S)
        return self._keep(fresh, _answered(fresh, method, path, body, headers))

    def _keep(self, connection: http.client.HTTPConnection, answer: Answer) -> Answer:
        self._kept.connection = connection
        return answer


def _answered(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None,
    headers: Mapping[str, str],
) -> Answer:
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    said = answer.read()
    cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    return Answer(answer.status, said, "; ".join(cookie.split(";")[0] for cookie in cookies))


def ask(door: Door, method: str, path: str, body: Any = None, headers: Mapping[str, str] = {}) -> Any:
    """The JSON of the answer. Raises Refused."""
    return _opened(_asked(door, method, path, body, headers), f"{method} {path}")


def _asked(door: Door, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
    sent = None if body is None else msgspec.json.encode(body)
    json = {} if sent is None else {"Content-Type": "application/json"}
    return patiently(door, method, path, sent, {**json, **headers})


def patiently(door: Door, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
    """The same again while the node is busy, as its answer asks for; whatever is sent twice counts once."""
    for _ in range(_TRIES):
        answer = door.knock(method, path, body, headers)
        if answer.status not in (429, 503):
            break
        time.sleep(_PAUSE_S)
    return answer


def _opened(answer: Answer, asked: str) -> Any:
    if answer.status >= 400:
        raise Refused(f"{asked}: {answer.status} {answer.body.decode(errors='replace')}")
    return msgspec.json.decode(answer.body) if answer.body else None


class Desk:
    """Somebody signed in."""

    def __init__(self, door: Door, username: str, password: str) -> None:
        self.door, self.username, self.password = door, username, password
        answer = _asked(door, "POST", "/session", {"username": username, "password": password}, {})
        me = _opened(answer, "POST /session")
        self._headers = {"Cookie": answer.cookies, "X-CSRFToken": me["csrf_token"]}

    def say(self, path: str, body: Any) -> Any:
        return ask(self.door, "POST", path, body, self._headers)

    def read(self, path: str, **query: object) -> Any:
        """Parameters that are None are left out."""
        given = {name: value for name, value in query.items() if value is not None}
        return ask(self.door, "GET", f"{path}?{urlencode(given)}" if given else path, None, self._headers)
