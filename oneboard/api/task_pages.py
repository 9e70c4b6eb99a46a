"""Pages of tasks: where one ends, as the next is asked for."""

from collections.abc import Sequence

from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import is_id
from oneboard.projections.owed import NEVER, Found, Key


def written(page: Sequence[Found], more: bool) -> str:
    """What asks for the page behind; empty where there is none."""
    if not more:
        return ""
    due, place, id_ = page[-1].key
    return f"{due}:{place}:{id_}"


def read_key(after: str) -> Key | None:
    """Raises Refusal body.invalid for what no page gave."""
    if not after:
        return None
    due, _, rest = after.partition(":")
    place, _, id_ = rest.rpartition(":")
    if not (due.isascii() and due.isdecimal() and int(due) <= NEVER and is_id(id_)):
        raise Refusal("body.invalid", path="?after", problem="the `next` of the page before, or none")
    return Key(int(due), place, id_)
