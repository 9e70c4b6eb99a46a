"""Set-based SQL: a table's statements are made once from its model, for both stores, and take many rows at a time.

Rows are msgspec structs whose fields are the model's columns, in the same order. SQLite takes them by `executemany`;
PostgreSQL takes them as one jsonb parameter, a list of lists, which costs the client a tenth of binding arrays and
the server half of what a list of objects does, and lets every statement of a group ride in one pipeline.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

import msgspec
from django.db import models

Row = TypeVar("Row", bound=msgspec.Struct)
Record = tuple[Any, ...]

_json = msgspec.json.Encoder()

#: What a column is in PostgreSQL, by the class of its field: the tables of the flow hold nothing else.
_POSTGRESQL_TYPES: Final = {
    "BigIntegerField": "bigint",
    "RowNumber": "bigint",
    "IntegerField": "integer",
    "TextField": "text",
    "KeyField": "text",
    "IdField": "uuid",
}


class Statement(NamedTuple):
    """One statement as each store writes it; `?` marks its parameters in both."""

    sqlite: str
    postgresql: str


class Query(NamedTuple):
    statement: Statement
    parameters: Sequence[Any] = ()


class Change(NamedTuple):
    """A statement with the rows it takes; nothing is sent for no rows."""

    statement: Statement
    rows: Sequence[msgspec.Struct]


def both(sql: str) -> Statement:
    return Statement(sql, sql)


class Transaction(Protocol):
    """One transaction of the writer: everything asked is read after the lock, everything told is written at once."""

    def ask(self, *queries: Query) -> list[list[Record]]: ...

    def tell(self, *changes: "Change | Query") -> None: ...


class Table(Generic[Row]):
    """The statements of one table. `key` names the columns that a conflict is judged by."""

    def __init__(self, model: type[models.Model], row: type[Row], key: tuple[str, ...]) -> None:
        self.name = model._meta.db_table
        self.row, self.key = row, key
        self.fields = {str(field.column): field for field in model._meta.local_concrete_fields}
        self.columns: tuple[str, ...] = tuple(self.fields)
        if row.__struct_fields__ != self.columns:
            raise TypeError(f"{row.__name__} has not the columns of {self.name}: {self.columns}")

    @cached_property
    def insert(self) -> Statement:
        return self._insert("")

    @cached_property
    def insert_new(self) -> Statement:
        return self._insert(f" ON CONFLICT ({', '.join(self.key)}) DO NOTHING")

    @cached_property
    def upsert(self) -> Statement:
        changed = ", ".join(f"{c} = excluded.{c}" for c in self.columns if c not in self.key)
        return self._insert(f" ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET {changed}")

    def add(self, *columns: str, least: Sequence[str] = (), most: Sequence[str] = ()) -> Statement:
        """Insert, or add to what stands there; of `least` and `most` the smaller and the larger stays."""
        added = [f"{column} = {self.name}.{column} + excluded.{column}" for column in columns]
        lite, post = (
            [f"{c} = {name}({self.name}.{c}, excluded.{c})" for name, some in named for c in some]
            for named in ((("min", least), ("max", most)), (("least", least), ("greatest", most)))
        )
        conflict = f" ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET "
        return Statement(
            self._insert(conflict + ", ".join([*added, *lite])).sqlite,
            self._insert(conflict + ", ".join([*added, *post])).postgresql,
        )

    def update(self, row: type[msgspec.Struct]) -> Statement:
        """Sets columns of rows that are there: `row` has those columns, and behind them the key's."""
        columns = row.__struct_fields__[: -len(self.key)]
        same = " AND ".join(f"{self.name}.{column} = {{}}" for column in self.key)
        lite = ", ".join(f"{c} = ?" for c in columns)
        post = ", ".join(f"{c} = r.{c}" for c in columns)
        return Statement(
            f"UPDATE {self.name} SET {lite} WHERE {same.format(*'?' * len(self.key))}",
            f"UPDATE {self.name} SET {post} FROM (SELECT {self._given(row.__struct_fields__)}) AS r "
            f"WHERE {same.format(*(f'r.{column}' for column in self.key))}",
        )

    @cached_property
    def everything(self) -> Statement:
        return self.where(both("true"))

    def among(self, *by: str) -> Statement:
        """The condition that the columns `by` equal one of the keys given: a JSON list (of lists, for several)."""
        if len(by) == 1:
            type_ = self._type(by[0])
            return Statement(
                f"{by[0]} IN (SELECT value FROM json_each(?))",
                f"{by[0]} = ANY(ARRAY(SELECT v::{type_} FROM jsonb_array_elements_text(?::jsonb) v))",
            )
        parts = ", ".join(f"json_extract(value, '$[{n}]')" for n in range(len(by)))
        cast = ", ".join(f"(v->>{n})::{self._type(column)}" for n, column in enumerate(by))
        return Statement(
            f"({', '.join(by)}) IN (SELECT {parts} FROM json_each(?))",
            f"({', '.join(by)}) IN (SELECT {cast} FROM jsonb_array_elements(?::jsonb) v)",
        )

    def fetch(self, *by: str) -> Statement:
        """The rows whose columns `by` are among the keys."""
        return self.where(self.among(*by))

    def remove(self, *by: str) -> Statement:
        """Takes out the rows whose columns `by` are among the keys."""
        return Statement(*(f"DELETE FROM {self.name} WHERE {condition}" for condition in self.among(*by)))

    def fetch_linked(self, own: str, other: "Table[Any]", link: str, by: str) -> Statement:
        """The rows whose column `own` is the `link` of a row of `other` whose `by` is among the keys."""
        inner = (
            f"{own} IN (SELECT {link} FROM {other.name} WHERE {condition})" for condition in other.among(by)
        )
        return self.where(Statement(*inner))

    def rows(self, records: Iterable[Record]) -> list[Row]:
        return [self.row(*record) for record in records]

    def of(self, one: models.Model) -> Row:
        """The row of an object of the model."""
        return self.row(*(getattr(one, str(field.attname)) for field in self.fields.values()))

    def where(self, condition: Statement) -> Statement:
        """The rows for which it holds, as `rows` takes them; an order may follow it."""
        plain = ", ".join(self.columns)
        as_text = ", ".join(f"{c}::text" if self._type(c) == "uuid" else c for c in self.columns)
        return Statement(
            f"SELECT {plain} FROM {self.name} WHERE {condition.sqlite}",
            f"SELECT {as_text} FROM {self.name} WHERE {condition.postgresql}",
        )

    def _type(self, column: str) -> str:
        return _POSTGRESQL_TYPES[type(self.fields[column]).__name__]

    def _insert(self, conflict: str) -> Statement:
        into = f"INSERT INTO {self.name} ({', '.join(self.columns)})"
        marks = ", ".join("?" * len(self.columns))
        return Statement(
            f"{into} VALUES ({marks}){conflict}",
            f"{into} SELECT {self._given(self.columns)}{conflict}",
        )

    def _given(self, columns: Sequence[str]) -> str:
        """What to select from the parameter so that each list in it is a row of these columns."""
        cast = ", ".join(f"(v->>{n})::{self._type(column)} AS {column}" for n, column in enumerate(columns))
        return f"{cast} FROM jsonb_array_elements(?::jsonb) v"


def keys(values: Iterable[object]) -> str:
    """The parameter of `Table.fetch`."""
    return _json.encode(list(values)).decode()
