"""An OpenRosa submission, as ODK's clients send it, becomes the same answers that our own clients send."""

import re
from collections import Counter
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from oneboard.foundation.canonical import MAX_INTEGER, Value
from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.playbooks.forms.form import CompiledForm

#: The name of the part that holds the XML. Source: OpenRosa Form Submission API 1.0.
PART: Final = "xml_submission_file"
#: Deeper than a path of the most characters can be.
_DEPTH: Final = 60
_INTEGER: Final = re.compile(r"-?[0-9]{1,16}")
_CLOCK: Final = re.compile(r"([0-9]{2}:[0-9]{2})(:[0-9.]+)?(Z|[+-][0-9:]+)?")


def answers_of_xml(form: CompiledForm, xml: bytes) -> dict[str, Value]:
    """Path to value; what was left empty is left out, and what cannot be converted stays as text, for the check.

    Raises Refusal body.invalid for what is no XML, declares a document type or entities, or answers another form.
    """
    try:
        root: Element = fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Refusal("body.invalid", path=PART, problem=Phrase("form.submission_xml")) from error
    if root.get("id") != form.form_id:
        other = Phrase("form.submission_form", {"form": form.form_id, "other": root.get("id") or ""})
        raise Refusal("body.invalid", path=PART, problem=other)
    answers: dict[str, Value] = {}
    _gather(form, root, "", "", answers)
    return answers


def _gather(form: CompiledForm, element: Element, plain: str, path: str, answers: dict[str, Value]) -> None:
    """`plain` is the path without the numbers of repeats that `path` has."""
    if plain.count("/") > _DEPTH:
        raise Refusal("body.invalid", path=PART, problem=Phrase("form.submission_xml"))
    seen: Counter[str] = Counter()
    for child in element:
        name = str(child.tag).rpartition("}")[2]
        if not plain and name == "meta":
            continue
        below = f"{plain}/{name}" if plain else name
        at = f"{path}/{name}" if path else name
        if below in form.repeats:
            seen[name] += 1
            at = f"{at}/{seen[name]}"
        if len(child):
            _gather(form, child, below, at, answers)
        elif text := child.text or "":
            question = form.questions.get(below)
            answers[at] = text if question is None else _value(question.type, text)


def _value(kind: str, text: str) -> Value:
    stripped = text.strip()
    if kind == "integer" and _INTEGER.fullmatch(stripped) and abs(int(stripped)) <= MAX_INTEGER:
        return int(stripped)
    if kind == "select_multiple":
        return stripped.split()
    if kind == "acknowledge" and stripped in ("OK", "true"):
        return True
    if kind == "time" and (clock := _CLOCK.fullmatch(stripped)):
        return clock[1]
    return text if kind == "text" else stripped
