"""A count's definition, evaluated by hand over the entries that a figure lists; nothing of the fold is used.

Each entry is read from the journal as it was last corrected.
"""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from oneboard.journal.models import Line
from oneboard.playbooks.schema import Count


def evaluated(count: Count, entries: Sequence[str]) -> int:
    """`entries`: the ids of those listed."""
    said = [_as_corrected(entry) for entry in entries]
    assert not count.when or {one["fact"]["step"] for one in said} <= {count.when}
    if count.last:
        assert len({one["task"] for one in said}) == len(said), "of each task one entry"
    if count.distinct:
        return len({(one.get("campaign"), one["subject"]) for one in said})
    return sum(_amount(count, one.get("readable", {})) for one in said)


def _as_corrected(entry: str) -> dict[str, Any]:
    lines = Line.objects.filter(body__contains=entry).order_by("seq").values_list("body", flat=True)
    versions = [
        one for body in lines if entry in ((one := msgspec.json.decode(body))["id"], one.get("corrects"))
    ]
    return versions[-1]  # type: ignore[no-any-return]


def _amount(count: Count, answers: dict[str, Any]) -> int:
    if count.times not in (None, "step"):
        numbers = {path.split("/")[1] for path in answers if path.startswith(f"{count.times}/")}
        return sum(_holds(count.where, answers, number) for number in numbers)
    if count.where and not _holds(count.where, answers):
        return 0
    if count.sum is None:
        return 1
    return sum(n for path, n in answers.items() if re.sub(r"/\d+/", "/", path) == count.sum)


def _holds(rule: Any, answers: dict[str, Any], number: str = "") -> bool:
    if "all" in rule or "any" in rule:
        found = [_holds(part, answers, number) for part in rule.get("all", rule.get("any"))]
        return all(found) if "all" in rule else any(found)
    if "not" in rule:
        return not _holds(rule["not"], answers, number)
    answer = answers.get(rule["answer"].replace("/", f"/{number}/"))
    said = answer if isinstance(answer, list) else [answer]
    wanted = rule.get("in", [rule["is"]] if "is" in rule else None)
    if wanted is not None:
        return any(one in wanted for one in said)
    return bool(answer is not None and rule.get("at_least", answer) <= answer <= rule.get("at_most", answer))
