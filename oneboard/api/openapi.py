"""The interface document (OpenAPI 3.1), made from the routes; `python -m oneboard.api.openapi` prints it."""

import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import django
import msgspec

from oneboard import __version__
from oneboard.access.routes import Call, Raw, Route
from oneboard.access.verbs import PUBLIC
from oneboard.api.answers import JSON, Failed, Refused
from oneboard.api.routes import all_routes
from oneboard.foundation.errors import STATUS

_REF: Final = "#/components/schemas/{name}"
_BYTES: Final = "application/octet-stream"
_SCHEMES: Final = {
    "device": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": "oneboard_session"},
}


def document(routes: tuple[Route, ...]) -> dict[str, Any]:
    kinds = [kind for route in routes for kind in (route.request, route.response) if _is_json(kind)]
    kinds = list(dict.fromkeys([*kinds, Refused, Failed]))
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    schema_of = dict(zip(kinds, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Oneboard", "version": __version__},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _SCHEMES},
    }


def as_ecma(text: bytes) -> bytes:
    """Python's `$` lets a line feed pass behind the end, so our patterns end in `\\Z`; ECMA-262 has `$` for that."""
    return text.replace(rb'\\Z"', b'$"')


def codes_of(route: Route) -> Iterator[str]:
    """The refusals that a route can answer with: its own, and those that follow from its shape."""
    yield from route.refuses
    if route.verb != PUBLIC:
        yield from ("account.signed_out", "device.revoked", "not_permitted")
        if route.method not in ("GET", "HEAD"):
            yield from ("session.origin", "session.token")
    if route.params is not None:
        yield "not_found"
    if route.query is not None or route.request not in (None, bytes):
        yield "body.invalid"
    if route.request is not None:
        yield "batch.too_large"


def _operation(route: Route, schema_of: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _name(route),
        "summary": route.summary,
        "x-verb": route.verb,
        "security": [] if route.verb == PUBLIC else [{"device": []}, {"session": []}],
        "responses": dict(_responses(route, schema_of)),
    }
    if parameters := [*_parameters("path", route.params), *_parameters("query", route.query)]:
        operation["parameters"] = parameters
    if route.request is not None:
        operation["requestBody"] = {"required": True, "content": _content(route.request, schema_of)}
    return operation


def _responses(route: Route, schema_of: dict[Any, Any]) -> Iterator[tuple[str, Any]]:
    if route.response is None:
        yield "204", {"description": "Done."}
    else:
        yield (
            str(route.status),
            {"description": route.summary, "content": _content(route.response, schema_of)},
        )
    codes = sorted(set(codes_of(route)))
    for status in sorted({STATUS[code] for code in codes}):
        of_status = [code for code in codes if STATUS[code] == status]
        content = {JSON: {"schema": schema_of[Refused]}}
        yield str(status), {"description": ", ".join(of_status), "x-codes": of_status, "content": content}
    yield "500", {"description": "A failure of ours.", "content": {JSON: {"schema": schema_of[Failed]}}}


def _parameters(where: str, kind: type[msgspec.Struct] | None) -> Iterator[dict[str, Any]]:
    if kind is None:
        return
    # Parameters are flat; a schema with references would be no parameter.
    schema = msgspec.json.schema(kind)
    shape = schema["$defs"][kind.__name__]
    for name, field in shape["properties"].items():
        yield {"name": name, "in": where, "required": name in shape.get("required", ()), "schema": field}


def _content(kind: Any, schema_of: dict[Any, Any]) -> dict[str, Any]:
    return {JSON: {"schema": schema_of[kind]}} if _is_json(kind) else {_BYTES: {}}


def _is_json(kind: Any) -> bool:
    return kind is not None and kind is not bytes and kind is not Raw


def _name(route: Route) -> str:
    """`GET /members/{member}/devices` is `get_members_member_devices`."""
    return re.sub(r"[^a-z0-9]+", "_", f"{route.method} {route.path}".lower()).strip("_")


@cache
def _page() -> bytes:
    return as_ecma(msgspec.json.format(msgspec.json.encode(document(all_routes())), indent=2))


def openapi(call: Call[None, None, None]) -> Raw:
    return Raw(_page(), JSON)


ROUTES = (Route("GET", "/openapi.json", PUBLIC, None, Raw, openapi, "This document."),)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oneboard.api.settings")
    django.setup()
    sys.stdout.write(_page().decode() + "\n")
