"""`oneboard playbooks check FILE…`: reads the playbooks with the forms beside them and changes nothing.

It needs no node. Exit status 1 where there is a fault.
"""

import argparse
from pathlib import Path

from oneboard.cli.language import language
from oneboard.cli.playbooks.shown import complain_of, console, notes_of
from oneboard.foundation.errors import Refusal
from oneboard.intake.imports.playbooks import read_files
from oneboard.playbooks.loader import Loaded, load, with_basis
from oneboard.playbooks.schema import Basis


def run(asked: argparse.Namespace) -> int:
    return 1 if [file for file in asked.files if loaded(file) is None] else 0


def loaded(file: Path, basis: Basis | None = None) -> Loaded | None:
    """None where there is a fault; all of them are shown. `basis`: on which it rests, instead of its own."""
    locale, files = language(), read_files(file)
    if basis is not None:
        files = files._replace(source=with_basis(files.source, basis))
    try:
        found = load(files.source, files.forms, file.as_posix())
    except Refusal as refusal:
        complain_of(refusal, locale)
        return None
    console.print(
        f"[green]✓[/] {file}  [bold]{found.playbook.key}[/]  "
        f"{len(found.playbook.task.steps)} 步骤 steps · {len(found.forms)} 表单 forms · "
        f"{len(found.playbook.count)} 指标 counts",
        soft_wrap=True,
    )
    notes_of(found.forms, file, locale)
    return found
