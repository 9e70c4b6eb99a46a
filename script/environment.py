"""Makes `.venv` from the lock files, with visible progress, then runs a command inside it. Standard library only.

    python3 script/environment.py [--with LAYER]… -- COMMAND…

A layer is a lock file: the runtime is always there, `dev` and `postgresql` are added when asked for. The stamp in
`.venv` says what it holds. It is taken away before anything changes and written after everything is done, so an
environment without a stamp was interrupted and is made anew.
"""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "oneboard.json"
LOCKS = {
    "runtime": ROOT / "requirements.txt",
    "dev": ROOT / "requirements-dev.txt",
    "postgresql": ROOT / "requirements-postgresql.txt",
}
# What pip leaves in bin/ for a console script: a path with spaces in it does not fit a plain #! line.
LAUNCHER = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

from oneboard.cli.main import main

sys.exit(main())
"""
NO_VENV = """\
这个 Python 不能创建虚拟环境。Debian 或 Ubuntu 请先：apt install python3-venv
This Python cannot make virtual environments. On Debian or Ubuntu first: apt install python3-venv"""
PIP_FAILED = """\
安装没有成功，原因见上面几行（最常见的是没有联网）。再运行同一条命令，会从头重新做。
The installation failed; the lines above say why (most often: no network). Run the command again: it starts afresh."""


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wanted.add_argument("--with", dest="layers", action="append", default=[], choices=["dev", "postgresql"])
    wanted.usage = "environment.py [--with LAYER]… -- COMMAND…"
    cut = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    layers, command = wanted.parse_args(sys.argv[1:cut]).layers, sys.argv[cut + 1 :]
    if not command:
        wanted.error("which command? for example: script/run oneboard --help")
    ensure(["runtime", *layers])
    enter(command)


def ensure(layers: list[str]) -> None:
    """Brings `.venv` to hold these layers at least. Cheap when it already does; waits for whoever is making it."""
    if not missing(layers):
        return
    with alone():
        lacking = missing(layers)  # another run may have made it while this one waited
        if not lacking:
            return
        held = [] if "runtime" in lacking else list(held_layers())
        STAMP.unlink(missing_ok=True)
        if not held:
            create()
        for layer in lacking:
            install(layer)
        STAMP.write_text(json.dumps({name: key(name) for name in [*held, *lacking]}, indent=1))


def missing(layers: list[str]) -> list[str]:
    """Layers to install. One whose lock has changed since makes all of them missing: nothing stale may stay."""
    held = held_layers()
    if any(held[name] != key(name) for name in held):
        return list(dict.fromkeys([*held, *layers]))
    return [name for name in layers if name not in held]


def held_layers() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def key(layer: str) -> str:
    """What a layer was made from: its lock, the Python, and the place (a virtual environment cannot be moved)."""
    lock = LOCKS[layer].read_bytes() if layer in LOCKS else b""
    return hashlib.sha256(b"\0".join([lock, sys.version.encode(), os.fsencode(ROOT)])).hexdigest()


@contextmanager
def alone() -> Iterator[None]:
    with (ROOT / ".venv.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个进程正在准备环境，请稍候 · another process is making the environment, waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def create() -> None:
    say(f"创建环境 · making .venv with Python {sys.version.split()[0]}")
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", str(VENV)], stdout=subprocess.DEVNULL).returncode != 0:
        sys.exit(NO_VENV)
    packages = next(VENV.glob("lib/python*/site-packages"))
    (packages / "oneboard.pth").write_text(f"{ROOT}\n")
    launcher = VENV / "bin" / "oneboard"
    launcher.write_text(LAUNCHER.format(python=VENV / "bin" / "python"))
    launcher.chmod(0o755)


def install(layer: str) -> None:
    """The lock is complete, so nothing is resolved, and what does not have a known hash is not installed."""
    say(f"安装 · installing {LOCKS[layer].name}")
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--require-hashes", "--no-deps"]
    process = subprocess.Popen(
        [*pip, "--requirement", str(LOCKS[layer])],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    last: deque[str] = deque(maxlen=12)
    for line in process.stdout or ():
        last.append(line)
        tell(line)
    if process.wait() != 0:
        sys.exit("".join(last) + PIP_FAILED)


def tell(line: str) -> None:
    """One line of ours for each step of pip's. A package at hand as a file is `Processing`, not `Collecting`."""
    word, _, rest = line.strip().partition(" ")
    name = rest.split(" ")[0]
    if word == "Collecting":
        say("  " + name.replace("==", " "))
    elif word == "Processing":
        say("  " + " ".join(Path(name).name.split("-")[:2]))
    elif line.startswith("Installing collected packages"):
        say("  已取得，正在安装 · all fetched, unpacking")


def enter(command: list[str]) -> None:
    bin_folder = str(VENV / "bin")
    path = os.pathsep.join([bin_folder, os.environ.get("PATH", os.defpath)])
    os.environ.update(PATH=path, VIRTUAL_ENV=str(VENV))
    os.environ.pop("PYTHONHOME", None)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


STARTED = time.monotonic()


def say(text: str) -> None:
    print(f"{time.monotonic() - STARTED:6.1f} s  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
