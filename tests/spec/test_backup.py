"""A backup is taken while the node works, and is one moment of it; restored elsewhere it is the same node."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from oneboard.cli import restore
from oneboard.foundation.clock import DAY_MS, now_ms
from oneboard.journal.models import Head, Line
from oneboard.recorder import backups, copies, recorder
from tests.house import House
from tests.spec.attic import backed_up, differences, elsewhere, everything, oneboard, secrets_of
from tests.spec.camera import PHOTO, Camera, shown


@pytest.fixture
def busy(house: House) -> Iterator[House]:
    """A house in which something is told, and a photograph taken."""
    house.campaign()
    house.phone("li", [house.household("li", "g1") for _ in range(20)])
    yield house


def test_what_was_backed_up_while_phones_were_writing_is_one_moment(
    busy: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "_PAGES", 5)
    stop, before = Event(), Head.objects.get(id=1).seq

    def write() -> None:
        while not stop.is_set():
            busy.phone("li", [busy.household("li", "g1") for _ in range(5)])

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        manifest = backed_up(tmp_path / "copy")
        stop.set()
        writing.result()
    assert before <= manifest["seq"] <= Head.objects.get(id=1).seq
    with elsewhere(busy, tmp_path / "new") as settings:
        assert oneboard("restore", tmp_path / "copy") == 0
        assert Line.objects.count() == manifest["seq"] == Head.objects.get(id=1).seq
        assert differences(settings) == 0


def test_a_restored_node_goes_on(busy: House, tmp_path: Path) -> None:
    camera = Camera(busy)
    upload = camera.upload()
    manifest = backed_up(tmp_path / "copy")
    with elsewhere(busy, tmp_path / "new") as settings:
        assert oneboard("restore", tmp_path / "copy") == 0
        recorder.start(settings.home, settings.time_zone)
        try:
            pulled = busy.pull("li").body
            assert {s["answers"]["head"] for s in pulled["subjects"]} == {"王五"}
            assert shown(busy, "dispatcher", upload).getvalue() == PHOTO
            [told] = busy.phone("li", [busy.household("li", "g1")]).body["entries"]
            assert (told["outcome"], told["seq"]) == ("recorded", manifest["seq"] + 1)
        finally:
            recorder.stop()


def test_keys_that_came_to_their_day_are_gone_before_the_store_is_there(
    busy: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = secrets_of(busy)
    backed_up(tmp_path / "copy")
    in_copy = everything(tmp_path / "copy")
    assert len(secrets) > 20 and all(secret in in_copy for secret in secrets)
    looked: list[int] = []

    def put_back(*arguments: object) -> None:
        assert copies.is_empty()
        disk = everything(tmp_path / "new")
        looked.append(sum(secret in disk for secret in secrets))
        store_back(*arguments)  # type: ignore[arg-type]

    store_back = backups.put_store_back
    monkeypatch.setattr(backups, "put_store_back", put_back)
    monkeypatch.setattr(restore, "now_ms", lambda: now_ms() + 400 * DAY_MS)
    with elsewhere(busy, tmp_path / "new") as settings:
        assert oneboard("restore", tmp_path / "copy") == 0
        assert looked == [0]
        assert not any(secret in everything(settings.home) for secret in secrets)
        assert Line.objects.filter(body__contains="keys.expired@1").count() >= 1
        assert differences(settings) == 0


def test_the_journal_is_told_of_keys_that_went_behind_its_copy(busy: House, tmp_path: Path) -> None:
    later = now_ms() + 400 * DAY_MS
    manifest = backed_up(tmp_path / "copy")
    for path in (tmp_path / "copy" / "keys").rglob("*.sqlite"):
        path.unlink()
    restore.expire_keys(recorder.running(), later)
    recorder.running().keyring.store.copy_to(tmp_path / "copy" / "keys" / "keys.sqlite")
    manifest["files"]["keys/keys.sqlite"] = backups.hash_of(tmp_path / "copy" / "keys" / "keys.sqlite")
    (tmp_path / "copy" / "manifest.json").write_bytes(backups.msgspec.json.encode(manifest))
    with elsewhere(busy, tmp_path / "new") as settings:
        assert oneboard("restore", tmp_path / "copy") == 0
        assert Line.objects.filter(body__contains="keys.expired@1").count() >= 1
        assert differences(settings) == 0


def test_a_backup_that_is_not_whole_is_refused(
    busy: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    manifest = backed_up(copy)
    with elsewhere(busy, tmp_path / "new") as settings:
        for name in manifest["files"]:
            whole = (copy / name).read_bytes()
            (copy / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
            assert oneboard("restore", copy) == 1
            assert name in capsys.readouterr().err
            (copy / name).write_bytes(whole)
        (copy / "manifest.json").rename(copy / "elsewhere.json")
        assert oneboard("restore", copy) == 1
        assert copies.is_empty() and not (settings.home / "keys").exists()


def test_nothing_is_overwritten(busy: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backed_up(tmp_path / "copy")
    before = Head.objects.get(id=1).seq
    assert oneboard("restore", tmp_path / "copy") == 1
    assert "nothing is overwritten" in capsys.readouterr().err
    assert oneboard("backup", tmp_path / "copy") == 1
    assert "not empty" in capsys.readouterr().err
    assert Head.objects.get(id=1).seq == before


def test_a_backup_that_fails_leaves_no_keys_behind(
    busy: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(backups, "write_durably", full)
    with pytest.raises(OSError, match="full"):
        oneboard("backup", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_no_copy_of_a_key_is_older_than_seven_days(house: House) -> None:
    home, now = house.settings.home, now_ms()
    for days in (8, 7, 6, 0):
        backups.make(home, backups.folder(home, now - days * DAY_MS), now, lambda *_: None)
    half = backups.folder(home, now - 9 * DAY_MS)
    half.mkdir()
    (home / "backups" / "mine").mkdir()
    assert len(backups.prune(home, now)) == 3
    assert sorted(path.name for path in (home / "backups").iterdir()) == sorted(
        ["mine", backups.folder(home, now).name, backups.folder(home, now - 6 * DAY_MS).name]
    )


def test_a_backup_says_what_it_removed(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    home = house.settings.home
    old = backups.folder(home, now_ms() - 8 * DAY_MS)
    backups.make(home, old, now_ms(), lambda *_: None)
    assert oneboard("backup") == 0
    assert old.name in capsys.readouterr().out
    assert not old.exists()


def test_a_backup_is_for_its_owner_only(house: House, tmp_path: Path) -> None:
    backed_up(tmp_path / "copy")
    assert [path for path in (tmp_path / "copy").rglob("*") if path.stat().st_mode & 0o077] == []
