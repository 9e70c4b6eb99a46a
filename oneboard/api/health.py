"""Whether the node lives, and whether it can answer; anyone may ask, and learns no more than that."""

from typing import Literal

import msgspec
from django.db import DatabaseError, connection

from oneboard import __version__
from oneboard.access.routes import Call, Route
from oneboard.access.verbs import PUBLIC
from oneboard.foundation.errors import Refusal


class Health(msgspec.Struct, frozen=True):
    status: Literal["ok"]
    version: str


def health(call: Call[None, None, None]) -> Health:
    return Health("ok", __version__)


def ready(call: Call[None, None, None]) -> Health:
    """Raises Refusal journal.stopped while the store does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        raise Refusal("journal.stopped") from error
    return Health("ok", __version__)


ROUTES = (
    Route("GET", "/health", PUBLIC, None, Health, health, "The process lives."),
    Route("GET", "/ready", PUBLIC, None, Health, ready, "The node can answer.", refuses=("journal.stopped",)),
)
