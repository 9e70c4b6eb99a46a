"""The one view in front of every route: who may, and how refusals and failures are answered."""

import gc
import logging
import weakref
from collections.abc import Iterator

import pytest
from django.test import Client

from oneboard.foundation.ids import new_id
from tests.door import opened
from tests.table import TABLE, THING, resolve, send


@pytest.fixture
def client() -> Iterator[Client]:
    with opened(TABLE, resolve) as client:
        yield client


# Who may.


@pytest.mark.parametrize(
    ("who", "method", "path", "status", "code"),
    [
        ("", "GET", f"/things/{THING}", 401, "account.signed_out"),
        ("leaver", "GET", f"/things/{THING}", 403, "not_permitted"),
        ("revoked", "GET", f"/things/{THING}", 401, "device.revoked"),
        ("li", "POST", "/notes", 403, "not_permitted"),
        ("", "PATCH", "/push", 401, "account.signed_out"),
        ("li", "DELETE", f"/things/{THING}", 405, "method_not_allowed"),
        ("li", "GET", "/nothing", 404, "not_found"),
        ("li", "GET", "/", 404, "not_found"),
        ("li", "GET", f"/things/{new_id(2)}", 404, "not_found"),
        ("li", "GET", "/things/1", 404, "not_found"),
        ("li", "GET", "/things/%2e%2e", 404, "not_found"),
        ("li", "GET", "/things/..%2fnotes", 404, "not_found"),
        ("li", "GET", "/things/a%00b", 404, "not_found"),
        ("li", "GET", f"/things/{THING}%0aX", 404, "not_found"),
        ("li", "GET", f"/things/{THING}/", 404, "not_found"),
        ("li", "GET", f"/things/{THING}?limit=x", 422, "body.invalid"),
        ("li", "GET", f"/things/{THING}?limit=1&limit=2", 422, "body.invalid"),
        ("li", "GET", f"/things/{THING}?other=1", 422, "body.invalid"),
        ("li", "GET", "/picture?x=1", 422, "body.invalid"),
    ],
)
def test_refusals(client: Client, who: str, method: str, path: str, status: int, code: str) -> None:
    reply = client.generic(method, path, headers={"Authorization": who})
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.json()["text"] not in ("", code)


def test_missing_and_impossible_and_unseen_are_answered_byte_by_byte_alike(client: Client) -> None:
    paths = ("/nothing", "/things/1", f"/things/{new_id(2)}")
    bodies = {client.get(path, headers={"Authorization": "li"}).content for path in paths}
    assert len(bodies) == 1


@pytest.mark.parametrize("who", ["li", "leaver", "revoked"])
def test_every_device_may_knock_at_the_field_door(client: Client, who: str) -> None:
    headers = {"Authorization": who, "Upload-Offset": "5", "X-Other": "1"}
    reply = client.patch(
        "/push", b"\x00\xff", content_type="application/offset+octet-stream", headers=headers
    )
    assert reply.json() == {"said": "2 5"}


def test_a_refusal_speaks_the_readers_language(client: Client) -> None:
    texts = [
        client.get("/nothing", headers={"Accept-Language": language}).json()["text"]
        for language in ("en-GB", "zh-CN", "fr", "")
    ]
    assert texts[0].isascii()
    assert texts[1] == texts[2] == texts[3]
    assert not texts[1].isascii()


# How it is answered.


def test_answers_are_closed_to_browsers_and_caches(client: Client) -> None:
    reply = send(client, "/notes", {"text": "a"})
    assert (reply.status_code, reply.json()) == (201, {"said": "a"})
    assert reply["Content-Security-Policy"].startswith("default-src 'none'")
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["X-Frame-Options"] == "DENY"
    assert reply["Cache-Control"] == "no-store"
    assert not reply.cookies


def test_a_raw_answer_keeps_its_own_headers(client: Client) -> None:
    reply = client.get("/picture")
    assert (reply.content, reply["Content-Type"], reply["Cache-Control"]) == (
        b"<svg/>",
        "image/svg+xml",
        "public",
    )


def test_head_is_get_without_the_body_and_options_names_the_methods(client: Client) -> None:
    head = client.head("/picture")
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", "6")
    options = client.options("/picture")
    assert (options.status_code, options["Allow"]) == (204, "GET, HEAD, OPTIONS")
    wrong = client.delete("/picture")
    assert (wrong.status_code, wrong["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_refusal_that_passes_says_when_to_come_again(client: Client) -> None:
    reply = client.get("/busy")
    assert (reply.status_code, reply["Retry-After"]) == (429, "7")


def test_a_failure_is_logged_once_with_its_place_and_without_what_was_said(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        reply = send(client, "/fail", {"text": "37.9"})
    assert (reply.status_code, reply.json()["code"]) == (500, "failed")
    assert reply.json()["request_id"] == reply["X-Request-Id"]
    assert not logging.getLogger("django.request").propagate  # Django's own line goes nowhere on a node
    errors = [r for r in caplog.records if r.levelno >= logging.ERROR and r.name != "django.request"]
    assert len(errors) == 1
    assert reply["X-Request-Id"] in errors[0].getMessage()
    assert "ValueError" in errors[0].getMessage()
    assert "in fail" in errors[0].getMessage()
    assert "37.9" not in caplog.text


def test_a_header_cannot_be_injected(client: Client) -> None:
    reply = send(client, "/inject", {"text": "a\r\nSet-Cookie: x=y"})
    assert reply.status_code == 500
    assert "Set-Cookie" not in reply.headers


def test_the_callers_request_id_does_not_enter_the_log(client: Client) -> None:
    assert client.get("/picture", headers={"X-Request-Id": "mine"})["X-Request-Id"] != "mine"


def test_a_request_is_forgotten_when_it_is_answered(client: Client) -> None:
    """Without the collector, which comes late: its body may be a batch."""
    gc.disable()
    try:
        answer = send(client, "/notes", {"text": "a"})
        request = weakref.ref(vars(answer).pop("wsgi_request"))
        assert answer.status_code < 300
        assert request() is None
    finally:
        gc.enable()
