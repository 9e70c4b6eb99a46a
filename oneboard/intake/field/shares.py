"""Shares (份额): what one phone may have under way of attachments, and begin in a day, so that none takes all the disk.

Kept in a file for each phone beside the uploads: it holds through a restart, and for every process of the node.
"""

from pathlib import Path
from typing import Final

import msgspec

from oneboard.foundation.clock import day_begins, day_of
from oneboard.foundation.errors import Refusal
from oneboard.journal.uploads import Uploads
from oneboard.privacy.files import locked, make_directory, write_durably

_MB: Final = 1024 * 1024

#: Begun and not yet whole: a phone sends one after the other, an evening's queue begins some before it ends others.
UNDER_WAY: Final = 64
BYTES_UNDER_WAY: Final = 256 * _MB

#: In one of the city's days: three photographs of each of some hundred households, and a queue of days without a line.
IN_A_DAY: Final = 2_000
BYTES_IN_A_DAY: Final = 2_048 * _MB


class Share(msgspec.Struct):
    """What a phone took: in its last day, and the declared lengths of what it began, by upload."""

    day: int = 0
    begun: int = 0
    length: int = 0
    under_way: dict[str, int] = {}


class Shares:
    def __init__(self, root: Path, uploads: Uploads, zone: str) -> None:
        """`root`: where blobs lie."""
        self._root, self._uploads, self._zone = root, uploads, zone
        make_directory(root / "shares")

    def take(self, device: str, upload: str, length: int, now_ms: int) -> None:
        """For an upload that was not begun yet. Raises Refusal upload.too_many, upload.day_full."""
        path, today = self._root / "shares" / f"{device}.json", day_of(now_ms, self._zone)
        with locked(self._root / "locks" / f"share-{device[-2:]}"):
            share = _read(path)
            if share.day != today:
                share.day, share.begun, share.length = today, 0, 0
            if share.begun >= IN_A_DAY or share.length + length > BYTES_IN_A_DAY:
                tomorrow = day_begins(today + 1, self._zone)
                raise Refusal("upload.day_full", files=IN_A_DAY, megabytes=BYTES_IN_A_DAY // _MB,
                              seconds=1 + (tomorrow - now_ms) // 1000)  # fmt: skip
            share.under_way = {id_: n for id_, n in share.under_way.items() if self._is_open(id_)}
            taken = sum(share.under_way.values())
            if len(share.under_way) >= UNDER_WAY or taken + length > BYTES_UNDER_WAY:
                raise Refusal(
                    "upload.too_many", files=UNDER_WAY, megabytes=BYTES_UNDER_WAY // _MB, seconds=60
                )
            share.begun, share.length = share.begun + 1, share.length + length
            share.under_way[upload] = length
            write_durably(path, msgspec.json.encode(share))

    def _is_open(self, upload: str) -> bool:
        """Neither whole nor forgotten."""
        try:
            return self._uploads.find(upload).address is None
        except Refusal:
            return False


def _read(path: Path) -> Share:
    return msgspec.json.decode(path.read_bytes(), type=Share) if path.exists() else Share()
