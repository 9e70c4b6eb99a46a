"""The one view: who asks, may he, what does he say; then the handler; then the answer."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeAlias

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import QueryDict

from oneboard.access.actor import NOBODY, Actor
from oneboard.access.policy import permit
from oneboard.access.routes import Body, Call, PathOf, Query, Route
from oneboard.access.verbs import PUBLIC, verb_named
from oneboard.api.answers import JSON, answered, failed, refused
from oneboard.api.bodies import reading
from oneboard.api.identity import peer_of
from oneboard.foundation.clock import now_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.outage import is_outage
from oneboard.foundation.words import locale_of

Resolve: TypeAlias = Callable[[HttpRequest, int], Actor]

#: Headers that a handler may read: those of resumable uploads and of conditional and partial reads.
_HEADERS: Final = (
    "tus-resumable",
    "upload-",
    "if-",
    "range",
    "content-type",
    "content-length",
    "content-encoding",
)

#: A NUL within a JSON text: PostgreSQL keeps none, and no text for people has one.
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_NO_NUL: Final = "text without NUL"


class WebCall(Call[Body, PathOf, Query], Generic[Body, PathOf, Query], frozen=True, kw_only=True):
    """A call with Django's request, for the few handlers that make or end a session."""

    request: HttpRequest


class View:
    """Answers every method of one address."""

    def __init__(self, routes: Sequence[Route], resolve: Resolve) -> None:
        self._resolve = resolve
        self._routes = {route.method: route for route in routes}
        methods = {*self._routes, "OPTIONS", *(["HEAD"] if "GET" in self._routes else [])}
        self._allowed = ", ".join(sorted(methods))

    def __call__(self, request: HttpRequest, **params: str) -> HttpResponseBase:
        response: HttpResponseBase
        try:
            response = self._answer(request, params)
        except Refusal as refusal:
            response = refused(refusal, request)
        except Exception as error:  # noqa: BLE001  (the outermost door: logged once, answered with its name)
            away = Refusal("store.away", seconds=5)
            response = refused(away, request) if is_outage(error) else failed(request, error)
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    def route_for(self, method: str | None) -> Route | None:
        asked = str(method)
        return self._routes.get(asked) or (self._routes.get("GET") if asked == "HEAD" else None)  # type: ignore[call-overload]

    def _answer(self, request: HttpRequest, params: dict[str, str]) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": self._allowed})
        route = self.route_for(request.method)
        if route is None:
            raise Refusal("method_not_allowed", allowed=self._allowed)
        now = now_ms()
        actor = self._permitted(route, request, now)
        return answered(route, route.handler(_call(route, request, params, actor, now)))

    def _permitted(self, route: Route, request: HttpRequest, now: int) -> Actor:
        """Holding the verb anywhere opens the door; the handler asks again for the ground."""
        actor = NOBODY if route.verb == PUBLIC else self._resolve(request, now)
        if actor.revoked_ms is not None and verb_named(route.verb).held_by != "device":
            raise Refusal("device.revoked")
        permit(actor, route.verb, None)
        return actor


def _call(
    route: Route, request: HttpRequest, params: dict[str, str], actor: Actor, now: int
) -> WebCall[Any, Any, Any]:
    return WebCall(
        actor=actor,
        path=_params(route, params),
        query=_query(route, request.GET),
        body=_body(route, request, actor),
        locale=locale_of(request.headers.get("Accept-Language", "")),
        now_ms=now,
        headers={k: v for key, v in request.headers.items() if (k := key.lower()).startswith(_HEADERS)},
        peer=peer_of(request),
        verb=route.verb,
        request=request,
    )


def _params(route: Route, params: dict[str, str]) -> object:
    """An id that cannot be one is answered like one that is not there."""
    if route.params is None:
        return None
    try:
        return msgspec.convert(params, route.params, strict=False)
    except msgspec.ValidationError as error:
        raise Refusal("not_found") from error


def _query(route: Route, query: QueryDict) -> object:
    if repeated := [key for key, values in query.lists() if len(values) > 1]:
        raise Refusal("body.invalid", path=f"?{repeated[0]}", problem="given once")
    if nul := [key for key, text in query.items() if "\x00" in key + str(text)]:
        raise Refusal("body.invalid", path=f"?{nul[0]}", problem=_NO_NUL)
    if route.query is None:
        if query:
            raise Refusal("body.invalid", path=f"?{next(iter(query))}", problem="this address takes no query")
        return None
    try:
        return msgspec.convert(query.dict(), route.query, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(error, "?") from error


def _body(route: Route, request: HttpRequest, actor: Actor) -> object:
    if route.request is None:
        return None
    with reading(actor.device or actor.account, peer_of(request)):
        _ = request.body  # Django keeps it
    if route.request is bytes:
        return request.body
    if request.content_type != JSON:
        raise Refusal("body.invalid", path="Content-Type", problem=f"expected {JSON}")
    if _NUL.search(request.body):
        raise Refusal("body.invalid", path="$", problem=_NO_NUL)
    try:
        return msgspec.json.decode(request.body, type=route.request)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(error, "$") from error


def _invalid(error: Exception, root: str) -> Refusal:
    """msgspec says what it expected and, after ` - at `, where."""
    if isinstance(error, RecursionError):
        return Refusal("body.invalid", path=root, problem="nested too deep")
    problem, _, path = str(error).rpartition(" - at ")
    if not problem:
        return Refusal("body.invalid", path=root, problem=path)
    return Refusal("body.invalid", path=path.strip("`").replace("$", root, 1), problem=problem)
