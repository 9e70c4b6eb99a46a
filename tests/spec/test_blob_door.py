"""The door for photographs and recordings: tus over a line that drops."""

import pytest

from oneboard.accounts import devices
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.field import uploads as door
from oneboard.projections.models import Blob
from oneboard.recorder import recorder
from tests.house import House
from tests.spec.camera import PHOTO, Camera, code, shown, stored


@pytest.fixture
def phone(house: House) -> Camera:
    return Camera(house)


def test_a_dropped_line_loses_no_chunk(house: House, phone: Camera) -> None:
    assert phone.begin()["Upload-Offset"] == "0"
    assert phone.send(0)["Upload-Offset"] == "4096"
    # The answer was lost; the phone sends the piece again and is told where to go on.
    again = phone.send(0)
    assert (again.status_code, code(again)) == (409, "blob.offset")
    recorder.stop()
    recorder.start(house.settings.home, house.settings.time_zone)
    assert phone.begin()["Upload-Offset"] == "4096"
    while (offset := phone.offset()) < len(PHOTO):
        assert phone.send(offset).status_code == 204
    assert shown(house, "dispatcher", phone.meta["id"]).getvalue() == PHOTO


def test_the_last_answer_lost_changes_nothing(house: House, phone: Camera) -> None:
    upload = phone.upload()
    assert stored() == 1
    assert phone.send(len(PHOTO) - 4096).status_code == 409
    assert phone.offset() == len(PHOTO)
    assert phone.begin()["Upload-Offset"] == str(len(PHOTO))
    assert (stored(), Blob.objects.filter(upload=upload).count()) == (1, 1)


def test_what_was_whole_and_not_recorded_is_recorded_when_asked(
    phone: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.begin()
    phone.send(0, 8192)
    with monkeypatch.context() as patch:
        patch.setattr(door, "_told", lambda *_: 1 / 0)
        assert phone.send(8192).status_code == 500
    assert stored() == 0
    assert phone.offset() == len(PHOTO)
    assert stored() == 1


def test_a_phone_that_comes_back_after_the_sweep_is_told_that_it_is_done(
    phone: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.upload()
    monkeypatch.setattr(door, "UNTOUCHED_MS", -1000)
    assert door.sweep(recorder.running()) == 1
    assert phone.begin()["Upload-Offset"] == str(len(PHOTO)) == phone.ask("HEAD", phone.path)["Upload-Offset"]
    assert stored() == 1


def test_another_phones_upload_is_invisible(house: House, phone: Camera) -> None:
    phone.begin()
    phone.send(0)
    other = Camera(house, "neighbour", "g2")
    other.meta["id"] = phone.meta["id"]
    for reply in (other.ask("HEAD", other.path), other.send(4096), other.begin()):
        assert reply.status_code == 404
    other.meta["id"] = new_id(now_ms())
    assert code(other.send(0)) == "upload.unknown"
    assert phone.offset() == 4096


def test_only_the_ground_of_a_post_in_force(house: House, phone: Camera) -> None:
    for place, refused in (("g2", "not_permitted"), ("5117", "not_permitted"), ("moon", "place.unknown")):
        assert code(Camera(house, "li", place).begin()) == refused
    phone.begin()
    house.must("clerk", f"/posts/{house.posts['li']}/end", reason="left")
    assert code(Camera(house).begin()) == "not_permitted"
    # What was begun in the post may be finished after it, and is opened no more by who has left.
    assert phone.begin().status_code == 201
    upload = phone.upload()
    assert code(phone.ask("GET", phone.path, **{"Content-Type": ""})) == "not_permitted"
    assert shown(house, "dispatcher", upload).getvalue() == PHOTO


def test_a_revoked_phone_uploads_nothing(house: House, phone: Camera) -> None:
    phone.begin()
    devices.revoke(house.devices["li"], now_ms())
    for reply in (phone.begin(), phone.send(0)):
        assert code(reply) == "device.revoked"


def test_a_desk_uploads_nothing(house: House) -> None:
    reply = house.client("dispatcher").generic("POST", "/blobs", b"", headers={"Tus-Resumable": "1.0.0"})
    assert code(reply) == "not_permitted"


def test_bytes_that_are_not_those_declared_begin_again(house: House, phone: Camera) -> None:
    phone.begin()
    phone.content = bytes(len(PHOTO))
    assert code(phone.send(0, len(PHOTO))) == "blob.mismatch"
    phone.content = PHOTO
    assert phone.offset() == 0
    phone.upload()
    assert stored() == 1


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"Tus-Resumable": "0.9"}, "upload.version"),
        ({"Upload-Length": str(33 << 20)}, "blob.too_large"),
        ({"Upload-Length": "-1"}, "body.invalid"),
        ({"Upload-Metadata": "id =="}, "body.invalid"),
        ({"Upload-Metadata": ""}, "body.invalid"),
    ],
)
def test_what_cannot_be_is_refused(phone: Camera, headers: dict[str, str], refused: str) -> None:
    assert code(phone.begin(**headers)) == refused


@pytest.mark.parametrize(
    ("key", "value"),
    [("media_type", "text/html"), ("id", "../" * 12), ("sha256", "x"), ("incident", new_id(1)), ("x", "")],
)
def test_metadata_that_cannot_be_is_refused(phone: Camera, key: str, value: str) -> None:
    phone.meta[key] = value
    assert code(phone.begin()) == "body.invalid"
