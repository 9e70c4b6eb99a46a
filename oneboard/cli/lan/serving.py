"""Serving on the local network: the same command once more with its address among the settings, and what to do."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address
from typing import Any, Final

import segno

from oneboard.cli.lan.authority import Papers, papers
from oneboard.foundation.clock import moment, now_ms
from oneboard.foundation.settings import PREFIX, Settings

#: The install page is at the port behind the node's.
_BEHIND: Final = 1


def origin(address: IPv4Address, of: Settings) -> str:
    return f"https://{address}:{of.port}"


def begin_anew(address: IPv4Address, of: Settings) -> None:
    """Replaces this process: settings are read once, before anything else."""
    told = {
        f"{PREFIX}HOST": str(address),
        f"{PREFIX}ORIGINS": ",".join([*of.origins, origin(address, of)]),
    }
    sys.stdout.flush()
    os.execve(  # noqa: S606  (ourselves)
        sys.executable, [sys.executable, "-m", "oneboard.cli", *sys.argv[1:]], {**os.environ, **told}
    )


@contextmanager
def trusted(address: IPv4Address, of: Settings) -> Iterator[dict[str, Any]]:
    """What the server is to be started with; meanwhile the install page is served beside it."""
    found = papers(of.home, address, _today())
    port, url = of.port + _BEHIND, origin(address, of)
    command = [
        sys.executable,
        "-m",
        "oneboard.cli.lan.install",
        str(address),
        str(port),
        str(of.home / "tls"),
        url,
    ]
    page = subprocess.Popen(command, stdin=subprocess.PIPE)
    _tell(f"http://{address}:{port}/", url, found)
    try:
        yield {"ssl_cert": found.certificate, "ssl_key": found.key}
    finally:
        page.kill()
        page.wait()


def _today() -> dt.datetime:
    """Certificates are dated in true time, also those of an exercise: this process has not set its clock."""
    return moment(now_ms())


def _tell(page: str, url: str, found: Papers) -> None:
    segno.make(page).terminal(out=sys.stdout, compact=True)
    print(
        f"① 手机连同一网络，扫码或打开 {page}\n"
        "   on a phone in the same network, scan it or open that page\n"
        f"② 页面上的指纹应是 the page must show this fingerprint:\n   SHA-256 {found.fingerprint}\n"
        "③ 按页面安装并信任证书，只需一次 install and trust the certificate as it says, once\n"
        f"④ 打开 then open {url}\n"
        "   地址变了就重新运行本命令 run this command again if the machine's address changes",
        flush=True,
    )
