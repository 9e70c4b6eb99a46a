"""Publishing the templates of bulletins at the desk: checked whole, kept as a blob, in force from the entry on."""

from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.ids import Id
from oneboard.intake.desk.command import Recorded, Statement, already, record
from oneboard.playbooks.templates import load
from oneboard.projections import templates
from oneboard.projections.models import Template
from oneboard.recorder import recorder
from oneboard.vocabulary.content import TemplatePublished
from oneboard.work.templates import decide_publication


class NewTemplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`source` is the template's YAML."""

    id: Id
    source: Annotated[str, msgspec.Meta(max_length=200_000)]


class TemplateSeen(msgspec.Struct, frozen=True):
    """`in_force`: whether bulletins of its name are drawn up by it now."""

    key: str
    source: str
    in_force: bool


def publish(call: Call[NewTemplate, None, None]) -> Recorded:
    """The same again gets the answer of the first time.

    Raises Refusal template.invalid with every fault, template.published.
    """
    source = call.body.source.encode()
    template = load(source)
    standing = Template.objects.filter(key=template.key).first()
    if standing is not None and standing.source == call.body.source:
        return already(standing.changed_seq)
    blob = recorder.running().blobs.put(source)
    fact = TemplatePublished(name=template.template, version=template.version, blob=blob)
    return record(call, call.body.id, [Statement(fact=fact)], lambda: decide_publication(template))


def list_templates(call: Call[None, None, None]) -> list[TemplateSeen]:
    in_force = templates.in_force()
    return [TemplateSeen(t.key, t.source, t.key in in_force) for t in Template.objects.order_by("key")]


ROUTES: Final = (
    Route("POST", "/templates", "template.publish", NewTemplate, Recorded, publish, "Publish a bulletin's template.",
          refuses=("template.invalid", "template.published")),
    Route("GET", "/templates", "playbook.read", None, list[TemplateSeen], list_templates,
          "The published templates of bulletins."),
)  # fmt: skip
