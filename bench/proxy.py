"""A line to the database that is 2 ms long: a TCP proxy that holds every chunk for 1 ms each way, and no bandwidth.

python -m bench.proxy PORT      # of the database; prints its own port, and ends with its standard input
"""

import asyncio
import sys

ONE_WAY_S = 0.001


class End(asyncio.Protocol):
    """One of the two ends: what comes in here goes out at the other, a millisecond later."""

    def __init__(self) -> None:
        self.other: End | None = None
        self.transport: asyncio.Transport | None = None
        self._early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        for data in self._early:
            transport.write(data)

    def data_received(self, data: bytes) -> None:
        if self.other:
            asyncio.get_running_loop().call_later(ONE_WAY_S, self.other.deliver, data)

    def connection_lost(self, error: Exception | None) -> None:
        if self.other and self.other.transport:
            self.other.transport.close()

    def deliver(self, data: bytes) -> None:
        if self.transport is None:
            self._early.append(data)
        else:
            self.transport.write(data)


class Entrance(End):
    """The end that the server under test connects to."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        exit_ = self.other = End()
        exit_.other = self
        super().connection_made(transport)
        loop = asyncio.get_running_loop()
        connecting = loop.create_connection(lambda: exit_, "127.0.0.1", self._port)
        self._connecting = asyncio.ensure_future(connecting)


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Entrance(port), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
