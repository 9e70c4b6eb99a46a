"""The processes of a bench: the node's own server, the phones, and the long line to the database."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import msgspec

from bench.phones import Order, Ready, Sent
from bench.plan import Plan
from bench.processes import cpu_seconds, resident_bytes
from bench.sites import ROOT, Site
from bench.town import Town

_COMMAND = "import sys; from oneboard.cli.main import main; sys.exit(main())"
_START_S, _STOP_S = 60, 20


class Server(msgspec.Struct, frozen=True):
    """A running `oneboard serve`."""

    site: Site
    pid: int
    port: int

    def cpu_seconds(self) -> float:
        """Of the server, and of all of PostgreSQL where there is one."""
        of_store = cpu_seconds(self.site.postmaster) if self.site.postmaster else 0.0
        return cpu_seconds(self.pid) + of_store

    def resident_mb(self) -> float:
        return resident_bytes(self.pid) / 1e6


class Phones:
    """The process of the simulated phones."""

    def __init__(self, process: "subprocess.Popen[bytes]", town: Town) -> None:
        self._process = process
        self._say(msgspec.json.encode(town))

    def prepare(self, order: Order) -> Ready:
        self._say(msgspec.json.encode(order))
        return msgspec.json.decode(self._hear(), type=Ready)

    def send(self) -> Sent:
        """Sends what was prepared, and waits for the last answer."""
        self._say(b"go")
        return msgspec.json.decode(self._hear(), type=Sent)

    def _say(self, line: bytes) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()

    def _hear(self) -> bytes:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the phones ended; stderr says why")
        return line


def founded(site: Site, plan: Plan) -> Town:
    command = [sys.executable, "-m", "bench.founding", msgspec.json.encode(plan).decode()]
    said = subprocess.run(command, cwd=ROOT, env=site.environment(), stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(said.stdout, type=Town)


def oneboard(site: Site, *words: str) -> "subprocess.CompletedProcess[str]":
    """One command of the node, to its end."""
    command = [sys.executable, "-c", _COMMAND, *words]
    return subprocess.run(command, cwd=ROOT, env=site.environment(), capture_output=True, text=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(site: Site, port: int, **settings: str) -> Iterator[Server]:
    environment = site.environment(ONEBOARD_PORT=str(port), **settings)
    process = subprocess.Popen(
        [sys.executable, "-c", _COMMAND, "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_us,
    )
    try:
        _wait_until_ready(process, port)
        yield Server(site, process.pid, port)
    finally:
        _end(process)


@contextmanager
def phones(town: Town, port: int) -> Iterator[Phones]:
    with _piped("bench.phones", str(port)) as process:
        yield Phones(process, town)


@contextmanager
def long_line(site: Site) -> Iterator[str]:
    """The URL of the site's database behind a round trip of 2 ms."""
    parts = urlsplit(site.database_url or "")
    with _piped("bench.proxy", str(parts.port)) as process:
        assert process.stdout
        port = int(process.stdout.readline())
        login = parts.netloc.rpartition("@")[0]
        yield parts._replace(netloc=f"{login}@127.0.0.1:{port}").geturl()


@contextmanager
def _piped(module: str, argument: str) -> "Iterator[subprocess.Popen[bytes]]":
    """A module of ours as a process that ends when its standard input does."""
    command = [sys.executable, "-m", module, argument]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def _wait_until_ready(process: "subprocess.Popen[Any]", port: int) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"oneboard serve ended with {process.returncode}; stderr says why")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"oneboard serve was not ready within {_START_S} s")


def _end(process: "subprocess.Popen[Any]") -> None:
    process.terminate()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # the session that we started for it
        process.wait()


def _end_with_us() -> None:
    """Asks Linux to end the server when the bench is killed and cannot."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
