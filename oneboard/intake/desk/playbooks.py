"""Publishing playbooks at the desk: checked whole with their forms, kept as one blob, in force from the entry on."""

from typing import Annotated, Final, Literal

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.clock import iso
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.foundation.words import UNSEEN
from oneboard.intake.desk.command import Recorded, Statement, already, record
from oneboard.intake.desk.paper_words import unknown_fields
from oneboard.intake.imports.playbooks import Files
from oneboard.playbooks.bundles import Bundle, BundledForm, bundle_at, encode
from oneboard.playbooks.loader import load, with_basis
from oneboard.playbooks.papers import templates_of
from oneboard.playbooks.schema import UNITS, Basis, Name, Playbook, Title
from oneboard.projections import models, tasks
from oneboard.projections.reference import Reference
from oneboard.recorder import recorder
from oneboard.vocabulary.content import PlaybookProposed, PlaybookPublished, PlaybookWithdrawn
from oneboard.work.playbooks import decide_publication, decide_withdrawal, latest_version
from oneboard.work.registers import require_published
from oneboard.work.tasks import require_openable

FileName = Annotated[str, msgspec.Meta(max_length=200)]
#: A workbook in base64 is a third larger than itself.
FileText = Annotated[str, msgspec.Meta(max_length=8_000_000)]


class NewPlaybook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`source` is the playbook's YAML. `forms`: each form, and each paper's template, by the file that the YAML names:
    the text of what is Markdown, a workbook or a file of Word in base64. `moves`: the open tasks of earlier versions go
    on under this one, where it has their state. `basis`: the order on which it rests here, instead of the one that
    stands in it.
    """

    id: Id
    source: Annotated[str, msgspec.Meta(max_length=200_000)]
    forms: Annotated[dict[FileName, FileText], msgspec.Meta(max_length=50)] = {}
    moves: Literal["open_tasks"] | None = None
    basis: Basis | None = None


class WithdrawPlaybook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=rf"^[^{UNSEEN}]+\Z")]


class OneName(msgspec.Struct, frozen=True):
    playbook: Name


class PlaybookSeen(msgspec.Struct, frozen=True):
    """`in_force`: whether it is the highest version, and not withdrawn. `withdrawn`: since when it opens nothing new.

    `open_tasks`: what is owed by it, anywhere.
    """

    key: str
    playbook: str
    version: int
    title: Title
    in_force: bool
    withdrawn: str | None
    open_tasks: int


class PlaybookShown(msgspec.Struct, frozen=True):
    """As it was written; `forms` as in publishing."""

    key: str
    source: str
    forms: dict[str, str]


class OnePlaybook(msgspec.Struct, frozen=True):
    playbook: Name
    version: Annotated[int, msgspec.Meta(ge=1)]


def publish(call: Call[NewPlaybook, None, None]) -> Recorded:
    """The same bundle under the same version again gets the answer of the first time. What restricts people waits for
    a second person.

    Raises Refusal playbook.invalid with every fault, playbook.published; register.unknown where the register of its
    subjects was never published.
    """
    new, pen = call.body, recorder.running()
    playbook, bundle = bundle_of(new)
    for register in playbook.registers:
        if register != UNITS:
            require_published(register, pen.reference())
    require_openable(playbook, pen.reference())
    if unknown := list(unknown_fields(playbook, pen.reference())):
        raise Refusal("paper.unknown_fields", fields=", ".join(unknown))
    standing = models.Playbook.objects.filter(key=playbook.key).first()
    if standing is not None and written(standing.blob) == bundle.written:
        return already(standing.changed_seq)
    blob = pen.blobs.put(encode(bundle))
    waiting = models.Motion.objects.filter(key=playbook.key, blob=blob, approved_at=None).first()
    if waiting is not None:
        return already(waiting.changed_seq)
    kind = PlaybookPublished if playbook.measure is None else PlaybookProposed
    fact = kind(name=playbook.playbook, version=playbook.version, blob=blob, moves=new.moves)
    said = Statement(fact=fact, playbook=playbook.key)
    return record(call, new.id, [said], lambda: decide_publication(playbook, pen.reference()))


def withdraw(call: Call[WithdrawPlaybook, OneName, None]) -> Recorded:
    """No version published so far opens anything from now on; what is open stays owed, to be finished or moved.

    Raises Refusal playbook.unknown, playbook.withdrawn.
    """
    name, pen = call.path.playbook, recorder.running()
    said = Statement(fact=PlaybookWithdrawn(name=name, reason=call.body.reason), playbook=name)
    return record(call, call.body.id, [said], lambda: decide_withdrawal(name, pen.reference()))


def bundle_of(new: NewPlaybook) -> tuple[Playbook, Bundle]:
    """Raises Refusal playbook.invalid, body.invalid."""
    try:
        files = Files.of_texts(new.source, new.forms)
        if new.basis is not None:
            files = files._replace(source=with_basis(files.source, new.basis))
    except ValueError as error:
        raise Refusal(
            "body.invalid", path="$.forms", problem="a workbook or a file of Word in base64"
        ) from error
    loaded = load(files.source, files.forms)
    forms = {file: BundledForm(new.forms[file], form) for file, form in sorted(loaded.forms.items())}
    papers = {file: new.forms[file] for file in templates_of(loaded.playbook.papers)}
    return loaded.playbook, Bundle(files.source.decode(), forms, papers)


def list_playbooks(call: Call[None, None, None]) -> list[PlaybookSeen]:
    reference = recorder.running().reference()
    waiting = tasks.open_by_playbook(reference)
    ordered = sorted(reference.playbooks.values(), key=lambda one: (one.playbook, one.version))
    return [_seen(one, waiting.get(one.key, 0), reference) for one in ordered]


def _seen(one: Playbook, waiting: int, reference: Reference) -> PlaybookSeen:
    withdrawn = reference.publications[one.key].withdrawn_at
    return PlaybookSeen(
        one.key, one.playbook, one.version, one.title,
        withdrawn is None and one.version == latest_version(one.playbook, reference),
        None if withdrawn is None else iso(withdrawn), waiting,
    )  # fmt: skip


def show(call: Call[None, OnePlaybook, None]) -> PlaybookShown:
    """Raises Refusal not_found."""
    found = models.Playbook.objects.filter(key=f"{call.path.playbook}@{call.path.version}").first()
    if found is None:
        raise Refusal("not_found")
    source, forms = written(found.blob)
    return PlaybookShown(found.key, source, forms)


def written(address: str) -> tuple[str, dict[str, str]]:
    """What a person wrote, as it lies in the blob; one from before there were forms is YAML alone."""
    blob = recorder.running().blobs.get(address)
    return bundle_at(blob, "2" if blob.startswith(b'{"source":') else "1").written


ROUTES: Final = (
    Route("POST", "/playbooks", "playbook.publish", NewPlaybook, Recorded, publish,
          "Publish a playbook version with its forms.",
          refuses=("paper.unknown_fields", "playbook.confidence", "playbook.invalid", "playbook.not_opened_by",
                   "playbook.other_subject", "playbook.published", "playbook.unknown", "register.unknown")),
    Route("POST", "/playbooks/{playbook}/withdraw", "playbook.publish", WithdrawPlaybook, Recorded, withdraw,
          "Withdraw a playbook: nothing new is opened by it.", params=OneName,
          refuses=("playbook.unknown", "playbook.withdrawn")),
    Route("GET", "/playbooks", "playbook.read", None, list[PlaybookSeen], list_playbooks,
          "The published playbooks, and how many tasks are open under each version."),
    Route("GET", "/playbooks/{playbook}/versions/{version}", "playbook.read", None, PlaybookShown, show,
          "A published version as it was written.", params=OnePlaybook),
)  # fmt: skip
