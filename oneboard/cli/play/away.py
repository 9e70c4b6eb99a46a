"""A crew in a process of its own: an order a line comes in, and what it came to goes out.

python -m oneboard.cli.play.away HOST PORT
"""

import sys

import msgspec

from oneboard.cli.play.crew import Crew
from oneboard.cli.play.door import HttpDoor
from oneboard.cli.play.orders import Order


def main(host: str, port: int) -> None:
    crew = Crew(HttpDoor(host, port))
    read = msgspec.json.Decoder(Order)
    while line := sys.stdin.buffer.readline():
        sys.stdout.buffer.write(msgspec.json.encode(crew.do(read.decode(line))) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
