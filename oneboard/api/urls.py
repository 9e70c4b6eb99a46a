"""Every address of the table, each with the one view that answers it."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from django.urls import URLPattern, re_path

from oneboard.access.routes import Route
from oneboard.api.dispatch import Resolve, View
from oneboard.api.identity import actor_of
from oneboard.api.routes import all_routes

#: A segment of a path: unreserved characters (RFC 3986), and never `.` or `..`.
_SEGMENT: Final = r"(?P<\1>(?!\.{1,2}(?:/|\\Z))[A-Za-z0-9._~-]{1,128})"


def patterns(routes: Sequence[Route], resolve: Resolve) -> list[URLPattern]:
    def path(route: Route) -> str:
        return route.path

    by_path = groupby(sorted(routes, key=path), key=path)
    return [re_path(pattern_of(address), View(tuple(group), resolve)) for address, group in by_path]


def pattern_of(address: str) -> str:
    escaped = re.escape(address.removeprefix("/")).replace(r"\{", "{").replace(r"\}", "}")
    return rf"^{re.sub(r'{([a-z_]+)}', _SEGMENT, escaped)}\Z"


urlpatterns = patterns(all_routes(), actor_of)
handler400 = "oneboard.api.answers.bad_request"
handler404 = "oneboard.api.answers.not_found"
handler500 = "oneboard.api.answers.server_error"
