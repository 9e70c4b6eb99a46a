"""A small table of routes and a cast, for the tests of the one view."""

import json
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest
from django.test import Client

from oneboard.access.actor import NOBODY, Actor
from oneboard.access.routes import Call, Raw, Route
from oneboard.access.verbs import PUBLIC
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id, new_id
from tests.door import post

THING = new_id(1)


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(max_length=100)]
    more: list[Any] = []


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    limit: int = 10


class OneThing(msgspec.Struct, frozen=True):
    thing: Id


class Echo(msgspec.Struct, frozen=True):
    said: str


def say(call: Call[Note, None, None]) -> Echo:
    return Echo(call.body.text)


def show(call: Call[None, OneThing, Asked]) -> Echo:
    if call.path.thing != THING:
        raise Refusal("not_found")
    return Echo(f"{call.path.thing} {call.query.limit}")


def fail(call: Call[Note, None, None]) -> None:
    try:
        raise ValueError("in there: " + call.body.text)
    except ValueError as error:
        raise RuntimeError("the temperature of Wang was " + call.body.text) from error


def picture(call: Call[None, None, None]) -> Raw:
    return Raw(b"<svg/>", "image/svg+xml", {"Cache-Control": "public"})


def inject(call: Call[Note, None, None]) -> Raw:
    return Raw(headers={"X-Said": call.body.text})


def busy(call: Call[None, None, None]) -> None:
    raise Refusal("journal.busy", seconds=7)


def take(call: Call[bytes, None, None]) -> Echo:
    return Echo(f"{len(call.body)} {call.headers.get('upload-offset')}")


TABLE = (
    Route("GET", "/things/{thing}", "task.read", None, Echo, show, "x", params=OneThing, query=Asked),
    Route("POST", "/notes", "task.assign", Note, Echo, say, "x", status=201),
    Route("POST", "/public", PUBLIC, Note, Echo, say, "x"),
    Route("POST", "/fail", PUBLIC, Note, None, fail, "x"),
    Route("POST", "/inject", PUBLIC, Note, Raw, inject, "x"),
    Route("GET", "/picture", PUBLIC, None, Raw, picture, "x"),
    Route("GET", "/busy", PUBLIC, None, None, busy, "x"),
    Route("PATCH", "/push", "field.push", bytes, Echo, take, "x"),
)

CAST = {
    "li": Actor(device="d1", member="li", grants=(post("grid_worker", "5117.g1"),)),
    "zhang": Actor(device="d2", member="zhang", grants=(post("town_dispatcher", "5117"),)),
    "leaver": Actor(device="d3", member="zhao"),
    "revoked": Actor(device="d4", member="qian", revoked_ms=5),
}


def resolve(request: HttpRequest, now_ms: int) -> Actor:
    return CAST.get(request.headers.get("Authorization", ""), NOBODY)


def send(client: Client, path: str, body: Any, who: str = "zhang", **more: Any) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = more.pop("content_type", "application/json")
    return client.post(path, content, content_type=kind, headers={"Authorization": who, **more})
