"""Playbooks for tests: the one we keep, others like it, and small ones made of a few lines."""

from pathlib import Path
from typing import Any, Final

from oneboard.intake.imports.playbooks import Files, read_files

VISIT: Final = read_files(Path(__file__).parents[1] / "content/epidemic/playbooks/household_visit.yaml")


def another(
    files: Files, /, version: int = 1, leaflets: str = "counted, and it names nobody", **more: str
) -> dict[str, Any]:
    """The household visit as `POST /playbooks` takes it. `more`: lines put before the readable ones, by their key."""
    lines = "".join(f"{key}: {value}\n" for key, value in more.items())
    source = (
        files.source.decode()
        .replace("version: 1", f"version: {version}")
        .replace("leaflets: counted, and it names nobody", f"leaflets: {leaflets}")
        .replace("readable:", f"{lines}readable:")
    )
    return Files(source.encode(), files.forms).body


def small(name: str, steps: str, *rows: str, **more: str) -> Files:
    """`rows`: of the form, type, name and label; `more`: further keys of the playbook."""
    form = "\n".join(["| survey | type | name | label |", *(f"| | {row} |" for row in rows)])
    head = f"playbook: {name}\nversion: 1\nserves: [S19]\ntitle: {{en: {name}}}\nsubject: households\nform: form.md\n"
    keys = "".join(f"{key}: {value}\n" for key, value in more.items())
    task = f"task: {{holder: grid_worker, states: {{open: {{due: 1d}}, done: {{final: true}}}}, steps: {steps}}}\n"
    return Files(f"{head}{keys}{task}".encode(), {"form.md": form.encode()})
