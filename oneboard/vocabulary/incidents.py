"""Facts about incidents and campaigns (事件, 行动)."""

from typing import Literal

from oneboard.vocabulary.facts import Fact, Leaves, fact


@fact("incident.opened@1", leaves=Leaves.HOLDS_NONE)
class IncidentOpened(Fact, frozen=True):
    """What we respond to; the entry's `incident` is its id. `sort` decides whether anyone outside can be messaged."""

    title: str
    sort: Literal["actual", "exercise"]


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
