"""Bulletins over HTTP: drawn up as a draft at any moment, with the way to the entries behind every figure."""

import datetime as dt
from typing import Final
from urllib.parse import urlencode

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.routes import Call, Route
from oneboard.api.figures import VERB, moment_asked
from oneboard.foundation.clock import instant_ms, now_ms
from oneboard.foundation.errors import Refusal
from oneboard.indicators import moments
from oneboard.indicators.snapshot import snapshot
from oneboard.outputs.bulletin.bulletin import AsOf, Bulletin, hash_of
from oneboard.outputs.bulletin.composing import compose
from oneboard.projections import places
from oneboard.recorder import recorder
from oneboard.work.templates import require_published


class DraftQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`template`: a name; absent: the one published last. `as_of`: a moment with its offset; absent: now."""

    place: str
    template: str | None = None
    as_of: dt.datetime | None = None


class Draft(msgspec.Struct, frozen=True):
    """`hash`: what is signed. `entries`: by figure the address of the entries behind it, as of the bulletin."""

    hash: str
    content: Bulletin
    entries: dict[str, str]


def draft(call: Call[None, None, DraftQuery]) -> Draft:
    with snapshot():
        content = drawn_up(call.actor, call.query)
    return Draft(hash_of(content), content, entries_behind(content))


def drawn_up(actor: Actor, asked: DraftQuery) -> Bulletin:
    """Raises Refusal not_found, not_permitted, place.gone, template.unknown, body.invalid."""
    place = places.find(asked.place, actor, VERB)
    template = require_published(asked.template)
    if asked.as_of is not None and instant_ms(asked.as_of) > now_ms():
        raise Refusal("body.invalid", path="?as_of", problem="a moment that has been")
    moment = moment_asked(asked.as_of, None) or moments.now()
    at = moment.recorded_at if asked.as_of is None else instant_ms(asked.as_of)
    return compose(template, place, AsOf(at, moment.seq, recorder.running().reference().zone), None)


def entries_behind(content: Bulletin) -> dict[str, str]:
    query = urlencode({"place": content.place.place, "seq": content.as_of.seq})
    return {line.figure: f"/figures/{line.figure}/entries?{query}" for line in content.counted}


_REFUSES: Final = ("figure.too_many", "place.gone", "template.unknown")

ROUTES: Final = (
    Route("GET", "/bulletins/draft", VERB, None, Draft, draft,
          "A bulletin as it would be signed: every figure, what changed, what came late or was corrected.",
          query=DraftQuery, refuses=_REFUSES),
)  # fmt: skip
