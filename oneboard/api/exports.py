"""Exports over HTTP: the entries of one's ground as CSV, page by page."""

from typing import Annotated, Final

import msgspec

from oneboard.access.policy import areas
from oneboard.access.routes import Call, Raw, Route
from oneboard.outputs.exports import entries
from oneboard.projections import places
from oneboard.projections.grounds import inside
from oneboard.projections.tasks import seen_by
from oneboard.recorder import recorder

VERB: Final = "journal.read"

MOST: Final = 50_000


class EntriesAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`place`: it and all that lies below; absent: one's whole ground. `after`: the last `seq` of the page before; a
    page with fewer rows than `limit` is the last."""

    place: str | None = None
    after: Annotated[int, msgspec.Meta(ge=0)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST)] = MOST


def export_entries(call: Call[None, None, EntriesAsked]) -> Raw:
    """Raises Refusal not_found, not_permitted, place.gone."""
    asked = call.query
    paths = areas(call.actor, VERB)
    if asked.place is not None:
        paths = (places.find(asked.place, call.actor, VERB).path,)
    ground = set(inside(paths).values_list("place", flat=True))
    playbooks = recorder.running().reference().playbooks.values()
    hidden = {one.playbook for one in playbooks} - {one.playbook for one in seen_by(call.actor, playbooks)}
    body = entries.page(ground, asked.after, asked.limit, hidden)
    return Raw(body, "text/csv; charset=utf-8", {"Content-Disposition": 'attachment; filename="entries.csv"'})


ROUTES: Final = (
    Route("GET", "/entries.csv", VERB, None, Raw, export_entries,
          "What may be read of the entries of one's ground, as CSV.", query=EntriesAsked,
          refuses=("not_found", "place.gone")),
)  # fmt: skip
