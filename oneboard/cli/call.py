"""`oneboard call METHOD PATH [JSON] --as NAME`: any route, as an account, with the server running or not."""

import argparse
import base64
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import msgspec
from django.conf import settings

from oneboard.api.local_line import SOCKET, Answered, Asked
from oneboard.cli.language import language
from oneboard.cli.terminal import shown

#: Method, path and body to status and body of the answer.
Ask: TypeAlias = Callable[[str, str, bytes], tuple[int, bytes]]


def add(commands: Any) -> None:
    parser = commands.add_parser("call", help="call any route as an account")
    parser.add_argument("method", help="GET, POST …")
    parser.add_argument("path", help="for example /figures?place=5117")
    parser.add_argument("body", nargs="?", default="", help="JSON; `-` reads it from standard input")
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    body = sys.stdin.read() if asked.body == "-" else asked.body
    status, answered = call(asked.account, asked.method, asked.path, body.encode())
    print(
        shown(msgspec.json.format(answered, indent=2).decode()) if answered else "",
        end="\n" if answered else "",
    )
    return 0 if status < 400 else 1


class Refused(Exception):
    """The node said no; the text says what would be right, and the command ends with it."""


@contextmanager
def whole(file: Path) -> Iterator[None]:
    """Takes the file away where the node refuses a page of it: half a list looks like a whole one."""
    try:
        yield
    except Refused:
        file.unlink(missing_ok=True)
        raise


def fetched(ask: Ask, method: str, path: str, body: bytes = b"") -> bytes:
    """What a route answers. Raises Refused."""
    status, answered = ask(method, path, body)
    if status >= 400:
        raise Refused(msgspec.json.decode(answered).get("text") or answered.decode())
    return answered


def call(account: str, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    """Status and body of the answer."""
    with calling(account) as ask:
        return ask(method, path, body)


def fetch(account: str, method: str, path: str, body: bytes = b"") -> Any:
    """What a route answers, decoded. Raises Refused."""
    with calling(account) as ask:
        return msgspec.json.decode(fetched(ask, method, path, body))


@contextmanager
def calling(account: str, locale: str | None = None) -> Iterator[Ask]:
    """Many requests in a row; where no server listens, this process has the pen for all of them. `locale`: whose
    language the answers are in; None: the terminal's."""

    def asked(method: str, path: str, body: bytes) -> Asked:
        address, encoded = urlsplit(path), base64.b64encode(body).decode()
        headers = {"Accept-Language": locale or language()}
        return Asked(account, method.upper(), address.path, address.query, encoded, headers)

    if _is_served():
        yield lambda method, path, body: _opened(_over_socket(asked(method, path, body)))
    else:
        # All routes and the recorder: a second of loading that a command spares where a server has them.
        with import_module("oneboard.cli.unserved").answering() as answer:
            yield lambda method, path, body: _opened(answer(asked(method, path, body)))


def _opened(answered: Answered) -> tuple[int, bytes]:
    return answered.status, base64.b64decode(answered.body)


def _is_served() -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(settings.ONEBOARD.home / SOCKET))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        return True


def _over_socket(asked: Asked) -> Answered:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(settings.ONEBOARD.home / SOCKET))
        client.sendall(msgspec.json.encode(asked) + b"\n")
        with client.makefile("rb") as reply:
            return msgspec.json.decode(reply.readline(), type=Answered)
