"""What a step counts for, written out by hand in the scenes: a second opinion on the playbooks' `count:`."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from oneboard.cli.play.scenes.all import SCENES
from oneboard.cli.play.scenes.scene import Answers, Counting, Counts


def _together(part: str) -> Mapping[Any, Any]:
    return {key: said for scene in SCENES for key, said in getattr(scene.counting, part).items()}


_ALL: Final = Counting(**{part: _together(part) for part in Counting._fields})


def counted(playbook: str, step: str, answers: Answers) -> Counts:
    """What is added up of each step, and how much."""
    if indicator := _ALL.each.get(playbook, {}).get(step):
        yield indicator, 1
    for indicator, path in _ALL.added.get((playbook, step), ()):
        yield indicator, answers.get(path, 0)
    if special := _ALL.special.get((playbook, step)):
        yield from special(answers)


def distinct(playbook: str, step: str, answers: Answers) -> Iterator[str]:
    """For what the subject counts once, however often such a step is taken."""
    if firsts := _ALL.firsts.get((playbook, step)):
        yield from firsts(answers)


def last(playbook: str, step: str, answers: Answers) -> Counts:
    """What only the last such step of a task counts for."""
    if lasts := _ALL.lasts.get((playbook, step)):
        yield from lasts(answers)
