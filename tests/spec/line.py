"""A phone with a photograph, and the line between it and the node."""

import hashlib
from pathlib import Path

from oneboard.foundation.ids import new_id
from oneboard.journal.blobs import Blobs
from oneboard.journal.uploads import Upload, Uploads
from oneboard.privacy.keys import SubjectKey

ID, OTHER = new_id(1), new_id(2)
KEY = SubjectKey(7, new_id(3), bytes(range(32)))
META = {"media_type": "image/jpeg"}
PHOTO = b"a photograph of a doorstep"


class Line:
    """`restart` is what a kill and a new process look like."""

    def __init__(self, home: Path, content: bytes, upload_id: str = ID) -> None:
        self.home, self.content, self.id = home, content, upload_id
        self.restart()

    def restart(self) -> None:
        self.blobs = Blobs(self.home)
        self.uploads = Uploads(self.blobs)

    @property
    def part(self) -> Path:
        return self.home / "blobs" / "uploads" / f"{self.id}.part"

    def start(self) -> Upload:
        digest = hashlib.sha256(self.content).hexdigest()
        return self.uploads.start(self.id, len(self.content), digest, KEY, META)

    def send(self, offset: int, size: int) -> Upload:
        return self.uploads.append(self.id, offset, self.content[offset : offset + size], KEY)

    def finish(self, size: int = 1 << 20) -> str:
        state = self.start()
        while state.address is None:
            state = self.send(state.offset, size)
        return state.address

    def opened(self, address: str) -> bytes:
        return b"".join(self.blobs.open(address, KEY))
