"""`oneboard registers publish FILE… | import|export|template REGISTER FILE --as NAME`: the words of each command."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from oneboard.cli.call import calling, fetched
from oneboard.cli.importing import Kind, add_arguments, import_file
from oneboard.cli.registers.exporting import asked_for, declaration, export
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.imports.inventory import PLACE, SUBJECT, columns
from oneboard.intake.imports.repeats import Repeats, of_inventory
from oneboard.intake.imports.tables import TableRow
from oneboard.intake.imports.writing import write_template, writing


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "registers", help="publish registers, bring their lists in, and write them out"
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    publishing = actions.add_parser(
        "publish", help="put these declarations in force, before what works on them"
    )
    publishing.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a register, .yaml")
    publishing.add_argument(
        "--as", dest="account", required=True, metavar="NAME", help="the account to act as"
    )
    publishing.set_defaults(run=run_publish)
    importing = actions.add_parser("import", help="bring in a list; importing again changes nothing")
    importing.add_argument("register", help="for example households")
    add_arguments(importing)
    importing.set_defaults(run=run_import)
    exporting = _action(actions, "export", "write out what the account may open", run_export)
    exporting.add_argument("--purpose", required=True, help="why; it is written down with every page")
    exporting.add_argument("--place", help="this place and all below (default: the account's whole ground)")
    _action(actions, "template", "an empty list that explains its columns", run_template)


def _action(actions: Any, name: str, about: str, run: Callable[[argparse.Namespace], int]) -> Any:
    parser = actions.add_parser(name, help=about)
    parser.add_argument("register", help="for example households")
    parser.add_argument("file", type=Path, help="an .xlsx or a .csv")
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=run)
    return parser


def run_publish(asked: argparse.Namespace) -> int:
    """Each in turn; what is refused comes with its line, and nothing behind it is published."""
    with calling(asked.account) as ask:
        for file in asked.files:
            said = {"id": new_id(now_ms()), "source": file.read_text(encoding="utf-8")}
            answer = msgspec.json.decode(fetched(ask, "POST", "/registers", msgspec.json.encode(said)))
            print(f"已发布 published  {file.name}  序号 seq {answer['seq']}")
    return 0


def run_import(asked: argparse.Namespace) -> int:
    with calling(asked.account) as ask:
        declared = declaration(ask, asked.register)
    address = f"/registers/{quote(asked.register)}/rows"
    repeats = Repeats(of_inventory(declared))
    return import_file(asked, Kind(columns(declared), address, {}, _shaped, repeats))


def run_export(asked: argparse.Namespace) -> int:
    with calling(asked.account) as ask:
        number = export(
            ask, declaration(ask, asked.register), asked.file, asked_for(asked.purpose, asked.place)
        )
    print(f"{asked.file}: {number:,} 行 rows")
    return 0


def run_template(asked: argparse.Namespace) -> int:
    with calling(asked.account) as ask:
        wanted = columns(declaration(ask, asked.register)).columns
    if asked.file.suffix.lower() == ".xlsx":
        write_template(asked.file, wanted)
    else:
        with writing(asked.file, [column.heading for column in wanted]):
            pass
    print(asked.file)
    return 0


def _shaped(row: TableRow) -> dict[str, object]:
    cells = dict(row.cells)
    place, subject = cells.pop(PLACE, ""), cells.pop(SUBJECT, "")
    return {"row": row.number, "place": place, "subject": subject, "cells": cells}
