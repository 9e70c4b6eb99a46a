"""Conditions (条件) of statements that are put together from parts: the words of SQL, and the values bound to them."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.db import connection

from oneboard.foundation.rows import keys

_AMONG: Final = {"sqlite": "IN (SELECT value FROM json_each(%s))", "postgresql": "= ANY(%s)"}


class Condition(NamedTuple):
    sql: str
    parameters: tuple[Any, ...] = ()

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"{self.sql} AND {other.sql}", (*self.parameters, *other.parameters))


ANYWHERE: Final = Condition("1 = 1")


def among(column: str, values: Iterable[str]) -> Condition:
    """In one parameter, however many values there are."""
    given = list(values)
    parameter: Any = keys(given) if connection.vendor == "sqlite" else given
    return Condition(f"{column} {_AMONG[connection.vendor]}", (parameter,))
