"""Openings: written down before a plaintext leaves, and shown to those whose answers were opened."""

from collections.abc import Collection

from django.db import transaction

from oneboard.foundation.clock import now_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import new_id
from oneboard.privacy.models import OpenedSubject, Opening


def log_opening(
    actor_member: str, actor_post: str, verb: str, purpose: str, via: str, subjects: Collection[str]
) -> str:
    """The opening's id, committed when it returns: show nothing before. A list page is one opening of many subjects.

    Raises Refusal `purpose.missing`, and RuntimeError inside a transaction, whose rollback would take the line back.
    """
    if not purpose.strip():
        raise Refusal("purpose.missing")
    at_ms = now_ms()
    opening = Opening(new_id(at_ms), at_ms, actor_member, actor_post, verb, purpose.strip(), via)
    with transaction.atomic(durable=True):
        opening.save(force_insert=True)
        OpenedSubject.objects.bulk_create(
            OpenedSubject(opening=opening, subject=subject) for subject in sorted(set(subjects))
        )
    return opening.id


def openings_of(subject: str) -> list[Opening]:
    """The latest first."""
    return list(Opening.objects.filter(subjects__subject=subject).order_by("-at_ms", "-id"))
