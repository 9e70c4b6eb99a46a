"""The catalogue (指标目录): what is counted, and what people call it, by the playbooks that were ever published."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from oneboard.playbooks.bundles import in_force
from oneboard.playbooks.consequences import Count
from oneboard.playbooks.naming import Title
from oneboard.projections.models import Playbook


class Indicator(msgspec.Struct, frozen=True):
    """`title`, `unit`: of the latest publication that has one. `playbooks`: every version that counts for it."""

    name: str
    title: Title | None = None
    unit: Title | None = None
    playbooks: tuple[str, ...] = ()


def catalogue() -> dict[str, Indicator]:
    """By name, in the order in which they were first published."""
    found: dict[str, Indicator] = {}
    for key, address in Playbook.objects.order_by("changed_seq", "key").values_list("key", "blob"):
        for name, count in _counts(key, address).items():
            was = found.get(name, Indicator(name))
            found[name] = Indicator(
                name, count.title or was.title, count.unit or was.unit, (*was.playbooks, key)
            )
    return found


@lru_cache(maxsize=1024)
def _counts(key: str, address: str) -> Mapping[str, Count]:
    """A version never changes; `address` tells apart those of two nodes."""
    source, forms = Playbook.objects.values_list("source", "forms").get(key=key, blob=address)
    return in_force(source, forms)[0].count
