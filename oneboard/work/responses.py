"""Decisions about responses (响应级别), and about what opens nothing at the present one."""

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.playbooks.schema import Playbook
from oneboard.projections.reference import Reference
from oneboard.vocabulary.incidents import Response
from oneboard.work.incidents import require_open


def decide_response(incident: str, response: Response | None, reference: Reference, now_ms: int) -> None:
    """Raises Refusal not_found, incident.ended, response.same."""
    require_open(incident)
    declared = reference.response(incident, now_ms + 1)
    if (declared.response if declared else "") == (response or ""):
        raise Refusal("response.same", response=named(response))


def require_response(playbook: Playbook, incident: str | None, reference: Reference, now_ms: int) -> None:
    """Raises Refusal response.other: by this playbook nothing is opened at the present level."""
    # What was declared in this very millisecond was declared before.
    if not reference.is_response_of(playbook, incident, now_ms + 1):
        declared = reference.response(incident, now_ms + 1)
        raise Refusal(
            "response.other", playbook=playbook.key, responses=", ".join(playbook.responses),
            response=named(declared.response if declared else None),
        )  # fmt: skip


def named(response: str | None) -> Phrase:
    """As people say it."""
    return Phrase(f"response.{response or 'none'}")
