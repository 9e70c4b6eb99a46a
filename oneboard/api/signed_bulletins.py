"""Signed bulletins over HTTP: listed, read as they were signed, and counted again."""

from collections.abc import Iterable
from typing import Annotated, Final, Literal

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.policy import areas
from oneboard.access.routes import Call, Raw, Route
from oneboard.api.bulletins import entries_behind
from oneboard.api.figures import VERB
from oneboard.foundation.clock import iso
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.indicators.snapshot import snapshot
from oneboard.outputs.bulletin.bulletin import Bulletin, Issue
from oneboard.outputs.bulletin.checking import Difference, differences
from oneboard.outputs.bulletin.layouts import LAYOUTS, Ending
from oneboard.projections import models
from oneboard.projections.grounds import inside
from oneboard.projections.places import names_of, permit_at
from oneboard.recorder import recorder
from oneboard.work.authors import authors_of


class BulletinQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of this place, and by this template's name; absent: of all. Those signed before the bulletin `after`."""

    place: str | None = None
    template: str | None = None
    after: Id | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100


class OneBulletin(msgspec.Struct, frozen=True):
    bulletin: Id


class BulletinSeen(msgspec.Struct, frozen=True):
    """`signed_by`: by role and place, never by name. `hash`: SHA-256 of the content, under which it is kept."""

    id: str
    number: int
    template: str
    place: str
    name: str
    as_of: str
    seq: int
    signed_at: str
    signed_by: str
    hash: str


class DocumentQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`lang` absent: the reader's."""

    format: Ending
    lang: Literal["zh", "en"] | None = None


class BulletinShown(msgspec.Struct, frozen=True):
    signed: BulletinSeen
    content: Bulletin
    entries: dict[str, str]


class Checked(msgspec.Struct, frozen=True):
    """`intact`: the bytes are those that were signed. `differences`: what is counted otherwise today; none: it still
    comes out as it was signed.
    """

    signed: BulletinSeen
    intact: bool
    differences: list[Difference]


def list_bulletins(call: Call[None, None, BulletinQuery]) -> list[BulletinSeen]:
    """The latest first."""
    found = models.Bulletin.objects.filter(place__in=inside(areas(call.actor, VERB)))
    if call.query.place is not None:
        found = found.filter(place=call.query.place)
    if call.query.template is not None:
        found = found.filter(series=call.query.template)
    if call.query.after is not None:
        found = found.filter(changed_seq__lt=_find(call.query.after, call.actor).changed_seq)
    return _seen(found.order_by("-changed_seq")[: call.query.limit], call.locale)


def one_bulletin(call: Call[None, OneBulletin, None]) -> BulletinShown:
    found = _find(call.path.bulletin, call.actor)
    content = _content(found)
    [seen] = _seen([found], call.locale)
    return BulletinShown(seen, content, entries_behind(content))


def check(call: Call[None, OneBulletin, None]) -> Checked:
    """What was signed is not touched, whatever is found."""
    found = _find(call.path.bulletin, call.actor)
    [seen] = _seen([found], call.locale)
    with snapshot():
        unlike = differences(_content(found))
    return Checked(seen, recorder.running().blobs.verify(found.blob), unlike)


def document(call: Call[None, OneBulletin, DocumentQuery]) -> Raw:
    found = _find(call.path.bulletin, call.actor)
    layout = LAYOUTS[call.query.format]
    issue = Issue(found.number, found.signed_at)
    file = layout.write(_content(found), call.query.lang or call.locale, issue)
    name = f"{found.series}-{found.place}-{found.number}.{call.query.format}"
    return Raw(file, layout.media_type, {"Content-Disposition": f'attachment; filename="{name}"'})


def _find(id_: str, actor: Actor) -> models.Bulletin:
    """Raises Refusal not_found, not_permitted."""
    found = models.Bulletin.objects.filter(id=id_).first()
    if found is None:
        raise Refusal("not_found")
    permit_at(found.place, actor, VERB)
    return found


def _content(bulletin: models.Bulletin) -> Bulletin:
    return msgspec.json.decode(recorder.running().blobs.get(bulletin.blob), type=Bulletin)


def _seen(found: Iterable[models.Bulletin], locale: str) -> list[BulletinSeen]:
    signed = list(found)
    names = names_of(one.place for one in signed)
    authors = authors_of((one.id for one in signed), (), (), locale, recorder.running().reference().zone)
    return [
        BulletinSeen(
            one.id, one.number, one.template, one.place, names.get(one.place, one.place), iso(one.as_of), one.seq,
            iso(one.signed_at), authors.who(one.id), one.blob,
        )
        for one in signed
    ]  # fmt: skip


ROUTES: Final = (
    Route("GET", "/bulletins", VERB, None, list[BulletinSeen], list_bulletins, "The bulletins that were signed.",
          query=BulletinQuery),
    Route("GET", "/bulletins/{bulletin}/content", VERB, None, BulletinShown, one_bulletin,
          "A bulletin as it was signed.", params=OneBulletin),
    Route("GET", "/bulletins/{bulletin}/document", VERB, None, Raw, document,
          "A signed bulletin as an official paper or a workbook.", params=OneBulletin, query=DocumentQuery),
    Route("GET", "/bulletins/{bulletin}/check", VERB, None, Checked, check,
          "Count a signed bulletin again, and list what comes out otherwise.", params=OneBulletin),
)  # fmt: skip
