"""Beside: where a node's read models can be built anew while the live ones go on serving."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from oneboard.projections.beside_postgresql import in_postgresql
from oneboard.projections.beside_sqlite import in_sqlite
from oneboard.projections.sides import Sides


@contextmanager
def sides(home: Path) -> Iterator[Sides]:
    """The tables beside are gone at the end."""
    with in_sqlite(home) if connection.vendor == "sqlite" else in_postgresql() as both:
        yield both
