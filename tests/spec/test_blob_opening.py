"""Who may open what was uploaded: for a purpose, written down first, until its keys expire."""

from pathlib import Path

import pytest

from oneboard.foundation.ids import new_id
from oneboard.intake.field import blobs
from oneboard.privacy import expiry
from oneboard.privacy.openings import openings_of
from oneboard.projections.models import Blob
from oneboard.recorder import recorder
from tests.house import House
from tests.spec.camera import PHOTO, Camera, code, shown


@pytest.fixture
def phone(house: House) -> Camera:
    return Camera(house)


def test_it_is_opened_for_a_purpose_and_written_down_first(house: House, phone: Camera) -> None:
    upload = phone.upload()
    assert code(shown(house, "dispatcher", upload, "")) == "purpose.missing"
    assert openings_of(phone.meta["subject"]) == []
    reply = shown(house, "dispatcher", upload)
    assert (reply.getvalue(), reply["Content-Type"], reply["Cache-Control"]) == (
        PHOTO,
        "image/jpeg",
        "no-store",
    )
    [opening] = openings_of(phone.meta["subject"])
    assert (opening.member, opening.post) == (house.members["dispatcher"], house.posts["dispatcher"])
    assert opening.purpose == "a complaint is looked into"


def test_who_does_not_see_its_place_does_not_see_it(house: House, phone: Camera) -> None:
    upload = phone.upload()
    other = Camera(house, "neighbour", "g2")
    assert other.ask("GET", f"/blobs/{upload}?purpose=x").status_code == 404
    assert code(shown(house, "officer", upload)) == "not_permitted"
    assert shown(house, "dispatcher", new_id(1)).status_code == 404
    assert openings_of(phone.meta["subject"]) == []


def test_nothing_on_the_disk_is_the_photograph(house: House, phone: Camera) -> None:
    phone.upload()
    files = [path for path in Path(house.settings.home).rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if PHOTO[:512] in path.read_bytes()]


def test_after_the_keys_have_expired_nobody_opens_it(house: House, phone: Camera) -> None:
    upload = phone.upload()
    expiry.expire(recorder.running().keyring, 999_999)
    reply = shown(house, "dispatcher", upload)
    assert (reply.status_code, code(reply)) == (410, "blob.expired")
    assert openings_of(phone.meta["subject"]) == []


def test_it_leaves_piece_by_piece_and_few_leave_at_once(
    house: House, phone: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = phone.upload()
    slow = [shown(house, "dispatcher", upload) for _ in range(blobs.OF_A_CALLER)]
    reply = shown(house, "dispatcher", upload)
    assert (reply.status_code, code(reply)) == (429, "journal.busy")
    assert len(openings_of(phone.meta["subject"])) == blobs.OF_A_CALLER
    assert [len(piece) for piece in slow[0].streaming_content] == [4096, 4096, len(PHOTO) - 8192]
    again = shown(house, "dispatcher", upload)
    assert (again.getvalue(), again["Content-Length"]) == (PHOTO, str(len(PHOTO)))


def test_nothing_leaves_of_an_attachment_that_is_not_whole(house: House, phone: Camera) -> None:
    """And nothing is written down, nor any seat kept."""
    upload = phone.upload()
    path = recorder.running().blobs.path(Blob.objects.get(upload=upload).address)
    path.write_bytes(path.read_bytes()[:-1])
    for _ in range(blobs.OF_A_CALLER + 1):
        assert shown(house, "dispatcher", upload).status_code == 500
    assert openings_of(phone.meta["subject"]) == []
