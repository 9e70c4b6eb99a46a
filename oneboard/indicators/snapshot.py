"""A snapshot (快照): what is read inside belongs together, whatever is recorded meanwhile. Nothing is written in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

# Django's own transactions want SQLite's one writer from the start.
_BEGIN: Final = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


@contextmanager
def snapshot() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
