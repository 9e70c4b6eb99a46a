"""What is counted and how it is told, in Prometheus' own text form. Imported only where a node counts."""

import logging
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

_LOOPBACK: Final = "127.0.0.1"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_requests: Final = Counter("oneboard_requests", "Requests answered.", ("route", "method", "status"))
_seconds: Final = Histogram(
    "oneboard_request_seconds", "From a request's head to its answer's, seconds.", ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)  # fmt: skip

_log = logging.getLogger("oneboard.metrics")
_listening: Any = None


def count(route: str, method: str, status: int, seconds: float) -> None:
    _requests.labels(route, method if method in _METHODS else "other", str(status)).inc()
    _seconds.labels(route).observe(seconds)


def listen(port: int, *collectors: Collector) -> None:
    """One process of a node listens for all of them; when it ends, the one that takes its place does."""
    global _listening
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    for collector in collectors:
        registry.register(collector)
    try:
        _listening, _ = start_http_server(port, _LOOPBACK, registry)
    except OSError:
        _log.info("metrics are told by another process on port %s", port)


def hush() -> None:
    global _listening
    if _listening is not None:
        _listening.shutdown()
        _listening.server_close()
        _listening = None
