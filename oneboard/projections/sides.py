"""Two sides: one snapshot of what is live, and empty tables of the same shape to fold the journal into again.

`beside` makes them, each store in its own way.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import msgspec

from oneboard.foundation.rows import Record, Table
from oneboard.foundation.transactions import Store
from oneboard.projections.imprints import Imprint
from oneboard.projections.rows import ALL

Rows = Iterator[Record]

#: Indexes that only those who ask look into. The fold comes near them with a publication or an edition at most, and may
#: then read the whole table: the tables beside do without, which is a twentieth of what rebuilding them costs SQLite.
READERS: Final = frozenset(
    {
        "mark_list", "task_owed", "task_next", "task_assigned", "notice_role", "projections_find_hash_3482d874",
        "projections_find_hash_3482d874_like", "projections_text_words", "projections_blob_address_e5e95be1",
        "projections_blob_address_e5e95be1_like",
    }
)  # fmt: skip


class Sides(msgspec.Struct, frozen=True):
    """`lines(after, limit)`: the live journal's (seq, recorded_at, body). Rows come in the order of the table's key.

    `imprints()`: of every read model by its name, live and beside. `swap(seq)` puts the tables beside in the place of
    the live ones, in one transaction, unless the journal has gone on behind `seq`; it says whether it did.
    """

    beside: Store
    lines: Callable[[int, int], list[Record]]
    live_rows: Callable[[Table[Any]], Rows]
    rows_beside: Callable[[Table[Any]], Rows]
    imprints: Callable[[], Mapping[str, tuple[Imprint, Imprint]]]
    swap: Callable[[int], bool]


def ordered(table: Table[Any], sql: str) -> str:
    return f"{sql} ORDER BY {', '.join(table.key)}"


def replacing(live: str, beside: str) -> Iterator[str]:
    """The statements that put one side's rows in the place of the other's."""
    for table in ALL:
        columns = ", ".join(table.columns)
        yield f"DELETE FROM {live}.{table.name}"  # noqa: S608  (names of ours)
        yield f"INSERT INTO {live}.{table.name} ({columns}) SELECT {columns} FROM {beside}.{table.name}"  # noqa: S608
