"""Bulletins over HTTP: drawn up as a draft at any moment, and signed as they were seen."""

import datetime as dt
from typing import Annotated, Final
from urllib.parse import urlencode

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.routes import Call, Route
from oneboard.api.figures import VERB, moment_asked
from oneboard.foundation.clock import instant_ms, now_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.indicators import moments
from oneboard.indicators.snapshot import snapshot
from oneboard.intake.desk import bulletins as desk
from oneboard.intake.desk.bulletins import Signing
from oneboard.intake.desk.command import Recorded, said_before
from oneboard.outputs.bulletin.bulletin import AsOf, Bulletin, Previous, content_of, hash_of
from oneboard.outputs.bulletin.composing import compose
from oneboard.projections import bulletins, places
from oneboard.recorder import recorder
from oneboard.vocabulary.places import DEPTH
from oneboard.work.templates import require_published

SIGN: Final = "bulletin.sign"

Hash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]


class DraftQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`template`: a name; absent: the one published last. `as_of`: a moment with its offset; absent: now."""

    place: str
    template: str | None = None
    as_of: dt.datetime | None = None


class NewBulletin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a draft showed: its place and template, its moment, and its `hash`, so that nothing unseen is signed."""

    id: Id
    place: str
    as_of: dt.datetime
    hash: Hash
    template: str | None = None


class Draft(msgspec.Struct, frozen=True):
    """`hash`: what is signed. `entries`: by figure the address of the entries behind it, as of the bulletin."""

    hash: str
    content: Bulletin
    entries: dict[str, str]


def draft(call: Call[None, None, DraftQuery]) -> Draft:
    with snapshot():
        content = _drawn_up(call.actor, VERB, call.query)
    return Draft(hash_of(content), content, entries_behind(content))


def sign(call: Call[NewBulletin, None, None]) -> Recorded:
    """The same again gets the answer of the first time. Raises Refusal bulletin.changed, bulletin.earlier."""
    new = call.body
    if said := said_before(call, new.id):
        return said
    with snapshot():
        content = _drawn_up(call.actor, SIGN, DraftQuery(new.place, new.template, new.as_of))
    if hash_of(content) != new.hash:
        raise Refusal("bulletin.changed")
    previous = content.previous.id if content.previous else None
    as_of, place = content.as_of, content.place.place
    signing = Signing(content.template, place, as_of.at, as_of.seq, previous, content_of(content))
    return desk.sign(call, new.id, signing)


def _drawn_up(actor: Actor, verb: str, asked: DraftQuery) -> Bulletin:
    """Raises Refusal not_found, not_permitted, place.gone, bulletin.level, template.unknown, body.invalid."""
    place = places.find(asked.place, actor, verb)
    if DEPTH[place.level] > DEPTH["town"]:
        raise Refusal("bulletin.level", place=place.name)
    template = require_published(asked.template)
    if asked.as_of is not None and instant_ms(asked.as_of) > now_ms():
        raise Refusal("body.invalid", path="?as_of", problem="a moment that has been")
    moment = moment_asked(asked.as_of, None) or moments.now()
    at = moment.recorded_at if asked.as_of is None else instant_ms(asked.as_of)
    as_of = AsOf(at, moment.seq, recorder.running().reference().zone)
    before = bulletins.last(template.template, place.id, until=moment.seq)
    previous = Previous(before.id, before.number, before.as_of, before.seq) if before else None
    return compose(template, place, as_of, previous)


def entries_behind(content: Bulletin) -> dict[str, str]:
    query = urlencode({"place": content.place.place, "seq": content.as_of.seq})
    return {line.figure: f"/figures/{line.figure}/entries?{query}" for line in content.counted}


_REFUSES: Final = ("bulletin.level", "figure.too_many", "place.gone", "template.unknown")

ROUTES: Final = (
    Route("GET", "/bulletins/draft", VERB, None, Draft, draft,
          "A bulletin as it would be signed: every figure, what changed, what came late or was corrected.",
          query=DraftQuery, refuses=_REFUSES),
    Route("POST", "/bulletins", SIGN, NewBulletin, Recorded, sign, "Sign a bulletin as its draft showed it.",
          refuses=(*_REFUSES, "bulletin.changed", "bulletin.earlier")),
)  # fmt: skip
