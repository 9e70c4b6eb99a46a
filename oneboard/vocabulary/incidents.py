"""Facts about incidents and campaigns (事件, 行动), and about how long what was told in them can be read."""

from typing import Annotated, Final, Literal, TypeAlias, get_args

import msgspec

from oneboard.foundation.ids import Id
from oneboard.vocabulary.facts import Fact, Leaves, fact

#: How high we respond, I the highest.
Response: TypeAlias = Literal["I", "II", "III", "IV"]
RESPONSES: Final[tuple[Response, ...]] = get_args(Response)


@fact("incident.opened@1", leaves=Leaves.HOLDS_NONE)
class IncidentOpened(Fact, frozen=True):
    """What we respond to; the entry's `incident` is its id. `sort` decides whether anyone outside can be messaged."""

    title: str
    sort: Literal["actual", "exercise"]


@fact("incident.ended@1", leaves=Leaves.HOLDS_NONE)
class IncidentEnded(Fact, frozen=True):
    """It is over: its campaigns close, and `keys_end` (YYYY-MM-DD) is the first day without its keys."""

    reason: str
    keys_end: str


@fact("response.declared@1", leaves=Leaves.HOLDS_NONE)
class ResponseDeclared(Fact, frozen=True):
    """From now on the entry's incident is responded to so high, or, with None, at no level.

    `order`: who ordered it and its number. Both it and the reason are for everyone to read.
    """

    order: Annotated[str, msgspec.Meta(min_length=1)]
    reason: str
    response: Response | None = None


@fact("extension.proposed@1", leaves=Leaves.HOLDS_NONE)
class ExtensionProposed(Fact, frozen=True):
    """One person asks that the incident's keys live until `until` (YYYY-MM-DD, the first day without them).

    The reason is published once another person confirms; the entry is what the other confirms.
    """

    until: str
    reason: str


@fact("extension.confirmed@1", leaves=Leaves.HOLDS_NONE)
class ExtensionConfirmed(Fact, frozen=True):
    """A second person agrees, and the day holds. `proposal`: the entry that proposed it."""

    proposal: Id


@fact("campaign.opened@1", leaves=Leaves.HOLDS_NONE)
class CampaignOpened(Fact, frozen=True):
    """One effort: every subject of `register` at or below the entry's place owes the playbook's task.

    The entry's `campaign` is its id. One entry, however many tasks; a subject registered later owes it, too.
    """

    title: str
    register: str


@fact("campaign.closed@1", leaves=Leaves.HOLDS_NONE)
class CampaignClosed(Fact, frozen=True):
    """No subject registered from now on owes the task; what is open stays owed."""

    reason: str
