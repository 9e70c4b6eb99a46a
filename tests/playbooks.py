"""Playbooks for tests: the sample they work by, others like it, and small ones made of a few lines."""

from pathlib import Path
from typing import Any, Final

import msgspec

from oneboard.foundation.ids import derived_id
from oneboard.intake.desk.playbooks import NewPlaybook, bundle_of
from oneboard.intake.imports.playbooks import Files, read_files
from oneboard.playbooks.bundles import Bundle

EPIDEMIC: Final = Path(__file__).parents[1] / "content/epidemic"
SAMPLE: Final = Path(__file__).parent / "sample"
VISIT: Final = read_files(SAMPLE / "playbooks/household_visit.yaml")
REGISTER: Final = EPIDEMIC / "registers/households.yaml"

#: A second piece of work on the same register, with a count of the same sort, evidence and a rule.
ROUND_FORM: Final = """
| survey | type | name | label |
| | integer | leaflets | 份数 |
""".encode()
ROUND_YAML: Final = b"""
playbook: night_round
version: 1
serves: [S19]
title: {en: Night round}
subject: households
form: round.md
readable: {leaflets: "counted, and opens a call"}
when:
  - {step: visit, where: {answer: leaflets, at_least: 2}, open: {playbook: call, due: 2h}}
task:
  holder: grid_worker
  states: {to_pass: {due: 8h}, late: {due: 4h, holder: squad_leader}, passed: {final: true}}
  steps:
    visit: {from: [to_pass, late], to: passed, needs: [leaflets]}
    not_home: {from: [to_pass, late]}
    refuse:
      from: [to_pass, late]
      to: [{where: {answer: leaflets, at_least: 1}, to: late}, {to: passed}]
      keeps_due: true
count:
  households_passed: {distinct: subject}
  leaflets_left: {sum: leaflets, when: visit, last: true}
  rounds_with_leaflets: {times: step, where: {answer: leaflets, at_least: 2}}
"""
ROUND: Final = Files(ROUND_YAML, {"round.md": ROUND_FORM})

#: What a round opens, or an order; one call may open the next.
CALL_YAML: Final = b"""
playbook: call
version: 1
serves: [S19]
title: {en: Call}
subject: households
form: round.md
readable: {leaflets: "counted, and opens the next call"}
when:
  - {step: ring, where: {answer: leaflets, at_least: 2}, open: {playbook: call}}
task:
  holder: grid_worker
  opens: [order, rule]
  states: {to_call: {due: 8h}, called: {final: true}}
  steps: {ring: {from: [to_call], to: called}}
"""
CALL: Final = Files(CALL_YAML, {"round.md": ROUND_FORM})


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


def replaced(files: Files, old: str, new: str) -> Files:
    return Files(files.source.decode().replace(old, new).encode(), files.forms)


def bundled(files: Files) -> Bundle:
    return bundle_of(msgspec.convert({"id": derived_id("test", "bundle"), **files.body}, NewPlaybook))[1]
