"""Forms over HTTP: what the published playbooks ask, as XForms that a phone runs."""

from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Raw, Route
from oneboard.foundation.errors import Refusal
from oneboard.projections import forms
from oneboard.recorder import recorder

VERB: Final = "playbook.read"


class FormSeen(msgspec.Struct, frozen=True):
    """`hash`: OpenRosa's, of the XForm at `GET /forms/{key}`. `languages`: the one shown first stands first."""

    key: str
    playbook: str
    id: str
    version: str
    hash: str
    title: str
    languages: tuple[str, ...]


class OneForm(msgspec.Struct, frozen=True):
    key: Annotated[str, msgspec.Meta(max_length=160)]


def list_forms(call: Call[None, None, None]) -> list[FormSeen]:
    return [
        FormSeen(
            one.key, one.playbook, one.form.form_id, one.form.version, one.form.hash, one.form.title,
            one.form.languages,
        )
        for one in forms.all_published(recorder.running().reference())
    ]  # fmt: skip


def show(call: Call[None, OneForm, None]) -> Raw:
    """A form never changes under its key: whoever names its hash is told so with 304. Raises Refusal not_found."""
    form = forms.find(call.path.key, recorder.running().reference())
    if form is None:
        raise Refusal("not_found")
    tag = f'"{form.hash}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=31536000, immutable"}
    if call.headers.get("if-none-match") == tag:
        return Raw(headers=headers, status=304)
    return Raw(form.xform.encode(), "text/xml; charset=utf-8", headers)


ROUTES: Final = (
    Route("GET", "/forms", VERB, None, list[FormSeen], list_forms, "The forms of the published playbooks."),
    Route("GET", "/forms/{key}", VERB, None, Raw, show, "A form as an XForm.", params=OneForm),
)
