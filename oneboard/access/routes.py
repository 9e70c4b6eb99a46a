"""The shape of a route and of a call: every address of the house is data, and names its verb."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, Literal, TypeAlias, TypeVar

import msgspec

from oneboard.access.actor import Actor

Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]
Handler: TypeAlias = Callable[[Any], object]
Body = TypeVar("Body")
PathOf = TypeVar("PathOf")
Query = TypeVar("Query")


class Call(msgspec.Struct, Generic[Body, PathOf, Query], frozen=True):
    """One request, decoded: `body`, `path` and `query` are of the types its route names, or else None.

    `headers` are keyed in lower case. `peer` is the caller's network address, for throttling only. `verb`: its route's.
    """

    actor: Actor
    body: Body
    path: PathOf
    query: Query
    locale: str
    now_ms: int
    headers: Mapping[str, str] = {}
    peer: str = ""
    verb: str = ""


class Raw(msgspec.Struct, frozen=True):
    """An answer that is not JSON: a picture, a blob, an upload's offset. `pieces`: its body one after the other, closed
    when the last one has left or nobody takes more.
    """

    body: bytes = b""
    media_type: str = "application/octet-stream"
    headers: Mapping[str, str] = {}
    status: int = 200
    pieces: Iterator[bytes] | None = None


class Route(msgspec.Struct, frozen=True):
    """One address and one method, the verb it asks for, and the types of what goes in and comes out.

    `request` None: no body; `bytes`: the body as it came; else a type read from JSON, unknown fields refused.
    `response` None: 204, the handler returns None; `Raw`: the handler returns one; else a type sent as JSON.
    `params`: a struct with exactly the `{names}` of `path`. `query`: a struct of the query string.
    `refuses`: the codes of its own refusals, beside those that every route has.
    """

    method: Method
    path: str
    verb: str
    request: Any
    response: Any
    handler: Handler
    summary: str
    params: type[msgspec.Struct] | None = None
    query: type[msgspec.Struct] | None = None
    status: int = 200
    refuses: tuple[str, ...] = ()
