"""What the commands of playbooks show: faults and notes with their places, in colour on a terminal."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from oneboard.cli.terminal import shown
from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import say
from oneboard.playbooks.forms.form import CompiledForm

console: Final = Console(highlight=False)
_errors: Final = Console(highlight=False, stderr=True)


def complain_of(refusal: Refusal, locale: str) -> None:
    """Each fault on a line that an editor can open: `file:line: path: what`."""
    problem = refusal.fields["problem"]
    for phrase in problem if isinstance(problem, tuple) else ():
        place, path = str(phrase.fields["place"]), str(phrase.fields["path"])
        what = shown(say(locale, phrase.fields["what"].key, phrase.fields["what"].fields))
        parts = [(f"{place}: ", "bold"), (f"{path}: " if path else "", "cyan"), (what, "red")]
        _errors.print(Text.assemble(*parts), soft_wrap=True)


def notes_of(forms: Mapping[str, CompiledForm], playbook: Path, locale: str) -> None:
    """What a form could do better, and may be published without."""
    for file, form in forms.items():
        for phrase in form.warnings:
            what = shown(say(locale, phrase.key, phrase.fields))
            console.print(Text.assemble((f"  {file}: ", "bold"), (what, "yellow")), soft_wrap=True)
