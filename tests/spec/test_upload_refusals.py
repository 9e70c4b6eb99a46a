"""What an upload refuses: too much, too small pieces, another photograph, an id that is a path."""

import hashlib
from pathlib import Path

import pytest

from oneboard.foundation.errors import Refusal
from oneboard.journal.uploads import MAX_BYTES, MAX_PIECES
from tests.spec.line import ID, KEY, META, OTHER, PHOTO, Line


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path, PHOTO)


def code(refusal: pytest.ExceptionInfo[Refusal]) -> str:
    return refusal.value.code


def test_more_than_was_declared_or_allowed_is_refused(line: Line) -> None:
    line.start()
    with pytest.raises(Refusal) as refusal:
        line.uploads.append(ID, 0, PHOTO + b"!", KEY)
    assert code(refusal) == "blob.too_large"
    for length in (MAX_BYTES + 1, -1):
        with pytest.raises(Refusal, match=r"blob\.too_large"):
            line.uploads.start(OTHER, length, "", KEY, META)


def test_a_flood_of_single_bytes_is_stopped(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_PIECES * 2048 == MAX_BYTES
    monkeypatch.setattr("oneboard.journal.uploads.MAX_PIECES", 3)
    line.start()
    for offset in range(3):
        line.send(offset, 1)
    with pytest.raises(Refusal, match=r"blob\.too_large"):
        line.send(3, 1)


def test_the_same_id_for_another_photograph_is_refused(line: Line) -> None:
    line.start()
    for length, digest in ((3, hashlib.sha256(PHOTO).hexdigest()), (len(PHOTO), "0" * 64)):
        with pytest.raises(Refusal, match=r"blob\.mismatch"):
            line.uploads.start(ID, length, digest, KEY, META)


@pytest.mark.parametrize(
    "upload_id",
    ["", "../" * 12, "x" * 36, ID.upper() + "\n", f"{ID[:-3]}/.."],
    ids=["empty", "above", "no digits", "a line more", "above at the end"],
)
def test_an_id_that_would_be_a_path_is_unknown(line: Line, upload_id: str) -> None:
    for ask in (
        lambda: line.uploads.find(upload_id),
        lambda: line.uploads.append(upload_id, 0, b"", KEY),
        lambda: line.uploads.start(upload_id, 1, "", KEY, META),
    ):
        with pytest.raises(Refusal, match=r"upload\.unknown"):
            ask()
