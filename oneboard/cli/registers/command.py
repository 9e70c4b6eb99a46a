"""`oneboard registers import|export|template REGISTER FILE --as NAME`: the words of each command."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from oneboard.cli.call import calling
from oneboard.cli.importing import Kind, add_arguments, import_file
from oneboard.cli.registers.exporting import Refused, asked_for, declaration, export
from oneboard.cli.terminal import shown
from oneboard.intake.imports.inventory import PLACE, SUBJECT, columns
from oneboard.intake.imports.repeats import Repeats, of_inventory
from oneboard.intake.imports.tables import TableRow
from oneboard.intake.imports.writing import write_template, writing


def add(commands: Any) -> None:
    parser = commands.add_parser("registers", help="bring lists of a register in, and write them out")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    importing = actions.add_parser("import", help="bring in a list; importing again changes nothing")
    importing.add_argument("register", help="for example households")
    add_arguments(importing)
    importing.set_defaults(run=_refusable(run_import))
    exporting = _action(actions, "export", "write out what the account may open", run_export)
    exporting.add_argument("--purpose", required=True, help="why; it is written down with every page")
    exporting.add_argument("--place", help="this place and all below (default: the account's whole ground)")
    _action(actions, "template", "an empty list that explains its columns", run_template)


def _action(actions: Any, name: str, about: str, run: Callable[[argparse.Namespace], int]) -> Any:
    parser = actions.add_parser(name, help=about)
    parser.add_argument("register", help="for example households")
    parser.add_argument("file", type=Path, help="an .xlsx or a .csv")
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=_refusable(run))
    return parser


def _refusable(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """1 where the node refuses, in its own words."""

    def guarded(asked: argparse.Namespace) -> int:
        try:
            return run(asked)
        except Refused as refused:
            print(shown(f"oneboard: {refused}"), file=sys.stderr)
            return 1

    return guarded


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
