"""`oneboard reports --as NAME`: what units reported, what is missing, and what does not agree with the journal."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec
from rich.table import Table
from rich.text import Text

from oneboard.cli.call import calling, fetched
from oneboard.cli.tasks.shown import console, when
from oneboard.cli.terminal import shown

_ONLY: Final = ("missing", "overdue", "late", "corrected", "returned", "waiting", "in_question")

#: What the node counts, in the order in which one asks.
_COUNTS: Final = {
    "value": "有数 with figures", "zero": "零报告 zero", "not_applicable": "不适用 not applicable",
    "missing": "缺报 missing", "overdue": "超时 overdue", "late": "迟报 late", "corrected": "更正 corrected",
    "returned": "退回 given back", "waiting": "待审 to be accepted", "accepted": "已审 accepted",
    "in_question": "待核 in question",
}  # fmt: skip

_STATUS: Final = {
    "value": "有数 figures", "zero": "零报告 zero", "not_applicable": "不适用 n/a", "missing": "缺报 missing",
}  # fmt: skip

_MARKS: Final = {
    "overdue": "超时 overdue", "late": "迟报 late", "corrected": "更正 corrected", "returned": "退回 given back",
    "accepted": "已审 accepted",
}  # fmt: skip

_WHY: Final = {"late": "后到 came late", "corrected": "后改 corrected", "unexplained": "待核 unexplained"}


def add(commands: Any) -> None:
    parser = commands.add_parser("reports", help="what units reported, what is missing, what does not agree")
    parser.add_argument("--place", help="the place's id, with all below; absent: one's whole ground")
    parser.add_argument("--since", metavar="DAY", help="each day from this one; absent: today")
    parser.add_argument("--until", metavar="DAY", help="to this one")
    parser.add_argument("--playbook", help="where units report by more than one")
    parser.add_argument("--only", choices=_ONLY, help="`overdue`: whom to call now")
    parser.add_argument(
        "--ladder", metavar="TASK", help="the units below one report, and what it comes to with them"
    )
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it there, with --format json or csv")
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Raises Refused."""
    with calling(asked.account) as ask:
        if asked.ladder:
            body = fetched(ask, "GET", f"/tasks/{quote(asked.ladder, safe='')}/ladder")
        else:
            body = fetched(ask, "GET", f"/reports?{urlencode(_query(asked))}")
    if asked.format == "text":
        (_print_ladder if asked.ladder else _print)(msgspec.json.decode(body))
    elif asked.out:
        asked.out.write_bytes(body)
    else:
        sys.stdout.write(shown(body.decode("utf-8-sig")))
    return 0


def _query(asked: argparse.Namespace) -> dict[str, str]:
    given = {name: getattr(asked, name) for name in ("place", "since", "until", "playbook", "only")}
    given["format"] = "csv" if asked.format == "csv" else None
    return {name: value for name, value in given.items() if value is not None}


def _print(found: Mapping[str, Any]) -> None:
    days = found["since"] if found["since"] == found["until"] else f"{found['since']} … {found['until']}"
    console.print(Text(shown(f"{found['title']}  {days}"), "bold"))
    counts = found["counts"]
    console.print(
        "  ".join(f"{words} {counts[name]}" for name, words in _COUNTS.items() if counts[name]),
        soft_wrap=True,
    )
    if missing := [row for row in found["rows"] if row["overdue"]]:
        names = "、".join(f"{row['name']} ({when(row['due'])})" for row in missing)
        console.print(Text(shown(f"要催的 to be called: {names}"), "red"), soft_wrap=True)
    for day, rows in groupby(found["rows"], key=lambda row: row["day"]):
        of_day = list(rows)
        console.print(_table(day, of_day, found["questions"]))
        for line in dict.fromkeys(_in_question(of_day, found["questions"])):
            console.print(Text(shown(line), "yellow"), soft_wrap=True)


def _table(day: str, rows: Iterable[Mapping[str, Any]], questions: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(title=day, title_justify="left", header_style="bold")
    for heading in ("单位 unit", "状态 status", "时刻 at", "标记 marks"):
        table.add_column(heading, overflow="fold")
    for question in questions:
        table.add_column(shown(question["title"]), justify="right", overflow="fold")
    for row in rows:
        colour = "red" if row["overdue"] else "yellow" if row["in_question"] else ""
        at = _clock(row["at"], day) if row["at"] else f"≤ {_clock(row['due'], day)}"
        figures = [str(row["figures"].get(question["question"], "")) for question in questions]
        cells = [row["name"], _STATUS[row["status"]], at, _marks(row), *figures]
        table.add_row(*(Text(shown(cell), colour) for cell in cells))
    return table


def _clock(instant: str | None, day: str) -> str:
    """The time alone on the day itself."""
    return when(instant).removeprefix(f"{day} ")


def _marks(row: Mapping[str, Any]) -> str:
    marks = [words for name, words in _MARKS.items() if row[name]]
    return " ".join([*marks, *([row["reason"]] if row["reason"] else [])])


def _in_question(rows: Sequence[Mapping[str, Any]], questions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What does not agree, and why, a line each; of several units at one place the difference is the place's."""
    titles = {question["question"]: question["title"] for question in questions}
    for row in rows:
        at_place = "、".join(one["name"] for one in rows if one["place"] == row["place"])
        for question, one in row["beside"].items():
            if row["status"] != "missing" and one["computed"] != one["reported"]:
                yield f"  {at_place} · {titles.get(question, question)}: {' · '.join(_why(one))}"
        for question, carried in row["carried"].items():
            yield f"  {row['name']} · {titles[question]}: 按上次应为 by the report before {carried}"


def _why(one: Mapping[str, int]) -> Iterator[str]:
    yield f"报数 reported {one['reported']} · 日志 journal {one['computed']}"
    for name, words in _WHY.items():
        if one[name]:
            yield f"{words} {one[name]:+d}"


def _print_ladder(found: Mapping[str, Any]) -> None:
    console.print(
        f"{found['day']}  下级 below {found['below']}  已审 accepted {found['accepted']}  "
        f"待审 waiting {len(found['waiting'])}  缺报 missing {len(found['missing'])}"
    )
    for what, words in (("missing", "缺报 missing"), ("waiting", "待审 to be accepted")):
        if found[what]:
            names = "、".join(one["name"] for one in found[what])
            console.print(Text(shown(f"{words}: {names}")), soft_wrap=True)
    table = Table(header_style="bold")
    for heading in ("题目 question", "本级与已审下级合计 with those accepted below", "预填 prefilled"):
        table.add_column(heading, justify="left" if heading.startswith("题目") else "right")
    for question, total in found["totals"].items():
        table.add_row(shown(question), str(total), str(found["prefill"].get(question, "")))
    console.print(table)
