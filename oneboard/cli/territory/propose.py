"""`oneboard territory propose FOLDER`: an edition as JSON, and a report of every proposal for a person to fill in."""

import argparse
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

import msgspec
from django.conf import settings

from oneboard.cli.call import fetch
from oneboard.cli.language import language
from oneboard.cli.terminal import complain, table_of_counts
from oneboard.cli.territory.shown import console, no_list, show_faults, show_files, working
from oneboard.foundation.clock import day_of, day_text, now_ms
from oneboard.foundation.words import say
from oneboard.intake.imports.faults import Fault, serious
from oneboard.intake.imports.successions import Successions, read_successions, write_report
from oneboard.intake.imports.territory import Territory, read_folder
from oneboard.vocabulary.editions import EditionPlace
from oneboard.work.proposals import FOR_A_PERSON, REASONS, Ask, Proposal, rooted
from oneboard.work.succession import propose


class _Shown(msgspec.Struct):
    """Of an edition as the node shows it, what matters here; the one of its founding has no title."""

    places: tuple[EditionPlace, ...]


class InForce(NamedTuple):
    """`known`: the id of every place of every edition."""

    tree: tuple[EditionPlace, ...]
    known: frozenset[str]


def run(asked: argparse.Namespace) -> int:
    """Exit status 1, and no edition is written, where a file has a fault or a row cannot be followed."""
    try:
        return _run(asked, language())
    except FileNotFoundError as error:
        return complain(f"没有这个文件 there is no {error.filename or error}")


def _run(asked: argparse.Namespace, locale: str) -> int:
    with working("正在读取文件 reading the files …"):
        found = read_folder(asked.folder, asked.edition, asked.crs)
        told = read_successions(asked.succession) if asked.succession else Successions([], [])
    show_files(found, locale)
    if not found.official.places and not serious(found.faults):
        return no_list()
    with working("正在取现行区划 fetching what is in force …"):
        now = in_force(asked.account)
    faults = [*serious(found.faults), *told.faults, *_root_faults(found, now.tree[0])]
    if faults:
        return _stop(faults, locale)
    proposal = propose(_question(asked, found, told, now))
    name = asked.succession.name if asked.succession else ""
    if proposal.unfit:
        return _stop([Fault(name, unfit.row, unfit.key, unfit.fields) for unfit in proposal.unfit], locale)
    asked.out.write_bytes(msgspec.json.format(msgspec.json.encode(proposal.edition), indent=1))
    if asked.report:
        write_report(asked.report, proposal.lines, locale)
    _show(proposal, asked, locale)
    return 0


def in_force(account: str) -> InForce:
    """Of all editions, the one in force and the ids of all. Raises Refused."""
    listed = fetch(account, "GET", "/editions")
    trees = {
        each["edition"]: msgspec.convert(
            fetch(account, "GET", f"/editions/{quote(each['edition'])}"), _Shown
        ).places
        for each in listed
    }
    current = next(each["edition"] for each in listed if each["in_force"])
    return InForce(trees[current], frozenset(place.id for tree in trees.values() for place in tree))


def _root_faults(found: Territory, root: EditionPlace) -> list[Fault]:
    if found.official.root in (root.id, root.code):
        return []
    fields = {"root": found.official.root or "-", "place": f"{root.code or root.id} {root.name}"}
    return [Fault(found.files[0] if found.files else str(found.edition), 0, "root_other", fields)]


def _question(asked: argparse.Namespace, found: Territory, told: Successions, now: InForce) -> Ask:
    return Ask(
        edition=asked.edition,
        title=asked.title,
        source=asked.source or ", ".join(found.files),
        valid_from=asked.valid_from or day_text(day_of(now_ms(), settings.ONEBOARD.time_zone)),
        tree=now.tree,
        official=rooted(now.tree[0], found.official.root, found.official.places),
        successions=told.rows,
        leaves=[grid.place for grid in found.grids],
        known=now.known,
    )


def _stop(faults: Sequence[Fault], locale: str) -> int:
    show_faults(faults, locale)
    return complain(f"{len(faults)} 处有误，未生成 faults, and no edition was written")


def _show(proposal: Proposal, asked: argparse.Namespace, locale: str) -> None:
    levels = ("county", "town", "village")
    counts = {(reason, level): 0 for reason in REASONS for level in levels}
    grids = dict.fromkeys(REASONS, 0)
    for line in proposal.lines:
        counts[line.reason, line.level] = counts.get((line.reason, line.level), 0) + 1
        grids[line.reason] += line.leaves if line.level == "village" else 0
    headings = ("依据 reason", *(say(locale, f"level.{level}") for level in levels), "网格 grids")
    rows = [
        (say(locale, f"succession.{reason}"), *(f"{counts[reason, level]:,}" for level in levels), f"{grids[reason]:,}")
        for reason in REASONS
        if any(counts[reason, level] for level in levels)
    ]  # fmt: skip
    console.print(table_of_counts(headings, rows))
    waiting = sum(line.reason in FOR_A_PERSON for line in proposal.lines)
    console.print(
        f"区划版本 edition   {asked.out}   {len(proposal.edition.places):,} 处 places", soft_wrap=True
    )
    if asked.report:
        console.print(f"依据清单 report    {asked.report}", soft_wrap=True)
    if waiting:
        console.print(
            f"[bold]待定 for a person  {waiting:,}[/]   在清单的“归入”列填写代码，再用 --succession 生成；"
            "不填也可启用，以后逐个改\n    fill in the report's column `to` and propose again with --succession; "
            "or adopt as it is and move them later", soft_wrap=True,
        )  # fmt: skip
