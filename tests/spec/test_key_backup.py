"""The copy of the keys: whole, whoever writes meanwhile."""

import threading
from pathlib import Path

from oneboard.foundation.ids import new_id
from oneboard.privacy.keyring import Keyring

LI = new_id(1_580_700_000_000)
WANG = new_id(1_580_700_000_001)


def test_a_backup_made_while_others_write_opens_what_was_sealed_before(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "home")
    scope_no = keyring.scope(None, "households", "2020-02", 40_000).no
    sealed = keyring.keys([(scope_no, LI)])[scope_no, LI].seal("name", b"Li")
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            keyring.keys([(scope_no, new_id(1))])

    writer = threading.Thread(target=write)
    writer.start()
    keyring.backup(tmp_path / "copy")
    stop.set()
    writer.join()
    keyring.close()
    restored = Keyring(tmp_path / "copy")
    key = restored.find(scope_no, LI)
    assert key is not None and key.open("name", sealed) == b"Li"
    assert restored.keys([(scope_no, WANG)])
    restored.close()
