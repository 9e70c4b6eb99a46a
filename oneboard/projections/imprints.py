"""Imprints: what tells whether two tables of SQLite have the same rows, taken in processes of their own.

    python -m oneboard.projections.imprints FILE      # a statement a line in, an Imprint a line out

Reading and hashing the tables takes a fifth as long as building them, and the machine has another core.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import msgspec

_encode = msgspec.msgpack.Encoder().encode


class Imprint(NamedTuple):
    """How many rows, and the sum of their hashes under a key of this replay: in whatever order they come, the same
    for the same rows and, but for one case in 2⁶⁴, for no others."""

    number: int
    total: int


class Imprinter:
    """A process that reads one file and takes imprints, one after the other."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin and process.stdout
        self._in, self._out = process.stdin, process.stdout

    def want(self, *statements: str) -> None:
        self._in.write("".join(f"{statement}\n" for statement in statements).encode())
        self._in.flush()

    def take(self) -> Imprint:
        """Of the next statement wanted, in their order."""
        return msgspec.json.decode(self._out.readline(), type=Imprint)


@contextmanager
def imprinter(file: str, seed: str) -> Iterator[Imprinter]:
    """Those of one `seed` give comparable imprints."""
    # Python's own hash of bytes is keyed by the seed, and several times faster than any of hashlib.
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", __name__, file]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield Imprinter(process)
        finally:
            process.kill()


def imprint(connection: sqlite3.Connection, statement: str) -> Imprint:
    number = total = 0
    rows = connection.execute(statement)
    while some := rows.fetchmany(10_000):
        number += len(some)
        total += sum(map(hash, map(_encode, some)))
    return Imprint(number, total)


def main(file: str) -> None:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(msgspec.json.encode(imprint(connection, line.decode())) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1])
