"""How the rows of a file go to the node: chunk by chunk, each a command of its own, sent again while it is busy."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

import msgspec

from oneboard.cli.call import Ask
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.imports.tables import TableRow

#: How often a command is sent to a node that is busy.
_TRIES: Final = 20

#: A row as its command says it.
Shape: TypeAlias = Callable[[TableRow], Mapping[str, object]]


class Stopped(Exception):
    """The node refused a chunk, with its text. What went before it is in; importing again goes on behind it."""


class Flaw(msgspec.Struct, frozen=True):
    column: str
    problem: str
    text: str
    right: str


class RowTold(msgspec.Struct, frozen=True):
    row: int
    result: str
    faults: tuple[Flaw, ...] = ()
    located: str = ""
    to_place: bool = False


class Told(msgspec.Struct, frozen=True):
    rows: list[RowTold]


class Sending:
    """One address, to which chunks go as commands of their own."""

    def __init__(self, ask: Ask, address: str, said: Mapping[str, object], shape: Shape) -> None:
        self._ask, self._address, self._said, self._shape = ask, address, said, shape

    def body(self, rows: Sequence[TableRow]) -> bytes:
        return msgspec.json.encode(
            {"id": new_id(now_ms()), **self._said, "rows": [self._shape(row) for row in rows]}
        )

    def send(self, body: bytes) -> list[RowTold]:
        """The same bytes again while the node is busy: what was recorded is not recorded twice. Raises Stopped."""
        for _ in range(_TRIES):
            status, answer = self._ask("POST", self._address, body)
            if status < 400:
                return msgspec.json.decode(answer, type=Told).rows
            refused = msgspec.json.decode(answer)
            if status not in (429, 503):
                break
            time.sleep(int(refused["fields"].get("seconds", 1)))
        raise Stopped(refused.get("text", refused["code"]))
