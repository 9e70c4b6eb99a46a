"""Metrics (运行指标) of a node for a Prometheus on its own machine: requests, the journal, and what waits for a person.

They are told on loopback only, on a port of their own, and name neither a person nor a place nor a device. Every
process of the node counts into files of one folder, and whichever is asked adds them up.
"""

import os
import shutil
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeAlias

from django.http import HttpRequest, HttpResponseBase

from oneboard.api.dispatch import View

Answer: TypeAlias = Callable[[HttpRequest], HttpResponseBase]

_FOLDER: Final = "metrics"
_WHERE: Final = "PROMETHEUS_MULTIPROC_DIR"

#: What counts, once this process does.
_exposition: Any = None


def clear(home: Path) -> None:
    """Before the first process of a node: counts begin at zero with it."""
    shutil.rmtree(home / _FOLDER, ignore_errors=True)


def start(home: Path, port: int) -> None:
    """In each process that answers requests; with port 0 nothing is counted, nor told."""
    global _exposition
    if not port:
        return
    folder = home / _FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The library decides at its import into which folder a process counts, and that is for good.
    os.environ.setdefault(_WHERE, str(folder))
    _exposition = import_module("oneboard.api.exposition")
    _exposition.listen(port, import_module("oneboard.api.node_state").NodeState(home))


def stop() -> None:
    global _exposition
    if _exposition is not None:
        _exposition.hush()
        _exposition = None


def measured(answer: Answer) -> Answer:
    """Counts each request by its route, never by its address, which may name a subject."""

    def counted(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = answer(request)
        if _exposition is not None:
            seconds = time.perf_counter() - began
            _exposition.count(_route_of(request), request.method or "", response.status_code, seconds)
        return response

    return counted


def _route_of(request: HttpRequest) -> str:
    view = request.resolver_match.func if request.resolver_match else None
    route = view.route_for(request.method) if isinstance(view, View) else None
    return route.path if route else "none"
