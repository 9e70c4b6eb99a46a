"""`oneboard territory check FOLDER`: reads everything and changes nothing. Exit status 1 where there is a fault."""

import argparse

from oneboard.cli.language import language
from oneboard.cli.terminal import complain
from oneboard.cli.territory.shown import console, no_list, show_faults, show_files, working
from oneboard.intake.imports.faults import serious
from oneboard.intake.imports.territory import editions_in, read_folder


def run(asked: argparse.Namespace) -> int:
    locale = language()
    try:
        editions = [asked.edition] if asked.edition else editions_in(asked.folder)
    except FileNotFoundError:
        return complain(f"没有这个文件夹 there is no folder {asked.folder}")
    wrong = 0
    for edition in editions:
        with working(f"正在核对 checking {edition} …"):
            found = read_folder(asked.folder, edition, asked.crs)
        show_files(found, locale)
        show_faults(found.faults, locale)
        if not found.official.places:
            return no_list()
        faults = len(serious(found.faults))
        wrong += faults
        console.print(f"错 faults {faults}  ·  注 notes {len(found.faults) - faults}")
    return 1 if wrong else 0
