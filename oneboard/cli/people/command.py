"""`oneboard people import|template|sheet`: the words of each command."""

import argparse
from pathlib import Path
from typing import Any

from oneboard.cli.importing import Kind, add_arguments, import_file
from oneboard.cli.people import sheet
from oneboard.intake.imports.repeats import Repeats, of_roster
from oneboard.intake.imports.roster import COLUMNS
from oneboard.intake.imports.tables import TableRow
from oneboard.intake.imports.writing import write_template


def add(commands: Any) -> None:
    parser = commands.add_parser("people", help="bring a roster in; print a sheet of enrolment codes")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    importing = actions.add_parser("import", help="bring in a roster; importing again changes nothing")
    add_arguments(importing)
    importing.add_argument(
        "--new-units", action="store_true", help="register units and squads that are not known"
    )
    importing.set_defaults(run=run_import)
    template = actions.add_parser("template", help="an empty roster that explains its columns")
    template.add_argument("file", type=Path, help="for example roster.xlsx")
    template.set_defaults(run=run_template)
    _add_sheet(actions)


def _add_sheet(actions: Any) -> None:
    parser = actions.add_parser("sheet", help="a sheet to print: a code for each member without a phone")
    parser.add_argument("unit", help="the unit's or the squad's id, or its name if no other has it")
    parser.add_argument("--out", type=Path, default=Path("sheet.html"), help="default: sheet.html")
    parser.add_argument(
        "--hours", type=int, default=24, help="how long the codes live (1 to 72; default: 24)"
    )
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=sheet.run)


def run_import(asked: argparse.Namespace) -> int:
    said = {"new_units": asked.new_units}
    return import_file(asked, Kind(COLUMNS, "/people/rows", said, _shaped, Repeats(of_roster)))


def _shaped(row: TableRow) -> dict[str, object]:
    return {"row": row.number, **row.cells}


def run_template(asked: argparse.Namespace) -> int:
    write_template(asked.file, COLUMNS.columns)
    print(asked.file)
    return 0
