"""The catalogue (指标目录): what is counted, and what people call it, by the playbooks that were ever published."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec

from oneboard.playbooks.bundles import in_force
from oneboard.playbooks.consequences import Count, Derived
from oneboard.playbooks.naming import Title
from oneboard.projections.models import Playbook


class Indicator(msgspec.Struct, frozen=True):
    """`title`, `unit`: of the latest publication that has one. `playbooks`: every version that counts for it.
    `derived`: what it is worked out of, as published last; None: it is counted.
    """

    name: str
    title: Title | None = None
    unit: Title | None = None
    playbooks: tuple[str, ...] = ()
    derived: Derived | None = None

    @property
    def is_share(self) -> bool:
        return self.derived is not None and self.derived.share is not None

    @property
    def terms(self) -> Mapping[str, int]:
        """The counts that it is the sum of, each with 1 or −1; of a share, its part."""
        return {self.name: 1} if self.derived is None else self.derived.terms


class _Told(NamedTuple):
    counts: Mapping[str, Count]
    derived: Mapping[str, Derived]


def catalogue() -> dict[str, Indicator]:
    """What is counted, by name, in the order in which it was first published."""
    found: dict[str, Indicator] = {}
    for key, address in _published():
        for name, count in _told(key, address).counts.items():
            found[name] = _renewed(found.get(name, Indicator(name)), key, count)
    return found


def with_derived() -> dict[str, Indicator]:
    """What is counted, and behind it what is worked out of it; a count keeps its name."""
    found = catalogue()
    counted = set(found)
    for key, address in _published():
        for name, derived in _told(key, address).derived.items():
            if name not in counted:
                renewed = _renewed(found.get(name, Indicator(name)), key, derived)
                found[name] = msgspec.structs.replace(renewed, derived=derived)
    return found


def _renewed(was: Indicator, key: str, said: Count | Derived) -> Indicator:
    return Indicator(was.name, said.title or was.title, said.unit or was.unit, (*was.playbooks, key))


def _published() -> list[tuple[str, str]]:
    return list(Playbook.objects.order_by("changed_seq", "key").values_list("key", "blob"))


@lru_cache(maxsize=1024)
def _told(key: str, address: str) -> _Told:
    """A version never changes; `address` tells apart those of two nodes."""
    source, forms = Playbook.objects.values_list("source", "forms").get(key=key, blob=address)
    playbook, _ = in_force(source, forms)
    return _Told(playbook.count, playbook.derive)
