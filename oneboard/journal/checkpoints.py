"""Checkpoints (检查点): once a day the chain's head is signed into a file that anyone may publish.

Who holds a day's file can prove later that nothing up to it was changed, whatever happens to the database.
"""

import base64
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from oneboard.foundation.canonical import canonical
from oneboard.foundation.clock import day_of, day_text, iso
from oneboard.journal.models import Block, Head
from oneboard.privacy.files import make_directory, write_durably

_DOMAIN: Final = b"oneboard checkpoint 1\n"


class Checkpoint(msgspec.Struct, frozen=True):
    """`signature` is Ed25519, base64, over the domain and the canonical JSON of the other fields."""

    day: str
    seq: int
    block: int
    hash: str
    signed_at: str
    public_key: str
    signature: str = ""

    def signed_bytes(self) -> bytes:
        return _DOMAIN + canonical(msgspec.structs.replace(self, signature=""))

    def is_genuine(self) -> bool:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(self.public_key))
        try:
            key.verify(base64.b64decode(self.signature), self.signed_bytes())
        except InvalidSignature:
            return False
        return True


def sign_due(home: Path, now_ms: int, zone: str) -> Path | None:
    """Signs today's head unless that was done. The file's path, or None where nothing was due."""
    head = Head.objects.get(id=1)
    path = _directory(home) / f"{day_text(day_of(now_ms, zone))}.json"
    if head.block == 0 or path.exists():
        return None
    make_directory(path.parent)
    key = _signing_key(home)
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    unsigned = Checkpoint(path.stem, head.seq, head.block, head.hash, iso(now_ms), public)
    signature = base64.b64encode(key.sign(unsigned.signed_bytes())).decode()
    write_durably(path, msgspec.json.encode(msgspec.structs.replace(unsigned, signature=signature)))
    return path


def all_checkpoints(home: Path) -> list[tuple[Path, Checkpoint]]:
    """By day. Raises msgspec.DecodeError for a file that is none."""
    files = sorted(_directory(home).glob("*.json"))
    return [(file, msgspec.json.decode(file.read_bytes(), type=Checkpoint)) for file in files]


def fault_of(checkpoint: Checkpoint) -> str:
    """Why the journal and the checkpoint do not agree; empty where they do."""
    if not checkpoint.is_genuine():
        return "the signature is not the key's"
    block = Block.objects.filter(number=checkpoint.block).first()
    if block is None:
        return f"the journal has no block {checkpoint.block}"
    if (block.last_seq, block.hash) != (checkpoint.seq, checkpoint.hash):
        return f"block {checkpoint.block} is not the one that was signed"
    return ""


def _directory(home: Path) -> Path:
    return home / "checkpoints"


def _signing_key(home: Path) -> Ed25519PrivateKey:
    path = home / "keys" / "checkpoint.key"
    if not path.exists():
        make_directory(path.parent)
        write_durably(path, Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
