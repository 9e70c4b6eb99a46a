"""Drawing the outlines and points of an edition's places at the desk."""

import hashlib
from functools import partial
from typing import Final

import msgspec

from oneboard.access.policy import permit
from oneboard.access.routes import Call, Route
from oneboard.foundation.canonical import canonical
from oneboard.foundation.ids import derived_id
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.projections.models import Place
from oneboard.recorder import recorder
from oneboard.vocabulary.boundaries import BoundaryDrawn, Drawing
from oneboard.vocabulary.places import Code
from oneboard.work.boundaries import decide_drawing, require_sound

VERB: Final = "place.manage"


class OneEdition(msgspec.Struct, frozen=True):
    edition: Code


def draw(call: Call[Drawing, OneEdition, None]) -> Recorded:
    """The command's id is made from who says what: the same drawing again gets the first answer.

    Raises Refusal not_permitted for whoever does not answer for the whole territory, not_found, boundary.invalid.
    """
    root = Place.objects.get(parent__isnull=True)
    permit(call.actor, VERB, root.path)
    edition, drawing = call.path.edition, call.body
    decide_drawing(edition, drawing)
    require_sound(drawing)
    content = canonical(drawing)
    fact = BoundaryDrawn(edition=edition, blob=recorder.running().blobs.put(content))
    id_ = derived_id("boundary", call.actor.account or "", edition, hashlib.sha256(content).hexdigest())
    said = Statement(fact=fact, place=root.id)
    return record(call, id_, [said], partial(decide_drawing, edition, drawing), ours=True)


ROUTES: Final = (
    Route("POST", "/editions/{edition}/boundaries", VERB, Drawing, Recorded, draw,
          "Draw outlines and points of places of an edition, in millionths of a degree (WGS-84).", params=OneEdition,
          refuses=("boundary.invalid",)),
)  # fmt: skip
