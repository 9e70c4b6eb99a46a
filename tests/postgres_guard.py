"""Stands between a test and its PostgreSQL: runs the server as a child, and ends it when the test's pipe closes.

Speaks lines: the password comes first, then `crash` and `start`; it answers `started PORT`, `crashed`, `failed …`.
PostgreSQL refuses to run as root, so a guard that is root becomes someone else before it starts anything.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

PATIENCE_S = 60
# Durability as it ships: fsync, synchronous_commit and full_page_writes stay on.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "128MB",
}


class Server:
    def __init__(self, binaries: Path, folder: Path, password: str) -> None:
        self.binaries = binaries
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._make(password)
        self.port = free_port()

    def _make(self, password: str) -> None:
        secret = self.folder / "password"
        secret.write_text(password)
        words = f"--username=oneboard --pwfile={secret} --auth-local=trust --auth-host=scram-sha-256"
        words += " --encoding=UTF8 --locale=C --no-instructions"
        command = [self.binaries / "initdb", "--pgdata", self.data, *words.split()]
        subprocess.run(command, check=True, capture_output=True, text=True)

    def start(self) -> None:
        """Tries until it is ready: after a crash the first starts are refused while old children still live."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            self._launch()
            while self.process and self.process.poll() is None:
                if self._ready():
                    return
                time.sleep(0.02)
            time.sleep(0.2)
        raise TimeoutError(self.log.read_text()[-2000:])

    def _launch(self) -> None:
        settings = {**SETTINGS, "port": str(self.port), "unix_socket_directories": str(self.folder)}
        command = [self.binaries / "postgres", "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _ready(self) -> bool:
        """The first line of postmaster.pid is the process, the eighth its state: what pg_ctl looks at as well."""
        with contextlib.suppress(OSError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return (
                len(lines) > 7
                and lines[0] == str(self.process and self.process.pid)
                and lines[7].strip() == "ready"
            )
        return False

    def crash(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """At once and without a checkpoint: nobody will read these files again."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def leave_root(binaries: Path, folder: Path) -> Path:
    """Becomes an unprivileged user who owns the folder. Returns the binaries, copied there if it cannot reach them."""
    if os.geteuid() != 0:
        return binaries
    user = unprivileged()
    os.chown(folder, user.pw_uid, user.pw_gid)
    if not all(parent.stat().st_mode & 0o001 for parent in binaries.resolve().parents):
        binaries = copied(binaries, folder)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    return binaries


def copied(binaries: Path, folder: Path) -> Path:
    """A packaged server (PACKAGE/pginstall/bin) looks for its libraries in PACKAGE.libs: both must come along."""
    package = binaries.parents[1]
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, folder / "postgresql" / part.name, symlinks=True)
    return folder / "postgresql" / binaries.relative_to(package.parent)


def unprivileged() -> pwd.struct_passwd:
    """Someone with a name: initdb asks for it."""
    users = {user.pw_name: user for user in pwd.getpwall() if user.pw_uid != 0}
    return users.get("postgres") or users.get("nobody") or next(iter(users.values()))


def serve(server: Server) -> None:
    server.start()
    print("started", server.port, flush=True)
    for line in sys.stdin:
        if line.strip() == "crash":
            server.crash()
            print("crashed", flush=True)
        elif line.strip() == "start":
            server.start()
            print("started", server.port, flush=True)


def main() -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # only the closed pipe ends it, so that it always cleans up
    folder = Path(sys.argv[2])
    binaries = leave_root(Path(sys.argv[1]), folder)
    os.chdir(folder)
    server = None
    try:
        server = Server(binaries, folder, sys.stdin.readline().strip())
        serve(server)
    except subprocess.CalledProcessError as error:
        print("failed", error.stderr, flush=True)
    except TimeoutError as error:
        print("failed", error, flush=True)
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
