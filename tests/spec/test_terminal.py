"""What a person at the machine meets: no traceback, no open file, no text that moves the terminal's cursor."""

import base64
import os
import socket
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from oneboard.api.local import LocalDoor, answer
from oneboard.api.local_line import Asked as Said
from oneboard.cli import serve
from oneboard.cli.main import main
from oneboard.cli.terminal import shown
from oneboard.recorder import backups
from oneboard.recorder.backups import BackupError
from tests.house import House


def oneboard(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environ = {"PATH": os.environ["PATH"], "ONEBOARD_HOME": str(home), "LANG": "en_US.UTF-8"}
    command = [sys.executable, "-m", "oneboard.cli", *words]
    return subprocess.run(command, env=environ, capture_output=True, text=True, umask=0o022, check=False)


def test_everything_a_node_keeps_is_its_owners_also_in_an_open_directory(tmp_path: Path) -> None:
    home = tmp_path / "家 home"
    home.mkdir(mode=0o755)
    assert oneboard(home, "init").returncode == 0
    assert oneboard(home, "backup").returncode == 0
    open_to_others = [path for path in home.rglob("*") if path.stat().st_mode & 0o077]
    assert open_to_others == []
    again = oneboard(home, "init")
    assert (again.returncode, "made already" in again.stderr) == (1, True)


def test_a_place_that_cannot_be_written_is_named_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    failed = oneboard(tmp_path / "file" / "home", "init")
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr and str(tmp_path / "file") in failed.stderr


def test_a_port_on_which_somebody_listens_is_not_shared() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert str(port) in serve._taken("127.0.0.1", port, 0)
    assert serve._taken("127.0.0.1", port, 0) == ""


def test_the_local_socket_is_its_owners(tmp_path: Path) -> None:
    door = LocalDoor(tmp_path)
    assert (tmp_path / "local.sock").stat().st_mode & 0o777 == 0o600
    door._server.server_close()


@pytest.mark.parametrize(("path", "status"), [("/me", 200), ("/地点", 404), ("/tasks?state=待办", 403)])
def test_the_command_line_asks_any_address_in_any_writing(house: House, path: str, status: int) -> None:
    address, _, query = path.partition("?")
    answered = answer(Said("founder", "GET", address, query))
    assert answered.status == status


def test_the_command_line_knows_who_it_acts_as(house: House) -> None:
    answered = answer(Said("founder", "DELETE", "/session"))
    assert answered.status == 204


def test_an_account_that_is_not_here_is_named(served: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["today", "--as", "nobody"]) == 1
    assert "nobody" in capsys.readouterr().err
    assert answer(Said("nobody", "GET", "/me")).status == 401


def test_a_command_that_only_asks_loads_neither_routes_nor_the_recorder(tmp_path: Path) -> None:
    loaded = (
        "import sys; from oneboard.cli.main import main; main(['today', '--as', 'li']); print(*sys.modules)"
    )
    environ = {"PATH": os.environ["PATH"], "ONEBOARD_HOME": str(tmp_path)}
    with socket.socket(socket.AF_UNIX) as node:
        node.bind(str(tmp_path / "local.sock"))
        node.listen()
        asking = subprocess.Popen(
            [sys.executable, "-c", loaded], env=environ, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2):  # the first time it only looks whether we are here
            line, _ = node.accept()
            with line:
                if line.recv(1):
                    refusal = base64.b64encode(b'{"text": "no"}').decode()
                    line.sendall(msgspec.json.encode({"status": 403, "body": refusal}) + b"\n")
        modules = set(asking.communicate(timeout=60)[0].split())
    assert "oneboard.cli.today" in modules
    assert not modules & {"oneboard.api.local", "oneboard.recorder.recorder", "oneboard.cli.figures"}


def test_text_that_would_move_the_cursor_is_written_out() -> None:
    assert shown('"\x1b[2J\x9b31m\u202egpj"\n\t通川区') == '"\\u001b[2J\\u009b31m\\u202egpj"\n\t通川区'


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "keys/../../outside"])
def test_a_backup_that_names_a_file_outside_itself_is_refused(tmp_path: Path, name: str) -> None:
    source = tmp_path / "copy"
    source.mkdir()
    (tmp_path / "outside").write_bytes(b"")
    empty = backups.hash_of(tmp_path / "outside")
    manifest = backups.Manifest("2026-01-01T00:00:00Z", "0", "sqlite", 0, 0, "", (), {name: empty})
    (source / backups.MANIFEST).write_bytes(msgspec.json.encode(manifest))
    with pytest.raises(BackupError, match="not within"):
        backups.check(source, lambda *_: None)
