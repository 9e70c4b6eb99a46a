"""What goes over the local socket, a line of JSON each way; whoever only asks loads no routes for it."""

from typing import Final

import msgspec

SOCKET: Final = "local.sock"


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`account`: the username to act as; `body`: base64."""

    account: str
    method: str
    path: str
    query: str = ""
    body: str = ""
    headers: dict[str, str] = {}


class Answered(msgspec.Struct, frozen=True):
    status: int
    body: str
