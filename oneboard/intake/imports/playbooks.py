"""Playbooks as files: a YAML, and its forms beside it where it says they lie."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from oneboard.playbooks.loader import files_named

#: What travels as base64.
_PACKED: Final = (".xlsx", ".docx")


class Files(NamedTuple):
    """`forms`: the bytes of each that is there, and of its papers' templates, by the file that the playbook names."""

    source: bytes
    forms: dict[str, bytes]

    @classmethod
    def of_texts(cls, source: str, forms: Mapping[str, str]) -> "Files":
        """As they travel. Raises ValueError for a workbook that is not base64."""
        return cls(source.encode(), {file: bytes_of(file, text) for file, text in forms.items()})

    @property
    def body(self) -> dict[str, object]:
        """As `POST /playbooks` takes them, but for the id."""
        return {
            "source": self.source.decode(),
            "forms": {file: _text(file, raw) for file, raw in self.forms.items()},
        }


def read_files(path: Path) -> Files:
    """Raises FileNotFoundError where the playbook itself is missing; a missing form is for the loader to name."""
    source = path.read_bytes()
    there = {file: path.parent / file for file in files_named(source)}
    return Files(source, {file: found.read_bytes() for file, found in there.items() if found.is_file()})


def bytes_of(file: str, text: str) -> bytes:
    """Raises ValueError for a workbook that is not base64."""
    return base64.b64decode(text, validate=True) if file.endswith(_PACKED) else text.encode()


def _text(file: str, raw: bytes) -> str:
    return base64.b64encode(raw).decode() if file.endswith(_PACKED) else raw.decode(errors="replace")
