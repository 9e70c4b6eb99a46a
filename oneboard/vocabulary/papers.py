"""Facts about papers (公文). What a paper says stands in its entry's answers, under seal, as `language/field`."""

from typing import Literal

from oneboard.vocabulary.facts import Fact, Leaves, fact

WhyWithdrawn = Literal["mistaken", "outdated", "not_needed", "other"]


@fact("paper.issued@1", leaves=Leaves.WITH_ITS_KEY)
class PaperIssued(Fact, frozen=True):
    """A paper of the entry's playbook goes out about its task, under a number that nothing else gets.

    `mark`: by language what stands before year and number; `number` counts the papers of a unit, a mark and a year
    from 1. `after`: the entry of the step, or the order, with which it is issued. `layout`: by which it is laid out.
    `replaces`: the paper that it takes the place of, which keeps its number.
    """

    paper: str
    unit: str
    mark: dict[str, str]
    year: int
    number: int
    after: str
    layout: int
    replaces: str | None = None


@fact("paper.withdrawn@1", leaves=Leaves.HOLDS_NONE)
class PaperWithdrawn(Fact, frozen=True):
    """It holds no more, and keeps its number."""

    paper: str
    reason: WhyWithdrawn
