"""`oneboard export entries`: what may be read of the entries of one's ground, into a file that others go on with."""

import argparse
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from oneboard.cli.call import Ask, calling, fetched, whole
from oneboard.cli.journal import progress

#: Entries of a page.
PAGE: Final = 50_000


def add(commands: Any) -> None:
    parser = commands.add_parser("export", help="write the entries of one's ground into a file")
    sorts = parser.add_subparsers(required=True, metavar="entries")
    entries = sorts.add_parser(
        "entries", help="what may be read of them, as CSV, in the order of the journal"
    )
    entries.add_argument("--out", type=Path, required=True, metavar="FILE.csv", help="for its owner only")
    entries.add_argument("--place", help="this place and all below (default: the account's whole ground)")
    entries.add_argument(
        "--after", type=int, default=0, metavar="SEQ", help="only the entries behind this one"
    )
    entries.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    entries.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    asked.out.touch(mode=0o600)
    with whole(asked.out), calling(asked.account) as ask:
        number = _write(asked, ask)
    print(f"{asked.out}: {number:,} 条 entries")
    return 0


def _write(asked: argparse.Namespace, ask: Ask) -> int:
    """How many entries. Raises Refused."""
    number, after = 0, asked.after
    place = {"place": asked.place} if asked.place else {}
    with asked.out.open("wb") as out, progress("导出 exporting") as bar:
        task = bar.add_task("", total=None)
        while True:
            query = urlencode({**place, "after": after, "limit": PAGE})
            heading, _, rows = fetched(ask, "GET", f"/entries.csv?{query}").partition(b"\r\n")
            # Excel reads UTF-8 by its mark.
            out.write(rows if number else b"\xef\xbb\xbf" + heading + b"\r\n" + rows)
            found = rows.count(b"\r\n")
            number += found
            bar.advance(task, found)
            if found < PAGE:
                return number
            after = int(rows.rstrip().rpartition(b"\r\n")[2].partition(b",")[0])
