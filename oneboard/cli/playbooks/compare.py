"""`oneboard playbooks diff NAME VERSION VERSION`: what changed, in the words of the playbook."""

import argparse
from typing import Final

import msgspec
from rich.text import Text

from oneboard.cli.call import Refused, fetch
from oneboard.cli.language import language
from oneboard.cli.playbooks.shown import console
from oneboard.cli.terminal import shown
from oneboard.foundation.words import say
from oneboard.intake.imports.playbooks import Files
from oneboard.playbooks.differences import Difference, differences
from oneboard.playbooks.loader import Loaded, load

_SIGNS: Final = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}


def run(asked: argparse.Namespace) -> int:
    before, after = (_loaded(asked.account, asked.name, version) for version in (asked.before, asked.after))
    found = differences(before, after)
    part = ""
    for one in found:
        if one.part != part:
            part = one.part
            console.print(Text(say(language(), f"difference.{part}"), "bold"))
        console.print(_line(one), soft_wrap=True)
    if not found:
        console.print("没有不同 nothing differs")
    return 0


def fetch_version(account: str, name: str, version: int) -> Files:
    """Raises Refused, with the versions there are."""
    known = versions(account, name)
    if version not in known:
        there = ", ".join(map(str, known)) or "-"
        raise Refused(f"{name}@{version}: 没有发布过，有 was never published; there are: {there}")
    found = fetch(account, "GET", f"/playbooks/{name}/versions/{version}")
    return Files.of_texts(found["source"], msgspec.convert(found["forms"], dict[str, str]))


def latest(account: str, name: str) -> int:
    """0 where there is none; then whoever fetches one is refused."""
    return max(versions(account, name), default=0)


def versions(account: str, name: str) -> list[int]:
    listed = fetch(account, "GET", "/playbooks")
    return sorted(one["version"] for one in listed if one["playbook"] == name)


def _loaded(account: str, name: str, version: int) -> Loaded:
    files = fetch_version(account, name, version)
    return load(files.source, files.forms, f"{name}@{version}")


def _line(one: Difference) -> Text:
    sign, colour = _SIGNS[one.sort]
    what = f"{one.before} → {one.after}" if one.sort == "changed" else one.after or one.before
    return Text(shown(f"  {sign} {one.name}: {what}"), colour)
