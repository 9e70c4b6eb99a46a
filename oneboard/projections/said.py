"""How steps are told apart that nobody took in the field: a desk's words, the clock's; and what lacks evidence."""

from typing import Final

from oneboard.playbooks.watches import What
from oneboard.projections.rows import StepRow

#: How the effect of a step begins that lacks evidence. It is said by the entry alone, so it stays with the row.
LACKS: Final = "lacks:"

#: How the name of a step begins that was not taken in the field: a desk's word, or the clock's.
SAID: Final = "@"

WHAT: Final[dict[str, What]] = {"@reminded": "reminded", "@overdue": "overdue", "@elapsed": "elapsed"}

#: The clock's words.
TOLD: Final = frozenset(WHAT)


def is_said(step: StepRow) -> bool:
    return step.step.startswith(SAID)
