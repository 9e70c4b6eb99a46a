"""The commands of a territory: check its files, propose an edition from them, adopt it, draw it."""

import argparse
from pathlib import Path
from typing import Any

from oneboard.cli.territory import adopt, check, draw, propose
from oneboard.foundation.geo import CRS


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "territory", help="check lists of places, propose an edition, adopt it, draw it"
    )
    kinds = parser.add_subparsers(required=True, metavar="check|propose|adopt|draw")
    _add_check(kinds.add_parser("check", help="what the files say, and every fault by file and row"))
    _add_propose(kinds.add_parser("propose", help="make an edition of the files and of what is in force"))
    _add_adopt(kinds.add_parser("adopt", help="put a proposed edition in force"))
    _add_draw(kinds.add_parser("draw", help="keep the outlines and points of the files with an edition"))


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="with lists (.csv, .xlsx), grids and outlines (.geojson)")
    parser.add_argument(
        "--crs", choices=CRS, default="wgs84", help="of the files' coordinates (default: wgs84)"
    )


def _add_check(parser: argparse.ArgumentParser) -> None:
    _add_files(parser)
    parser.add_argument("--edition", help="only the files of this year (default: every year in their names)")
    parser.set_defaults(run=check.run)


def _add_propose(parser: argparse.ArgumentParser) -> None:
    _add_files(parser)
    parser.add_argument(
        "--edition", required=True, help="its id, for example 2020: files of that year are read"
    )
    parser.add_argument("--title", required=True, help="for example 2020年6月统计用区划代码")
    parser.add_argument(
        "--source", default="", help="where the list comes from (default: names of its files)"
    )
    parser.add_argument("--valid-from", help="YYYY-MM-DD (default: today)")
    parser.add_argument("--succession", type=Path, help="a report that a person filled in, .csv or .xlsx")
    parser.add_argument("--out", type=Path, required=True, help="the edition, .json")
    parser.add_argument(
        "--report", type=Path, help="every proposal with its reason, .xlsx or .csv, to fill in"
    )
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=propose.run)


def _add_adopt(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the edition, .json")
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=adopt.run)


def _add_draw(parser: argparse.ArgumentParser) -> None:
    _add_files(parser)
    parser.add_argument(
        "--edition", required=True, help="whose places are drawn; files of another year are not"
    )
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=draw.run)
