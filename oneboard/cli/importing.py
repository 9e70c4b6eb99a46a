"""How every file is imported: in chunks through the door, with a bar, and the faulty rows back into a file."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from oneboard.cli.call import calling
from oneboard.cli.journal import progress
from oneboard.cli.language import language
from oneboard.cli.sending import Flaw, RowTold, Sending, Shape, Stopped
from oneboard.cli.terminal import complain, shown
from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase, say
from oneboard.intake.imports.columns import Columns
from oneboard.intake.imports.faulty import FaultyRows
from oneboard.intake.imports.repeats import Repeats
from oneboard.intake.imports.tables import Table, TableRow, opened

#: Rows in one command.
CHUNK: Final = 2_000

_SAID: Final = {
    "new": "新增 new",
    "changed": "变更 changed",
    "unchanged": "未变 unchanged",
    "faulty": "有误 faulty",
}
_PLACED: Final = {
    "located": "按文字定位 placed by their text", "to_place": "待人工定位 to be placed by a person",
}  # fmt: skip

#: Rows, and the command that says those of them that can be said.
Chunk: TypeAlias = tuple[list[TableRow], bytes]


class Kind(NamedTuple):
    """A kind of file: its columns; where its rows go, with what their command says beside them, and how it says one;
    what its rows must not say differently."""

    columns: Columns
    address: str
    said: Mapping[str, object]
    shape: Shape
    repeats: Repeats


def add_arguments(parser: Any) -> None:
    parser.add_argument("file", type=Path, help="an .xlsx or .csv with a header row")
    parser.add_argument("--check", action="store_true", help="record nothing; say what would be")
    parser.add_argument(
        "--faulty", type=Path, metavar="FILE", help="where faulty rows go (default: beside the file)"
    )
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")


def import_file(asked: Any, kind: Kind) -> int:
    """1 where a row is faulty, or the file or the node gave out before its end."""
    file: Path = asked.file
    ending = ".csv" if file.suffix.lower() == ".csv" else ".xlsx"
    target = asked.faulty or file.with_name(f"{file.stem}.faulty{ending}")
    counts: Counter[str] = Counter()
    stopped = ""
    with (
        opened(file, kind.columns) as table,
        calling(asked.account) as ask,
        FaultyRows(target, kind.columns) as faulty,
    ):
        _tell_oddities(table, kind.columns)
        sending = Sending(ask, kind.address, {**kind.said, "check": asked.check}, kind.shape)
        try:
            for told in _results(table, kind.repeats, sending, faulty):
                counts[told.result] += 1
                counts["located"] += bool(told.located) and not told.to_place
                counts["to_place"] += told.to_place
        except (Stopped, Refusal) as error:
            stopped = _reason(error)
    if counts or not stopped:
        print(" · ".join(f"{words} {counts[result]:,}" for result, words in _SAID.items()))
        if placed := [f"{words} {counts[how]:,}" for how, words in _PLACED.items() if counts[how]]:
            print(" · ".join(placed))
    if faulty.count:
        print(f"有误的行 faulty rows: {faulty.path}")
    if stopped:
        complain(stopped)
    return 1 if faulty.count or stopped else 0


def _results(table: Table, repeats: Repeats, sending: Sending, faulty: FaultyRows) -> Iterator[RowTold]:
    """What each row came to. Raises Stopped, and Refusal for a file that cannot be read to its end."""
    with progress("导入 importing") as bar:
        task = bar.add_task("", total=table.size)
        for chunk, body in _ahead(_chunks(table, repeats, sending)):
            told = {row.row: row for row in sending.send(body)}
            for row in chunk:
                answer = _flawed(row.number, row.flaw) if row.flaw else told[row.number]
                if answer.faults:
                    faulty.add(row, answer.faults)
                yield answer
            bar.advance(task, len(chunk))


def _flawed(row: int, flaw: Phrase) -> RowTold:
    """What can be told without the node."""
    texts = (say(language(), f"{section}.{flaw.key}", flaw.fields) for section in ("fault", "right"))
    return RowTold(row, "faulty", (Flaw("", flaw.key, *texts),))


def _reason(error: Stopped | Refusal) -> str:
    if isinstance(error, Refusal):
        return say(language(), f"refusal.{error.code}", error.fields)
    return str(error)


def _chunks(table: Table, repeats: Repeats, sending: Sending) -> Iterator[Chunk]:
    while read := list(islice(table.rows, CHUNK)):
        chunk = repeats.checked(read)
        yield chunk, sending.body([row for row in chunk if row.flaw is None])


def _ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """While the node works on one chunk the next is read."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = reader.submit(next, chunks, None)
            yield chunk


def _tell_oddities(table: Table, columns: Columns) -> None:
    """What of the file is read otherwise than whoever brings it may think."""
    sheet, told = table.sheet, []
    if table.others:
        told += [f"只读了工作表 only this sheet is read: {sheet.name}"]
        told += [f"未读的工作表 sheets not read: {', '.join(table.others)}"]
    if sheet.hidden:
        told += [f"隐藏的行也一并读入 hidden rows are read, too: {sheet.hidden:,}"]
    if sheet.unvalued:
        told += [
            f"没有结果的公式按空格读入 formulas without their result are read as empty: {sheet.unvalued:,}"
        ]
        told += [
            "用 Excel 或 WPS 打开并保存后再导入 open the file in Excel or WPS, save it, and import it again"
        ]
    if table.heads.unknown:
        told += [f"不认识的列，略过 unknown columns, passed over: {', '.join(table.heads.unknown)}"]
        told += [f"可用的列 the columns are: {columns.known}"]
    for line in told:
        print(shown(line), file=sys.stderr)
