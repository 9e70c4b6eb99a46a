"""What a person may decide about a kept entry (隔离). Pure but for the state it is handed."""

from typing import Literal

from oneboard.foundation.clock import HOLD_LIMIT_MS
from oneboard.foundation.errors import Refusal
from oneboard.recorder.models import Kept

Choice = Literal["recorded", "dismissed"]


def needs_person(row: Kept, now_ms: int) -> bool:
    """Quarantined, or held for a parent that has not come in five days."""
    return row.state == "quarantined" or (row.state == "held" and row.received_at < now_ms - HOLD_LIMIT_MS)


def decide_settlement(row: Kept, choice: Choice, now_ms: int, fault: str, missing: list[str]) -> None:
    """Raises Refusal quarantine.settled, not_found for what needs nobody, quarantine.unfit.

    `fault` is why nobody can record it, empty where somebody can; `missing` are parents not in the journal.
    """
    if row.state in ("recorded", "dismissed"):
        raise Refusal("quarantine.settled", state=row.state)
    if not needs_person(row, now_ms):
        raise Refusal("not_found")
    if choice == "recorded" and (fault or missing or row.body is None):
        raise Refusal("quarantine.unfit", reason=fault or ("parent.missing" if missing else row.reason))
