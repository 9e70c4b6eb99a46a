"""Our own middleware: a name for each request, a closed page, a limit for bodies, CSRF for sessions."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

from oneboard.access.verbs import PUBLIC
from oneboard.api.answers import REQUEST_ID, refused
from oneboard.api.dispatch import View
from oneboard.foundation.errors import Refusal

Answer: TypeAlias = Callable[[HttpRequest], HttpResponseBase]

#: What an answer may load when a browser is made to show it as a page: nothing.
_CLOSED: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def request_id(answer: Answer) -> Answer:
    """Ours, never the caller's: it goes into the log."""

    def named(request: HttpRequest) -> HttpResponseBase:
        request.META[REQUEST_ID] = secrets.token_hex(8)
        response = answer(request)
        response["X-Request-Id"] = request.META[REQUEST_ID]
        return response

    return named


def closed_page(answer: Answer) -> Answer:
    """Nothing is cached on the way and nothing is loaded, unless the view has said otherwise."""

    def closed(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", _CLOSED)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return closed


def released(answer: Answer) -> Answer:
    """Unties a request from its user when it is answered: in a ring they would keep its body for minutes."""

    def untied(request: HttpRequest) -> HttpResponseBase:
        try:
            return answer(request)
        finally:
            for name in ("user", "auser"):
                vars(request).pop(name, None)

    return untied


def body_limit(answer: Answer) -> Answer:
    """Refuses by the announced length, before a byte is read. A body without a length is read as empty."""

    def limited(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if not length.isdecimal() or int(length[:20]) > limit:
            return refused(Refusal("batch.too_large", limit=limit), request)
        return answer(request)

    return limited


class CsrfForSessions(CsrfViewMiddleware):
    """Django's own check, wherever the browser's cookie would speak for the person without being asked.

    Not for a caller with an Authorization header: the session is then not looked at. Not for public routes:
    they act for nobody, and take JSON only, which another site's form cannot send.
    """

    def process_view(
        self, request: HttpRequest, callback: Any, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Any:
        if "Authorization" in request.headers:
            return None
        if isinstance(callback, View):
            route = callback.route_for(request.method)
            if route is None or route.verb == PUBLIC:
                return None
        return super().process_view(request, callback, tuple(args), dict(kwargs))
