"""Blobs: found by what lies on the disk, opened by their key only, whole or not at all."""

import hashlib
from pathlib import Path

import pytest

from oneboard.foundation.errors import Refusal
from oneboard.journal.blobs import Blobs
from oneboard.privacy.expiry import expire
from oneboard.privacy.keyring import Keyring
from oneboard.privacy.keys import Tampered
from tests.spec.line import ID, KEY, META, OTHER, PHOTO, Line


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path, PHOTO)


@pytest.mark.parametrize("address", ["", "../../etc/passwd", "0" * 63, "0" * 64, "0" * 64 + "\n"])
def test_an_address_that_is_none_is_not_found(line: Line, address: str) -> None:
    with pytest.raises(Refusal, match="not_found"):
        line.blobs.get(address)
    with pytest.raises(Refusal, match="not_found"):
        line.opened(address)


def test_verify_finds_every_single_flipped_byte_and_open_refuses_it(line: Line) -> None:
    address = line.finish(size=10)
    path = line.blobs.path(address)
    whole = path.read_bytes()
    for position in range(len(whole)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0x10]) + whole[position + 1 :])
        assert not line.blobs.verify(address)
        with pytest.raises(Tampered):
            line.opened(address)
    path.write_bytes(whole)
    assert line.blobs.verify(address)
    path.unlink()
    assert not line.blobs.verify(address)


def pieces_of(whole: bytes) -> tuple[bytes, list[bytes]]:
    header, rest, pieces = whole[:52], whole[52:], []
    while rest:
        end = 4 + int.from_bytes(rest[:4], "big")
        pieces.append(rest[:end])
        rest = rest[end:]
    return header, pieces


def test_a_blob_cut_reordered_or_mixed_with_another_does_not_open(line: Line) -> None:
    path = line.blobs.path(address := line.finish(size=10))
    header, pieces = pieces_of(path.read_bytes())
    assert len(pieces) == 3
    other = Line(line.home, PHOTO, OTHER)
    _, foreign = pieces_of(other.blobs.path(other.finish(size=10)).read_bytes())
    wrong = [
        pieces[:2],
        pieces[:1],
        [],
        [pieces[1], pieces[0], pieces[2]],
        [*pieces, pieces[2]],
        [*pieces, b"\0"],
    ]
    wrong += [[pieces[0], pieces[2]], [pieces[0], foreign[1], pieces[2]], foreign]
    for parts in wrong:
        path.write_bytes(header + b"".join(parts))
        with pytest.raises(Tampered):
            line.opened(address)
    path.write_bytes(header + b"".join(pieces))
    assert line.opened(address) == PHOTO


def test_a_blob_cannot_be_opened_once_its_key_has_expired(tmp_path: Path) -> None:
    keyring, line = Keyring(tmp_path), Line(tmp_path, PHOTO)
    pair = (keyring.scope(None, "households", "2020-02", 18_322).no, OTHER)
    key = keyring.keys([pair])[pair]
    state = line.uploads.start(ID, len(PHOTO), hashlib.sha256(PHOTO).hexdigest(), key, META)
    address = line.uploads.append(ID, state.offset, PHOTO, key).address
    assert address is not None
    found = keyring.find(*pair)
    assert found is not None and b"".join(line.blobs.open(address, found)) == PHOTO
    expire(keyring, 18_322)
    assert keyring.find(*pair) is None
    assert line.blobs.verify(address)
    with pytest.raises(Tampered):
        line.opened(address)
    keyring.close()


def test_what_is_for_everyone_is_its_plain_bytes_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    address = blobs.put(b"title: household visit")
    assert (
        address
        == hashlib.sha256(b"title: household visit").hexdigest()
        == blobs.put(b"title: household visit")
    )
    assert blobs.get(address) == b"title: household visit"
    assert list(blobs.addresses()) == [address]
    with pytest.raises(Tampered):
        list(blobs.open(address, KEY))
