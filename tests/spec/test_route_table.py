"""The table of routes: its faults, and the documents made from it."""

import json
from typing import Any

import msgspec
import pytest

from oneboard.access.routes import Route
from oneboard.access.verbs import PUBLIC
from oneboard.api.openapi import document
from oneboard.api.pages import DOCS, permissions_page, playbook_schema, stale
from oneboard.api.routes import all_routes, faults_of
from oneboard.foundation.settings import Settings
from tests.door import opened
from tests.table import TABLE, OneThing, resolve


def row(**changes: Any) -> Route:
    return msgspec.structs.replace(TABLE[1], **changes)


class Lenient(msgspec.Struct):
    inner: int


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    within: list[Lenient]


@pytest.mark.parametrize(
    ("routes", "fault"),
    [
        ([row(verb="")], "names no verb"),
        ([row(verb="task.asign")], "there is no verb task.asign"),
        ([row(), row()], "there are two"),
        ([row(path="/notes/{note}")], "its params are []"),
        ([row(params=OneThing)], "its params are ['thing']"),
        ([row(path="/a/{thing}", params=OneThing), row(path="/a/mine")], "could also be"),
        ([row(path="/a/")], "plain segments"),
        ([row(path="/a/../b")], "plain segments"),
        ([row(request=Outer)], "Lenient takes unknown fields"),
        ([row(method="GET")], "has no body"),
        ([row(refuses=("no.such",))], "there is no refusal no.such"),
    ],
)
def test_the_application_does_not_start_on_a_faulty_table(routes: list[Route], fault: str) -> None:
    assert any(fault in found for found in faults_of(routes))


def test_the_tables_of_the_house_and_of_this_test_have_no_fault() -> None:
    assert list(faults_of(TABLE)) == []
    assert list(faults_of(all_routes())) == []


def test_the_interface_document_names_the_verb_and_the_refusals_of_each_operation() -> None:
    paths = document(all_routes())["paths"]
    for route in all_routes():
        operation = paths[route.path][route.method.lower()]
        assert operation["x-verb"] == route.verb
        assert ("403" in operation["responses"]) == (route.verb != PUBLIC)
        assert (operation["security"] == []) == (route.verb == PUBLIC)


def test_every_reference_in_the_interface_document_leads_somewhere() -> None:
    text = json.dumps(document((*TABLE, *all_routes()[:3])))
    known = json.loads(text)["components"]["schemas"]
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(known)
    assert {"Note", "Refused", "Failed"} <= set(known)


def test_health_and_the_document_are_for_anyone(store: Settings) -> None:
    with opened(all_routes(), resolve) as client:
        for path in ("/health", "/ready", "/openapi.json"):
            assert client.get(path).status_code == 200


def test_the_page_of_permissions_is_fresh() -> None:
    assert stale({"permissions.md": permissions_page(all_routes())}, DOCS) == []


def test_the_schema_for_editors_is_fresh() -> None:
    assert stale({"playbook.schema.json": playbook_schema()}, DOCS) == []
