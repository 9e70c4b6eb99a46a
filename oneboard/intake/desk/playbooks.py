"""Publishing playbooks at the desk: checked whole, kept as a blob, in force from the entry on."""

from functools import partial
from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.ids import Id
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.playbooks.loader import load
from oneboard.projections.models import Playbook
from oneboard.recorder import recorder
from oneboard.vocabulary.content import PlaybookPublished
from oneboard.work.playbooks import decide_publication
from oneboard.work.registers import require_published


class NewPlaybook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`source` is the playbook's YAML."""

    id: Id
    source: Annotated[str, msgspec.Meta(max_length=200_000)]


class PlaybookSeen(msgspec.Struct, frozen=True):
    key: str
    source: str


def publish(call: Call[NewPlaybook, None, None]) -> Recorded:
    """Raises Refusal playbook.invalid with every fault, playbook.published for a version that stands.

    Raises register.unknown where its subject's register was never published.
    """
    source = call.body.source.encode()
    playbook = load(source)
    require_published(playbook.subject, recorder.running().reference())
    address = recorder.running().blobs.put(source)
    fact = PlaybookPublished(name=playbook.playbook, version=playbook.version, blob=address)
    said = Statement(fact=fact, playbook=playbook.key)
    return record(call, call.body.id, [said], partial(decide_publication, playbook.key))


def list_playbooks(call: Call[None, None, None]) -> list[PlaybookSeen]:
    return [PlaybookSeen(p.key, p.source) for p in Playbook.objects.order_by("key")]


ROUTES: Final = (
    Route("POST", "/playbooks", "playbook.publish", NewPlaybook, Recorded, publish, "Publish a playbook version.",
          refuses=("playbook.invalid", "playbook.published", "register.unknown")),
    Route("GET", "/playbooks", "playbook.read", None, list[PlaybookSeen], list_playbooks, "The published playbooks."),
)  # fmt: skip
