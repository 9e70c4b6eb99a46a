"""`oneboard papers list | issue | write | withdraw | template`: papers, through the same doors as everybody's."""

import argparse
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode

import msgspec
from rich.console import Console
from rich.markup import escape

from oneboard.cli.call import calling, fetch, fetched, whole
from oneboard.cli.tasks.shown import when
from oneboard.cli.terminal import complain, shown
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.foundation.words import LOCALES
from oneboard.outputs.papers import docx
from oneboard.outputs.papers.filling import paper_of
from oneboard.playbooks.paper_templates import Malformed, written
from oneboard.vocabulary.papers import WhyWithdrawn


def add(commands: Any) -> None:
    parser = commands.add_parser("papers", help="official papers: issued, written into files, withdrawn")
    kinds = parser.add_subparsers(required=True, metavar="list|issue|write|withdraw|template")
    listed = kinds.add_parser("list", help="what was issued, the latest first")
    listed.add_argument("--task", help="the task's id; absent: one's whole ground")
    listed.add_argument("--place", help="the place's id")
    issued = kinds.add_parser("issue", help="behind a step that was taken in the field, or again")
    issued.add_argument("task", help="the task's id")
    issued.add_argument("paper", help="as the playbook names it")
    issued.add_argument("--replaces", metavar="ID", help="the paper that holds no more then")
    saved = kinds.add_parser("write", help="a paper into a .docx, to be stamped and handed over")
    saved.add_argument("paper", help="the paper's id")
    saved.add_argument("--purpose", required=True, help="why it is opened; it is written down")
    saved.add_argument("--out", type=Path, required=True, metavar="FILE.docx", help="for its owner only")
    saved.add_argument("--lang", choices=LOCALES, help="absent: as the terminal speaks")
    withdrawn = kinds.add_parser("withdraw", help="it holds no more, and keeps its number")
    withdrawn.add_argument("paper", help="the paper's id")
    withdrawn.add_argument("--reason", required=True, choices=get_args(WhyWithdrawn))
    for one, run in ((listed, _list), (issued, _issue), (saved, _write), (withdrawn, _withdraw)):
        one.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
        one.set_defaults(run=run)
    template = kinds.add_parser("template", help="a template in Markdown as a .docx, to be edited in Word")
    template.add_argument("file", type=Path, metavar="FILE.md")
    template.add_argument("--out", type=Path, required=True, metavar="FILE.docx")
    template.add_argument("--lang", choices=LOCALES, default=LOCALES[0])
    template.set_defaults(run=_template)


def _list(asked: argparse.Namespace) -> int:
    """Two lines each: an id that is cut off helps nobody."""
    said = {name: value for name in ("task", "place") if (value := getattr(asked, name))}
    screen = Console(highlight=False, soft_wrap=True)
    for one in fetch(asked.account, "GET", f"/papers?{urlencode(said)}"):
        void = f"  [red]{one['withdrawn']}[/]" if one["withdrawn"] else ""
        screen.print(f"[bold]{escape(shown(one['number']))}[/]  {escape(shown(one['title']))}{void}")
        about = (one["place_name"], when(one["issued_at"]), one["issued_by"], one["id"])
        screen.print(f"  {escape(shown(' · '.join(about)))}")
    return 0


def _issue(asked: argparse.Namespace) -> int:
    body = {"id": new_id(now_ms()), "paper": asked.paper, "replaces": asked.replaces}
    path = f"/tasks/{asked.task}/papers"
    print(fetch(asked.account, "POST", path, msgspec.json.encode(body))["entry"])
    return 0


def _write(asked: argparse.Namespace) -> int:
    """Raises Refused."""
    query = urlencode({"purpose": asked.purpose, **({"lang": asked.lang} if asked.lang else {})})
    asked.out.touch(mode=0o600)
    with whole(asked.out), calling(asked.account) as ask:
        asked.out.write_bytes(fetched(ask, "GET", f"/papers/{asked.paper}/document?{query}"))
    print(asked.out)
    return 0


def _withdraw(asked: argparse.Namespace) -> int:
    body = msgspec.json.encode({"id": new_id(now_ms()), "reason": asked.reason})
    fetch(asked.account, "POST", f"/papers/{asked.paper}/withdraw", body)
    return 0


def _template(asked: argparse.Namespace) -> int:
    """It needs no node."""
    try:
        said = written(asked.file.read_bytes())
    except Malformed as wrong:
        return complain(f"{asked.file}: {wrong}")
    asked.out.write_bytes(docx.write(paper_of(said, "", asked.lang)))
    print(asked.out)
    return 0
