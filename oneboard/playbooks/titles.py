"""What people call the things of a playbook, in the language of whoever reads."""

from collections.abc import Mapping

from oneboard.playbooks.forms.form import Texts
from oneboard.playbooks.schema import Playbook, Title


def called(title: Title | Texts | None, locale: str, name: str) -> str:
    """The title in that language, else in the one there is, else the name."""
    words: Mapping[str, str] = dict((title or {}).items())
    return words.get(locale) or next(iter(words.values()), name)


def title_of(playbook: Playbook, locale: str) -> str:
    return called(playbook.title, locale, playbook.playbook)


def state_title(playbook: Playbook, state: str, locale: str) -> str:
    known = playbook.task.states.get(state)
    return called(known.title if known else None, locale, state)


def step_title(playbook: Playbook | None, step: str, locale: str) -> str:
    known = playbook.task.steps.get(step) if playbook else None
    return called(known.title if known else None, locale, step)
