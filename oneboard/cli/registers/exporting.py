"""Writing a register out: page by page through the door, streamed into the file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

import msgspec

from oneboard.cli.call import Ask, Refused, fetched, whole
from oneboard.cli.journal import progress
from oneboard.cli.language import language
from oneboard.foundation.canonical import Value
from oneboard.foundation.words import say
from oneboard.intake.imports.cells import written
from oneboard.intake.imports.inventory import PLACE, SUBJECT, columns
from oneboard.intake.imports.writing import Write, writing
from oneboard.playbooks.registers import Register, load


class Row(msgspec.Struct, frozen=True):
    subject: str
    place: str
    answers: dict[str, Value]


class Page(msgspec.Struct, frozen=True):
    rows: list[Row]
    next: str


class Declared(msgspec.Struct, frozen=True):
    key: str
    source: str
    in_force: bool


def declaration(ask: Ask, register: str) -> Register:
    """The one in force. Raises Refused."""
    all_ = msgspec.json.decode(fetched(ask, "GET", "/registers"), type=list[Declared])
    known = {one.key.partition("@")[0]: one for one in all_ if one.in_force}
    if register not in known:
        fields = {"register": register, "known": ", ".join(known) or "-"}
        raise Refused(say(language(), "refusal.register.unknown", fields))
    return load(known[register].source.encode())


def asked_for(purpose: str, place: str | None) -> dict[str, str]:
    return {"purpose": purpose} | ({"place": place} if place else {})


def export(ask: Ask, register: Register, file: Path, asked: Mapping[str, str]) -> int:
    """How many rows. Raises Refused."""
    with whole(file), writing(file, [column.heading for column in columns(register).columns]) as write:
        return _pages(ask, register, write, asked)


def _pages(ask: Ask, register: Register, write: Write, asked: Mapping[str, str]) -> int:
    number, after = 0, ""
    paths = [column.path for column in columns(register).columns]
    with progress("导出 exporting") as bar:
        task = bar.add_task("", total=None)
        while True:
            query = urlencode({**asked, "after": after})
            answer = fetched(ask, "GET", f"/registers/{quote(register.register)}/rows?{query}")
            page = msgspec.json.decode(answer, type=Page)
            for row in page.rows:
                write(_cells(row, register, paths))
            number, after = number + len(page.rows), page.next
            bar.advance(task, len(page.rows))
            if not after:
                return number


def _cells(row: Row, register: Register, paths: Sequence[str]) -> list[str]:
    cells = {PLACE: row.place, SUBJECT: row.subject}
    for path, value in row.answers.items():
        if path in register.fields:
            cells[path] = written(value, register.fields[path])
    return [cells.get(path, "") for path in paths]
