"""Adopting editions at the desk: a whole tree in one command, checked whole under the lock."""

import hashlib
from functools import partial
from typing import Final

from oneboard.access.policy import permit
from oneboard.access.routes import Call, Route
from oneboard.foundation.canonical import canonical
from oneboard.foundation.ids import derived_id
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.projections.models import Place
from oneboard.recorder import recorder
from oneboard.vocabulary.editions import Edition, EditionAdopted
from oneboard.work.editions import decide_adoption

VERB: Final = "place.manage"


def adopt(call: Call[Edition, None, None]) -> Recorded:
    """The command's id is made from who says what: the same edition again gets the first answer.

    Raises Refusal not_permitted for whoever does not answer for the whole territory, edition.invalid.
    """
    edition = call.body
    root = Place.objects.get(parent__isnull=True)
    permit(call.actor, VERB, root.path)
    content = canonical(edition)
    address = recorder.running().blobs.put(content)
    fact = EditionAdopted(
        edition=edition.edition, title=edition.title, valid_from=edition.valid_from, blob=address
    )
    id_ = derived_id("edition", call.actor.account or "", hashlib.sha256(content).hexdigest())
    said = Statement(fact=fact, place=root.id)
    return record(call, id_, [said], partial(decide_adoption, edition), ours=True)


ROUTES: Final = (
    Route("POST", "/editions", VERB, Edition, Recorded, adopt, "Adopt an edition of the whole territory.",
          refuses=("edition.invalid",)),
)  # fmt: skip
