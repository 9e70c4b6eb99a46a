"""How every file is imported: in chunks through the door, with a bar, and the faulty rows back into a file."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from oneboard.cli.call import Ask, calling
from oneboard.cli.journal import progress
from oneboard.cli.language import language
from oneboard.cli.terminal import shown
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.foundation.words import say
from oneboard.intake.imports.columns import Columns
from oneboard.intake.imports.faulty import FaultyRows
from oneboard.intake.imports.tables import Table, TableRow, opened

#: Rows in one command, and how often one is sent again to a node that is busy.
CHUNK: Final = 2_000
_TRIES: Final = 20

_SAID: Final = {
    "new": "新增 new", "changed": "变更 changed", "unchanged": "未变 unchanged", "faulty": "有误 faulty",
}  # fmt: skip


#: Rows, and the command that says those of them that can be said.
Chunk: TypeAlias = tuple[list[TableRow], bytes]

#: A row as its command says it.
Shape: TypeAlias = Callable[[TableRow], Mapping[str, object]]


class Stopped(Exception):
    """The node refused a chunk, with its text. What went before it is in; importing again goes on behind it."""


class Flaw(msgspec.Struct, frozen=True):
    column: str
    problem: str
    text: str
    right: str


class RowTold(msgspec.Struct, frozen=True):
    row: int
    result: str
    faults: tuple[Flaw, ...] = ()


class Told(msgspec.Struct, frozen=True):
    rows: list[RowTold]


def add_arguments(parser: Any) -> None:
    parser.add_argument("file", type=Path, help="an .xlsx or .csv with a header row")
    parser.add_argument("--check", action="store_true", help="record nothing; say what would be")
    parser.add_argument(
        "--faulty", type=Path, metavar="FILE", help="where faulty rows go (default: beside the file)"
    )
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")


def flat(row: TableRow) -> dict[str, object]:
    return {"row": row.number, **row.cells}


def import_file(
    asked: Any, columns: Columns, address: str, said: Mapping[str, object], shape: Shape = flat
) -> int:
    """`said`: what the command says beside its rows; `shape`: how it says one. 1 where a row is faulty or the node
    refused."""
    file: Path = asked.file
    target = asked.faulty or file.with_name(f"{file.stem}.faulty{file.suffix or '.csv'}")
    with opened(file, columns) as table, calling(asked.account) as ask, FaultyRows(target, columns) as faulty:
        _tell_oddities(table, columns)
        try:
            counts = _import(table, faulty, Sending(ask, address, {**said, "check": asked.check}, shape))
        except Stopped as stopped:
            print(shown(f"oneboard: {stopped}"), file=sys.stderr)
            return 1
    print(" · ".join(f"{words} {counts[result]:,}" for result, words in _SAID.items()))
    if faulty.count:
        print(f"有误的行 faulty rows: {faulty.path}")
    return 1 if faulty.count else 0


class Sending:
    """One address, to which chunks go as commands of their own."""

    def __init__(self, ask: Ask, address: str, said: Mapping[str, object], shape: Shape) -> None:
        self._ask, self._address, self._said, self._shape = ask, address, said, shape

    def body(self, rows: Sequence[TableRow]) -> bytes:
        return msgspec.json.encode(
            {"id": new_id(now_ms()), **self._said, "rows": [self._shape(row) for row in rows]}
        )

    def send(self, body: bytes) -> list[RowTold]:
        """The same bytes again while the node is busy: what was recorded is not recorded twice. Raises Stopped."""
        for _ in range(_TRIES):
            status, answer = self._ask("POST", self._address, body)
            if status < 400:
                return msgspec.json.decode(answer, type=Told).rows
            refused = msgspec.json.decode(answer)
            if status not in (429, 503):
                break
            time.sleep(int(refused["fields"].get("seconds", 1)))
        raise Stopped(refused.get("text", refused["code"]))


def _import(table: Table, faulty: FaultyRows, sending: Sending) -> Counter[str]:
    counts: Counter[str] = Counter()
    with progress("导入 importing") as bar:
        task = bar.add_task("", total=table.size)
        for chunk, body in _ahead(_chunks(table, sending.body)):
            told = {row.row: row for row in sending.send(body)}
            for row in chunk:
                answer = told.get(row.number) or _too_wide(row)
                counts[answer.result] += 1
                if answer.faults:
                    faulty.add(row, answer.faults)
            bar.advance(task, len(chunk))
    return counts


def _too_wide(row: TableRow) -> RowTold:
    """Most often a comma within a text that stands in no quotation marks: then every cell behind it is another's."""
    texts = (say(language(), f"{section}.row.too_wide") for section in ("fault", "right"))
    return RowTold(row.number, "faulty", (Flaw("", "row.too_wide", *texts),))


def _chunks(table: Table, body: Callable[[Sequence[TableRow]], bytes]) -> Iterator[Chunk]:
    while chunk := list(islice(table.rows, CHUNK)):
        yield chunk, body([row for row in chunk if not row.extra])


def _ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """While the node works on one chunk the next is read."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = reader.submit(next, chunks, None)
            yield chunk


def _tell_oddities(table: Table, columns: Columns) -> None:
    if table.hidden:
        print(f"隐藏的行也一并读入 hidden rows are read, too: {table.hidden:,}", file=sys.stderr)
    if table.heads.unknown:
        unknown = ", ".join(table.heads.unknown)
        print(f"不认识的列，略过 unknown columns, passed over: {shown(unknown)}", file=sys.stderr)
        print(f"可用的列 the columns are: {columns.known}", file=sys.stderr)
