"""Model fields that both stores keep at their best and Python sees as one type."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

# Generic to the type checker only.
if TYPE_CHECKING:
    _Field = models.Field[str, str]
    _TextField = models.TextField[str, str]
    _BigIntegerField = models.BigIntegerField[int, int]
else:
    _Field, _TextField, _BigIntegerField = models.Field, models.TextField, models.BigIntegerField


class IdField(_Field):
    """An id: 36 characters of text in Python, `uuid` in PostgreSQL, text in SQLite."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "uuid" if connection.vendor == "postgresql" else "text"

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        return None if value is None else str(value)

    def to_python(self, value: Any) -> str | None:
        return None if value is None else str(value)


class KeyField(_TextField):
    """Text that is compared byte by byte on both stores: codes, paths, names of indicators."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return 'text COLLATE "C"' if connection.vendor == "postgresql" else "text"

    def get_internal_type(self) -> str:
        return "TextField"


class RowNumber(_BigIntegerField):
    """A primary key that is SQLite's own row number: it needs no index, and one beside the table can point by it."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "bigint" if connection.vendor == "postgresql" else "integer"

    def get_internal_type(self) -> str:
        return "BigIntegerField"


# The same where the value may be absent; only the type checker sees a difference.
if TYPE_CHECKING:
    OptionalId = models.Field[str | None, str | None]
    OptionalKey = models.TextField[str | None, str | None]
else:
    OptionalId, OptionalKey = IdField, KeyField
