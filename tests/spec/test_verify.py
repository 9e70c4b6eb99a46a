"""`oneboard journal verify`: one changed byte is found, wherever it is. See docs/spec/journal.md."""

import pytest
from django.db import connection

from oneboard.foundation.clock import now_ms
from oneboard.journal.checkpoints import sign_due
from oneboard.journal.models import Block, Head, Line
from oneboard.journal.verify import verify
from tests.house import House
from tests.territory import adopt

CHANGES = {
    "a byte of an entry": (
        "UPDATE journal_line SET body = replace(body, 'g1', 'g2') WHERE seq = %s",
        "changed",
    ),
    "an entry's id": (
        "UPDATE journal_line SET id = '01a20acb-da20-765e-8631-b98550491b81' WHERE seq = %s",
        "id",
    ),
    "an entry's time": ("UPDATE journal_line SET recorded_at = recorded_at + 1 WHERE seq = %s", "changed"),
    "an entry taken out": ("DELETE FROM journal_line WHERE seq = %s", "missing"),
    "a block's hash": (
        "UPDATE journal_block SET hash = replace(hash, 'a', 'b') WHERE last_seq = %s",
        "changed",
    ),
    "the tail cut off": ("UPDATE journal_head SET seq = seq - 1 WHERE seq = %s", "head"),
}


@pytest.mark.parametrize(("statement", "fault"), CHANGES.values(), ids=list(CHANGES))
def test_one_change_is_found(house: House, statement: str, fault: str) -> None:
    house.phone("li", [house.household("li", "g1")])
    assert verify(house.settings.home).faults == []
    with connection.cursor() as cursor:
        cursor.execute(statement, [Head.objects.get(id=1).seq])
    assert any(fault in said for said in verify(house.settings.home).faults)


def test_a_changed_or_missing_blob_is_found(house: House) -> None:
    """Registers, playbooks and the territory's edition are blobs as well."""
    adopt(house)
    blobs = [path for path in (house.settings.home / "blobs").rglob("*") if path.is_file()]
    assert verify(house.settings.home).blobs == len(blobs) > 2
    for blob in blobs:
        whole = blob.read_bytes()
        blob.write_bytes(whole.replace(b"g", b"h", 1))
        [fault] = verify(house.settings.home).faults
        assert blob.name in fault
        blob.write_bytes(whole)


def test_a_journal_written_anew_does_not_agree_with_what_was_signed(house: House) -> None:
    home = house.settings.home
    sign_due(home, now_ms(), house.settings.time_zone)
    assert verify(home).faults == []
    Block.objects.filter(number=Head.objects.get(id=1).block).update(hash="0" * 64)
    assert any(fault.startswith("checkpoint") for fault in verify(home).faults)


def test_a_forged_checkpoint_is_found(house: House) -> None:
    home = house.settings.home
    path = sign_due(home, now_ms(), house.settings.time_zone)
    assert path is not None
    path.write_text(path.read_text().replace('"seq":', '"seq":1'))
    assert any("signature" in fault for fault in verify(home).faults)
    assert Line.objects.exists()
