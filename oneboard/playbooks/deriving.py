"""Whether figures that are worked out of counts hold together: of counts that there are, of one unit in a sum."""

from collections.abc import Iterator

from oneboard.playbooks.consequences import TASKS, Derived
from oneboard.playbooks.faults import fault
from oneboard.playbooks.near import near
from oneboard.playbooks.schema import Playbook
from oneboard.playbooks.source import At, SourceFault


def faults_of_derived(playbook: Playbook) -> Iterator[SourceFault]:
    for name, derived in playbook.derive.items():
        at: At = ("derive", name)
        if name in playbook.count:
            yield fault(at, "derive_taken")
        is_sum = bool(derived.add) and len(derived.counts) > 1
        is_share = None not in (derived.share, derived.of)
        if (
            is_sum == is_share
            or (derived.share, derived.of).count(None) == 1
            or (derived.less and not is_sum)
        ):
            yield fault(at, "derive_one")
        yield from _faults_of_parts(playbook, at, derived)
        parts = (*derived.add, *derived.less)
        units = [playbook.count[part].unit for part in parts if part in playbook.count]
        if any(unit != units[0] for unit in units):
            yield fault((*at, "add"), "derive_units")


def _faults_of_parts(playbook: Playbook, at: At, derived: Derived) -> Iterator[SourceFault]:
    parts: list[tuple[At, str]] = [
        ((*at, key, n), part) for key in ("add", "less") for n, part in enumerate(getattr(derived, key))
    ]
    parts += [((*at, key), part) for key in ("share", "of") if (part := getattr(derived, key)) is not None]
    for here, part in parts:
        if part not in playbook.count and (here[-1], part) != ("of", TASKS):
            known = near(part, playbook.count) or ", ".join(playbook.count) or "–"
            yield fault(here, "derive_count", count=part, known=known)
