"""Decisions about playbooks (预案)."""

from oneboard.foundation.clock import day_text
from oneboard.foundation.errors import Refusal
from oneboard.playbooks.schema import Playbook
from oneboard.projections.models import Motion
from oneboard.projections.reference import Reference


def latest_version(name: str, reference: Reference) -> int:
    """0 where none was published."""
    latest = reference.latest(name)
    return 0 if latest is None else latest.version


def decide_publication(playbook: Playbook, reference: Reference) -> None:
    """Raises Refusal playbook.published: a version that stands never changes, and the next one is higher;
    playbook.confidence: what was promised to people who spoke holds for whoever speaks next.
    """
    latest = reference.latest(playbook.playbook)
    if latest is None:
        return
    if playbook.version <= latest.version:
        raise Refusal("playbook.published", playbook=playbook.key, latest=latest.version)
    if latest.confidence is not None and playbook.confidence != latest.confidence:
        raise Refusal("playbook.confidence", playbook=playbook.playbook, confidence=latest.confidence)


def decide_approval(motion: Motion, playbook: Playbook, member: str | None, reference: Reference) -> None:
    """Raises Refusal playbook.published, playbook.same_person."""
    decide_publication(playbook, reference)
    if member is None or motion.proposed_by == member:
        raise Refusal("playbook.same_person", playbook=playbook.key)


def require_published(name: str, reference: Reference) -> Playbook:
    """The version in force. Raises Refusal playbook.unknown."""
    playbook = reference.latest(name)
    if playbook is None:
        raise Refusal("playbook.unknown", playbook=name)
    return playbook


def decide_withdrawal(name: str, reference: Reference) -> None:
    """Raises Refusal playbook.unknown, playbook.withdrawn where it was before."""
    require_in_force(require_published(name, reference), reference)


def require_in_force(playbook: Playbook, reference: Reference) -> None:
    """Raises Refusal playbook.withdrawn."""
    if reference.publications[playbook.key].withdrawn_at is not None:
        raise Refusal("playbook.withdrawn", playbook=playbook.key)


def require_basis(playbook: Playbook, today: int) -> None:
    """Raises Refusal playbook.ended: nothing new is opened by an order that has ended."""
    if playbook.last_day is not None and today > playbook.last_day:
        raise Refusal("playbook.ended", playbook=playbook.key, ends=day_text(playbook.last_day))
