"""Facts about the calendar (工作日历), and about the moments at which a schedule opens tasks."""

from oneboard.foundation.ids import Id
from oneboard.vocabulary.facts import Fact, Leaves, fact


@fact("calendar.overridden@1", leaves=Leaves.HOLDS_NONE)
class CalendarOverridden(Fact, frozen=True):
    """From `since` to `until` (YYYY-MM-DD, both included; without it, until further notice) every hour counts.

    It holds for what begins from now on; what was due before keeps its deadline. The entry's id names it.
    """

    reason: str
    since: str
    until: str | None = None


@fact("calendar.restored@1", leaves=Leaves.HOLDS_NONE)
class CalendarRestored(Fact, frozen=True):
    """An override counts no more for what begins from now on. `override`: its entry."""

    override: Id


@fact("slot.opened@1", leaves=Leaves.HOLDS_NONE)
class SlotOpened(Fact, frozen=True):
    """A moment of a playbook's schedule came, in ms: whoever a running campaign reaches owes its task.

    `playbook` is a name without a version: each campaign goes by its own.
    """

    playbook: str
    slot: int
