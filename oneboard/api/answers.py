"""Answers: what a handler returned, a refusal, or a failure of ours, as HTTP."""

import logging
import sys
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from oneboard.access.routes import Raw, Route
from oneboard.foundation.errors import Refusal, places_of
from oneboard.foundation.words import Said, locale_of, say

REQUEST_ID: Final = "oneboard.request_id"
JSON: Final = "application/json"
#: After a 429 or 503 that does not say how long.
_RETRY_SECONDS: Final = 1

_log = logging.getLogger("oneboard.api")


class Refused(msgspec.Struct, frozen=True):
    """A refusal as it travels: `code` is stable, `text` is for people, `fields` are the facts of the case."""

    code: str
    text: str
    fields: dict[str, Said]


class Failed(msgspec.Struct, frozen=True):
    """A failure of ours; `request_id` finds it in the log."""

    code: str
    request_id: str


def answered(route: Route, result: object) -> HttpResponse | StreamingHttpResponse:
    if isinstance(result, Raw):
        told = {"content_type": result.media_type, "status": result.status, "headers": dict(result.headers)}
        if result.pieces is not None:
            return StreamingHttpResponse(result.pieces, **told)
        return HttpResponse(result.body, **told)
    if route.response is None:
        return HttpResponse(status=204)
    return _json(result, route.status)


def refused(refusal: Refusal, request: HttpRequest) -> HttpResponse:
    text = text_of(refusal, locale_of(request.headers.get("Accept-Language", "")))
    response = _json(Refused(refusal.code, text, refusal.fields), refusal.status)
    if refusal.status in (429, 503):
        response["Retry-After"] = str(refusal.fields.get("seconds", _RETRY_SECONDS))
    if refusal.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if refusal.code == "method_not_allowed":
        response["Allow"] = str(refusal.fields["allowed"])
    return response


def text_of(refusal: Refusal, locale: str) -> str:
    """A refusal is answered even where its text is missing; a test holds that none is."""
    try:
        text = say(locale, f"refusal.{refusal.code}", refusal.fields)
        why = refusal.fields.get("why")
        return text if why is None else f"{text} {say(locale, str(why), refusal.fields)}"
    except KeyError:
        return refusal.code


def failed(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Logged once; the caller learns the name under which the log has it."""
    name = request.META.get(REQUEST_ID, "")
    _log.error("request %s %s failed\n%s", name, request.method, places_of(error))
    return _json(Failed("failed", name), 500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`reason` is Django's: it begins with the header that speaks of another site, or it is about the token."""
    if not request.user.is_authenticated:
        return refused(Refusal("account.signed_out"), request)
    if reason.startswith(("Origin", "Referer")):
        named = request.headers.get("Origin") or request.headers.get("Referer") or "-"
        return refused(Refusal("session.origin", origin=named), request)
    return refused(Refusal("session.token"), request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For what Django finds suspicious before a route is found, such as a host name that is not ours."""
    problem = type(exception).__name__
    return refused(Refusal("body.invalid", path="Host", problem=problem), request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refused(Refusal("not_found"), request)


def server_error(request: HttpRequest) -> HttpResponse:
    """For what breaks outside a view, such as the store under the session."""
    return failed(request, sys.exc_info()[1] or RuntimeError())


def _json(value: object, status: int) -> HttpResponse:
    response = HttpResponse(msgspec.json.encode(value), content_type=JSON, status=status)
    response["Vary"] = "Accept-Language, Authorization, Cookie"
    return response
