"""The install page (安装页): over plain http, how a phone comes to trust the node, and the certificate for it.

    python -m oneboard.cli.lan.install HOST PORT FOLDER URL

A process of its own, which ends with its standard input. What it serves is public; a phone's holder compares the
fingerprint with the server's screen, for on the way it could be changed.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from threading import Thread
from typing import Final

from oneboard.cli.lan.authority import Papers

_PAGE: Final = Template(Path(__file__).with_name("install.html").read_text(encoding="utf-8"))


def answers(folder: Path, url: str) -> dict[str, tuple[str, bytes]]:
    """From path to media type and body."""
    found = Papers(folder / "authority.pem", folder / "certificate.pem", folder / "key.pem")
    page = _PAGE.substitute(fingerprint=found.fingerprint, url=url).encode()
    return {
        "/": ("text/html; charset=utf-8", page),
        "/oneboard-ca.crt": ("application/x-x509-ca-cert", found.authority.read_bytes()),
    }


def server(host: str, port: int, served: dict[str, tuple[str, bytes]]) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            media_type, body = served.get(self.path, ("text/plain", b""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Who asks for it is nobody's business."""

    return ThreadingHTTPServer((host, port), Handler)


def main(host: str, port: int, folder: Path, url: str) -> None:
    serving = server(host, port, answers(folder, url))
    Thread(target=serving.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
