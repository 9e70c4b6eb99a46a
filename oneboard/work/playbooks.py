"""Decisions about playbooks (预案)."""

from oneboard.foundation.errors import Refusal
from oneboard.projections.models import Playbook


def decide_publication(key: str) -> None:
    """Raises Refusal playbook.published: a version that stands never changes."""
    if Playbook.objects.filter(key=key).exists():
        raise Refusal("playbook.published", playbook=key)
