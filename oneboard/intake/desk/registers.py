"""Publishing registers at the desk: checked whole, kept as a blob, in force from the entry on."""

from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.ids import Id
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.playbooks.registers import load
from oneboard.projections.models import Register
from oneboard.recorder import recorder
from oneboard.vocabulary.content import RegisterPublished
from oneboard.work.registers import decide_publication


class NewRegister(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`source` is the declaration's YAML."""

    id: Id
    source: Annotated[str, msgspec.Meta(max_length=200_000)]


class RegisterSeen(msgspec.Struct, frozen=True):
    """`in_force`: whether it is what entries are read by now."""

    key: str
    source: str
    in_force: bool


def publish(call: Call[NewRegister, None, None]) -> Recorded:
    """Raises Refusal register.invalid with every fault, register.published, register.unknown."""
    source, pen = call.body.source.encode(), recorder.running()
    register = load(source)
    fact = RegisterPublished(name=register.register, version=register.version, blob=pen.blobs.put(source))
    return record(
        call,
        call.body.id,
        [Statement(fact=fact)],
        lambda: decide_publication(register, pen.reference()),
    )


def list_registers(call: Call[None, None, None]) -> list[RegisterSeen]:
    in_force = {register.versioned for register in recorder.running().reference().registers.values()}
    return [RegisterSeen(r.key, r.source, r.key in in_force) for r in Register.objects.order_by("key")]


ROUTES: Final = (
    Route("POST", "/registers", "register.publish", NewRegister, Recorded, publish, "Publish a register's declaration.",
          refuses=("register.invalid", "register.published", "register.unknown")),
    Route("GET", "/registers", "playbook.read", None, list[RegisterSeen], list_registers, "The published registers."),
)  # fmt: skip
