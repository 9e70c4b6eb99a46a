"""What an observation counts for: pure, from the playbook it cites and its readable answers."""

from typing import Final

from oneboard.foundation.canonical import Value
from oneboard.playbooks.schema import Count, Playbook, question_of

#: Stands for "no campaign" where a key needs a value.
NO_CAMPAIGN: Final = "00000000-0000-0000-0000-000000000000"


def contributions(
    playbook: Playbook, step: str, answers: dict[str, Value]
) -> tuple[list[tuple[str, int]], list[str]]:
    """What is added to which indicator, for sums and numbers of times; and the indicators that count the subject."""
    sums, distinct = [], []
    for indicator, count in playbook.count.items():
        if count.when is not None and count.when != step:
            continue
        if count.distinct is not None:
            distinct.append(indicator)
        elif n := _amount(count, answers):
            sums.append((indicator, n))
    return sums, distinct


def _amount(count: Count, answers: dict[str, Value]) -> int:
    if count.sum is None:
        return 1
    if "/" not in count.sum:
        value = answers.get(count.sum)
        return value if type(value) is int else 0
    return sum(v for path, v in answers.items() if type(v) is int and question_of(path) == count.sum)
