"""Sealing: a subject's key seals and opens for its place only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.foundation.ids import new_id
from oneboard.privacy.keys import OVERHEAD, SubjectKey, Tampered, scope_of
from oneboard.privacy.suite import CURRENT

NEVER = 40_000
LI = new_id(1_580_700_000_000)
WANG = new_id(1_580_700_000_001)
KEY = SubjectKey(7, LI, bytes(range(32)))


@given(st.text(), st.binary(max_size=500))
def test_what_was_sealed_opens_at_its_place(path: str, plaintext: bytes) -> None:
    sealed = KEY.seal(path, plaintext)
    assert KEY.open(path, sealed) == plaintext
    assert scope_of(sealed) == 7


def test_a_sealed_value_opens_for_no_other_question_subject_or_scope() -> None:
    sealed = KEY.seal("members/1/phone", b"13800000000")
    with pytest.raises(Tampered):
        KEY.open("members/2/phone", sealed)
    for other in (SubjectKey(7, WANG, bytes(range(32))), SubjectKey(7, LI, bytes(32))):
        with pytest.raises(Tampered):
            other.open("members/1/phone", sealed)


@given(st.integers(min_value=0, max_value=OVERHEAD + 4), st.integers(min_value=1, max_value=255))
def test_one_changed_byte_anywhere_is_found(position: int, change: int) -> None:
    sealed = bytearray(KEY.seal_bytes(b"photo", b"plain"))
    assert sealed[0] == CURRENT
    sealed[position] ^= change
    with pytest.raises(Tampered):
        KEY.open_bytes(b"photo", bytes(sealed))


@pytest.mark.parametrize("sealed", ["", "AQ", "not base64 at all", "中文", "A" * 40])
def test_what_was_never_sealed_is_refused_clearly(sealed: str) -> None:
    with pytest.raises(Tampered):
        KEY.open("name", sealed)


def test_the_same_plaintext_never_looks_the_same_twice() -> None:
    assert KEY.seal("name", b"Li") != KEY.seal("name", b"Li")


def test_a_fingerprint_is_the_same_for_the_same_key_and_content_only() -> None:
    again = SubjectKey(7, LI, bytes(range(32)))
    assert KEY.fingerprint(b"content") == again.fingerprint(b"content")
    assert KEY.fingerprint(b"content") != KEY.fingerprint(b"Content")
    assert KEY.fingerprint(b"content") != SubjectKey(7, LI, bytes(32)).fingerprint(b"content")
