"""What may be said to a route: bodies, their kinds and their sizes."""

from collections.abc import Iterator

import pytest
from django.test import Client

from oneboard.api.routes import all_routes
from tests.door import opened
from tests.table import TABLE, resolve, send


@pytest.fixture
def client() -> Iterator[Client]:
    with opened(TABLE, resolve) as client:
        yield client


@pytest.mark.parametrize(
    ("body", "path", "problem"),
    [
        (b" ", "$", "Input data was truncated"),
        (b"{", "$", "truncated"),
        (b"[]", "$", "object"),
        (b'{"text": 1}', "$.text", "str"),
        (b'{"text": "a", "other": 1}', "$", "unknown field `other`"),
        (b'{"text": "' + b"a" * 101 + b'"}', "$.text", "100"),
        (b'{"text": "\xff"}', "$", "utf-8"),
        (b'{"text": "\\ud800"}', "$", "truncated"),
        (b'{"text": "a", "more": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "$", "deep"),
        (b'{"text": "a", "more": [1e999]}', "$.more[0]", "number"),
        (b'{"text": "a"} {"text": "b"}', "$", "trailing"),
    ],
)
def test_a_body_that_cannot_be_is_refused_with_what_would_be_right(
    client: Client, body: bytes, path: str, problem: str
) -> None:
    reply = send(client, "/notes", body)
    fields = reply.json()["fields"]
    assert (reply.status_code, reply.json()["code"], fields["path"]) == (422, "body.invalid", path)
    assert problem.lower() in fields["problem"].lower()


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_another_sites_form_cannot_speak_at_a_public_route(client: Client, kind: str) -> None:
    reply = send(client, "/public", {"text": "a"}, who="", content_type=kind)
    assert reply.json()["fields"]["path"] == "Content-Type"


def test_permission_is_asked_before_the_body_is_read(client: Client) -> None:
    assert send(client, "/notes", b"{", who="li").status_code == 403


@pytest.mark.parametrize("length", ["4194305", "9" * 5000, "-1", "x"])
def test_a_body_that_is_too_large_or_of_no_length_is_refused_unread(client: Client, length: str) -> None:
    reply = client.generic("POST", "/public", b"{}", content_type="application/json", CONTENT_LENGTH=length)
    assert (reply.status_code, reply.json()["code"]) == (413, "batch.too_large")


def test_a_foreign_host_name_is_refused(client: Client) -> None:
    reply = client.get("/picture", headers={"Host": "evil.example"})
    assert (reply.status_code, reply.json()["fields"]["path"]) == (422, "Host")


def test_a_device_has_no_name_of_control_characters() -> None:
    with opened(all_routes(), resolve) as client:
        reply = send(client, "/devices", {"code": "AAAAAAAAAA", "name": "a\x1bb"}, who="")
    assert (reply.status_code, reply.json()["fields"]["path"]) == (422, "$.name")
