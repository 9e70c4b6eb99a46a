"""`oneboard territory adopt FILE`: puts a proposed edition in force, through the same door as everybody."""

import argparse

import msgspec

from oneboard.cli.call import fetch
from oneboard.cli.terminal import complain
from oneboard.cli.territory.shown import console, working
from oneboard.vocabulary.editions import Edition


def run(asked: argparse.Namespace) -> int:
    """The same file again changes nothing and gets the first answer."""
    try:
        edition = msgspec.json.decode(asked.file.read_bytes(), type=Edition)
    except OSError as error:
        return complain(f"读不了 cannot be read: {asked.file}: {error.strerror}")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return complain(f"不是区划版本 is no edition: {asked.file}: {error}")
    with working(f"正在启用 adopting {edition.edition} …"):
        answer = fetch(asked.account, "POST", "/editions", msgspec.json.encode(edition))
    console.print(
        f"已启用 in force   {edition.edition} {edition.title}   {len(edition.places):,} 处 places   "
        f"序号 seq {answer['seq']}",
        soft_wrap=True,
    )
    return 0
