"""Outages: the store is away or full. Nobody's fault, and it passes; whoever asked is told to come back."""

import errno
import sqlite3
from typing import Final

import django.db
import psycopg

_SQLITE: Final = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOMEM,
}  # fmt: skip
_FILES: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE}


def is_outage(error: BaseException) -> bool:
    if isinstance(error, django.db.Error):
        return error.__cause__ is not None and is_outage(error.__cause__)
    if isinstance(error, sqlite3.Error):
        # The primary code is in the lowest byte of the extended one.
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE
    if isinstance(error, psycopg.Error):
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return isinstance(error, OSError) and error.errno in _FILES
