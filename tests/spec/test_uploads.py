"""Uploads: a blob comes whole over any line, through any kill, and never lies on the disk unsealed."""

import hashlib
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import new_id
from oneboard.journal.blobs import Blobs
from oneboard.journal.uploads import Upload, Uploads
from oneboard.privacy.files import move_durably
from tests.spec.line import ID, KEY, META, OTHER, PHOTO, Line


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path, PHOTO)


def code(refusal: pytest.ExceptionInfo[Refusal]) -> str:
    return refusal.value.code


CUTS = st.one_of(st.just("lost answer"), st.just("restart"), st.floats(0, 1), st.integers(1, 40))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=120), st.lists(CUTS, max_size=25))
def test_whatever_the_line_and_the_power_do_the_whole_photograph_arrives(
    content: bytes, life: list[object]
) -> None:
    """A number is a piece of that size; a fraction is a kill that leaves that part of the file."""
    with tempfile.TemporaryDirectory() as home:
        line = Line(Path(home), content)
        known = line.start().offset
        for event in life:
            if event == "restart":
                line.restart()
            elif isinstance(event, float) and line.part.exists():
                size = line.part.stat().st_size
                with line.part.open("r+b") as file:
                    file.truncate(int(size * event))
                line.restart()
            elif event == "lost answer" or isinstance(event, int):
                try:
                    state = line.send(known, event if isinstance(event, int) else 7)
                    known = known if event == "lost answer" else state.offset
                except Refusal as refusal:
                    assert refusal.code == "blob.offset"
                    known = int(refusal.fields["offset"])
        address = line.finish(size=9)
        assert line.opened(address) == content
        assert line.blobs.verify(address)
        assert line.start().address == line.uploads.find(ID).address == address
        assert list(line.blobs.addresses()) == [address]
        assert not line.part.exists()


def test_every_byte_at_which_a_kill_can_cut_leaves_a_state_that_goes_on(tmp_path: Path) -> None:
    reached, whole = [], 0
    for size in range(200):
        line = Line(tmp_path, PHOTO, new_id(size))
        line.start()
        line.send(0, 10)
        line.send(10, 10)
        with line.part.open("r+b") as file:
            whole = len(file.read())
            file.truncate(min(size, whole))
        reached.append(line.uploads.find(line.id).offset)
        assert line.opened(line.finish()) == PHOTO
    assert whole == 52 + 2 * (4 + 33 + 10)
    assert reached == [0] * (52 + 47) + [10] * 47 + [20] * (200 - whole)


def test_what_a_power_cut_left_behind_the_last_piece_is_cut_away(line: Line) -> None:
    line.start()
    line.send(0, 10)
    with line.part.open("ab") as file:
        file.write(bytes(300))
    assert line.uploads.find(ID).offset == 10
    address = line.send(10, len(PHOTO)).address
    assert address is not None and line.opened(address) == PHOTO


def test_no_plaintext_touches_the_disk(line: Line) -> None:
    line.start()
    line.send(0, 20)
    on_disk = b"".join(path.read_bytes() for path in line.home.rglob("*") if path.is_file())
    assert PHOTO[:8] not in on_disk and PHOTO[10:18] not in on_disk
    line.finish()
    on_disk = b"".join(path.read_bytes() for path in line.home.rglob("*") if path.is_file())
    assert PHOTO[:8] not in on_disk
    assert hashlib.sha256(PHOTO).hexdigest().encode() not in on_disk


def test_a_repeated_piece_learns_where_to_go_on(line: Line) -> None:
    line.start()
    assert line.send(0, 10).offset == 10
    with pytest.raises(Refusal) as refusal:
        line.send(0, 10)
    assert code(refusal) == "blob.offset" and refusal.value.fields == {"offset": 10}


def test_bytes_that_are_not_those_declared_start_again(line: Line) -> None:
    line.start()
    with pytest.raises(Refusal) as refusal:
        line.uploads.append(ID, 0, bytes(len(PHOTO)), KEY)
    assert code(refusal) == "blob.mismatch"
    assert line.uploads.find(ID).offset == 0
    assert line.opened(line.finish()) == PHOTO


def test_a_byte_that_the_disk_changed_is_found_before_it_is_acknowledged(line: Line) -> None:
    line.start()
    line.send(0, 20)
    raw = bytearray(line.part.read_bytes())
    raw[70] ^= 1
    line.part.write_bytes(raw)
    with pytest.raises(Refusal, match=r"blob\.mismatch"):
        line.send(20, 20)
    assert line.opened(line.finish()) == PHOTO


@pytest.mark.parametrize("step", ["hash_of", "move_durably"])
def test_a_crash_while_finishing_is_made_good(line: Line, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def power_cut(*arguments: object) -> None:
        raise OSError("power cut")

    line.start()
    with monkeypatch.context() as patch:
        patch.setattr(f"oneboard.journal.uploads.{step}", power_cut)
        with pytest.raises(OSError, match="power cut"):
            line.send(0, len(PHOTO))
    line.restart()
    address = line.start().address
    assert address is not None and line.opened(address) == PHOTO
    assert line.uploads.find(ID) == Upload(ID, len(PHOTO), len(PHOTO), address, META)


def test_an_empty_blob_is_a_blob(tmp_path: Path) -> None:
    line = Line(tmp_path, b"")
    address = line.start().address
    assert address is not None and line.opened(address) == b""


def test_two_requests_at_once_do_not_mix(tmp_path: Path) -> None:
    line = Line(tmp_path, bytes(range(256)) * 40)
    line.start()
    barrier = threading.Barrier(4)

    def push() -> None:
        mine, offset = Uploads(Blobs(tmp_path)), 0
        barrier.wait()
        while offset < len(line.content):
            try:
                offset = mine.append(ID, offset, line.content[offset : offset + 512], KEY).offset
            except Refusal as refusal:
                offset = int(refusal.fields["offset"])

    threads = [threading.Thread(target=push) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    address = line.uploads.find(ID).address
    assert address is not None and line.opened(address) == line.content


def test_a_sweep_forgets_what_was_abandoned_and_keeps_every_blob(line: Line) -> None:
    address = line.finish()
    other = Line(line.home, PHOTO, OTHER)
    other.start()
    other.send(0, 10)
    assert line.uploads.sweep(60_000) == 0
    assert other.uploads.find(OTHER).offset == 10
    assert line.uploads.sweep(-60_000) == 2
    assert not list((line.home / "blobs" / "uploads").iterdir())
    with pytest.raises(Refusal, match=r"upload\.unknown"):
        other.send(10, 10)
    assert line.opened(address) == PHOTO


def test_a_sweep_moves_what_was_finished_and_not_yet_moved(line: Line) -> None:
    address = line.finish()
    (line.home / "blobs" / "uploads" / f"{ID}.part").write_bytes(b"")
    move_durably(line.blobs.path(address), line.part)
    assert line.uploads.sweep(-60_000) == 1
    assert line.opened(address) == PHOTO
