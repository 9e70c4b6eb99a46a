"""The local socket: how the command line speaks to a node that is running, as an account, through the same routes.

One request a connection, a line of JSON each way. Who may open the socket file is who owns the node's home.
"""

import base64
import io
import socketserver
from pathlib import Path
from threading import Thread
from typing import Any, Final
from urllib.parse import unquote

import msgspec
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpRequest
from django.urls import Resolver404
from django.urls.resolvers import RegexPattern, URLResolver

from oneboard.access.actor import Actor
from oneboard.accounts.models import Account
from oneboard.api import identity, urls
from oneboard.api.answers import JSON, refused
from oneboard.api.local_line import SOCKET, Answered, Asked
from oneboard.api.routes import all_routes
from oneboard.foundation.errors import Refusal

_LIMIT: Final = 64 * 1024 * 1024


def answer(asked: Asked) -> Answered:
    """The route's answer to this account, the same as over HTTP."""
    request = WSGIRequest(_environ(asked))
    # For the few handlers that make or end a session; here it lasts as long as the request.
    request.session, request.user = SessionStore(), AnonymousUser()
    try:
        match = _resolver.resolve(request.path_info)
        response = match.func(request, *match.args, **match.kwargs)
    except Resolver404:
        response = refused(Refusal("not_found"), request)
    return Answered(response.status_code, base64.b64encode(b"".join(response)).decode())


def _environ(asked: Asked) -> dict[str, Any]:
    body = base64.b64decode(asked.body)
    headers = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in asked.headers.items()}
    return {
        "REQUEST_METHOD": asked.method, "PATH_INFO": _as_wsgi(unquote(asked.path)),
        "QUERY_STRING": _as_wsgi(asked.query),
        "CONTENT_TYPE": JSON, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body),
        "SERVER_NAME": "localhost", "SERVER_PORT": "0", "REMOTE_ADDR": "127.0.0.1", _ACCOUNT: asked.account,
        **headers,
    }  # fmt: skip


def _as_wsgi(text: str) -> str:
    """PEP 3333 has bytes as Latin-1 text."""
    return text.encode(errors="replace").decode("latin-1")


def _resolve(request: HttpRequest, now_ms: int) -> Actor:
    """Raises Refusal account.unknown for an account that is not here or was closed."""
    name = request.META[_ACCOUNT]
    account = Account.objects.filter(username=name, is_active=True).first()
    if account is None:
        raise Refusal("account.unknown", account=name)
    request.user = account
    return identity.of_account(account, now_ms)


_ACCOUNT: Final = "oneboard.account"
_resolver: Final = URLResolver(RegexPattern(r"^/"), urls.patterns(all_routes(), _resolve))


class _Connection(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        line = self.rfile.readline(_LIMIT)
        if not line:
            return  # somebody only looked whether we are here
        try:
            answered = answer(msgspec.json.decode(line, type=Asked))
        except msgspec.DecodeError as error:
            answered = Answered(400, base64.b64encode(str(error).encode()).decode())
        finally:
            connection.close()
        self.wfile.write(msgspec.json.encode(answered) + b"\n")


class LocalDoor:
    def __init__(self, home: Path) -> None:
        self._path = home / SOCKET
        self._path.unlink(missing_ok=True)
        self._server = socketserver.ThreadingUnixStreamServer(str(self._path), _Connection, False)
        self._server.server_bind()
        self._path.chmod(
            0o600
        )  # before anyone can connect, and without a umask that other threads would have too
        self._server.server_activate()
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, name="local door", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._path.unlink(missing_ok=True)
