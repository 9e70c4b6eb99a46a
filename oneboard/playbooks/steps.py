"""A step as a playbook writes it: who takes it, from which states to which, and with what evidence."""

from typing import Final

import msgspec

from oneboard.playbooks.naming import Name, Title

#: What `by` says of whoever holds the task.
HOLDER: Final = "holder"

#: What `not_by` says of whoever ordered the task, or what led to it; a campaign is an order, too.
ORDER: Final = "order"


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """`by`: the holder, or one of these roles. `needs`: the questions without whose answer it has no effect. `not_by`:
    steps, and `order`, whose author does not take this one; then it is taken at a desk alone.

    `above`: by one whose post is at a place above the task's; where nothing lies above, at it.

    `to`: a state, or one for each state it begins in; without it the state stays, and so does its deadline.
    """

    from_: tuple[Name, ...]
    to: Name | dict[Name, Name] | None = None
    by: Name | tuple[Name, ...] = HOLDER
    needs: tuple[str, ...] = ()
    reopens: bool = False
    title: Title | None = None
    not_by: Name | tuple[Name, ...] = ()
    above: bool = False

    @property
    def roles(self) -> tuple[str, ...]:
        return (self.by,) if isinstance(self.by, str) else self.by

    @property
    def apart(self) -> tuple[str, ...]:
        """What this step is not to be taken by the author of."""
        return (self.not_by,) if isinstance(self.not_by, str) else self.not_by

    @property
    def ends(self) -> dict[str, str]:
        """From each state in which it begins to the one it leads to; empty if it leads nowhere."""
        if self.to is None:
            return {}
        return dict.fromkeys(self.from_, self.to) if isinstance(self.to, str) else self.to

    def leads(self, state: str) -> str:
        """The state that it leads to from this one."""
        return self.to if isinstance(self.to, str) else self.to[state] if self.to else state
