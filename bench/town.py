"""The town of a bench as its phones know it."""

import msgspec


class Phone(msgspec.Struct, frozen=True):
    """The phone of the one grid worker of a grid."""

    device: str
    token: str
    member: str
    post: str
    grid: str


class Town(msgspec.Struct, frozen=True):
    """`campaign`: every household of the town is to be visited."""

    campaign: str
    phones: list[Phone]
