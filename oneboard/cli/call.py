"""`oneboard call METHOD PATH [JSON] --as NAME`: any route, as an account, with the server running or not."""

import argparse
import base64
import socket
import sys
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.conf import settings

from oneboard.api.local import SOCKET, Answered, Asked, answer
from oneboard.cli.pen import pen
from oneboard.cli.terminal import shown


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


def call(account: str, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    """Status and body of the answer."""
    address = urlsplit(path)
    asked = Asked(account, method.upper(), address.path, address.query, base64.b64encode(body).decode())
    answered = _over_socket(asked)
    if answered is None:
        with pen():
            answered = answer(asked)
    return answered.status, base64.b64decode(answered.body)


def _over_socket(asked: Asked) -> Answered | None:
    """None where no server listens."""
    path = settings.ONEBOARD.home / SOCKET
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        client.sendall(msgspec.json.encode(asked) + b"\n")
        with client.makefile("rb") as reply:
            return msgspec.json.decode(reply.readline(), type=Answered)
