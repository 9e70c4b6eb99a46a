"""What an observation counts for: pure, from the playbook it cites and its readable answers."""

from typing import Final, NamedTuple

from oneboard.foundation.canonical import Value
from oneboard.playbooks.schema import Count, Playbook, question_of

#: Stands for "no campaign" where a key needs a value.
NO_CAMPAIGN: Final = "00000000-0000-0000-0000-000000000000"


class Contribution(NamedTuple):
    """`reaches`: the (campaign, subject) that a distinct count reaches; None for a sum or a number of times."""

    indicator: str
    n: int
    reaches: tuple[str, str] | None


def contributions(
    playbook: Playbook, step: str, answers: dict[str, Value], campaign: str | None, subject: str | None
) -> list[Contribution]:
    found = []
    for indicator, count in playbook.count.items():
        if count.when is not None and count.when != step:
            continue
        if count.distinct is not None:
            if subject is not None:
                found.append(Contribution(indicator, 1, (campaign or NO_CAMPAIGN, subject)))
        elif n := _amount(count, answers):
            found.append(Contribution(indicator, n, None))
    return found


def _amount(count: Count, answers: dict[str, Value]) -> int:
    if count.sum is None:
        return 1
    if "/" not in count.sum:
        value = answers.get(count.sum)
        return value if type(value) is int else 0
    return sum(v for path, v in answers.items() if type(v) is int and question_of(path) == count.sum)
