"""What is done to the node while phones talk to it. Each act leaves the node running again, or raises Stuck."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Final

from tests.postgres import Cluster
from tests.postgres_guard import free_port
from torture.node import ONEBOARD, OVERDUE_S, ROOT, Node

#: Seconds by which the node's clock is set off. Not by more than the 14 days that keys of positions live, from one
#: end to the other: they would expire, for good (docs/reliability.md).
CLOCK_OFFSETS: Final = (0, 0, -120, 120, -10_800, 10_800, -6 * 86_400, 6 * 86_400)

Act = Callable[[], None]


class Tormentor:
    """`kills` counts what was ended by `kill -9`; `done` every act; `faults` what the node did wrong meanwhile."""

    def __init__(self, node: Node, cluster: Cluster | None, rng: Random) -> None:
        self.node, self.cluster, self.rng = node, cluster, rng
        self.kills = 0
        self.done: Counter[str] = Counter()
        self.faults: list[str] = []
        self._deck: list[Act] = []

    def act(self) -> str:
        """One act from a shuffled deck, so that each kind comes round. Returns its name."""
        if not self._deck:
            self._deck = self._shuffled()
        act = self._deck.pop()
        name = act.__name__.strip("_").replace("_", " ")
        act()
        self.done[name] += 1
        return name

    def _shuffled(self) -> list[Act]:
        often: list[Act] = [self._kill_worker, self._kill_server]
        if self.cluster is not None:
            often += [self._kill_database, self._kill_server_and_database]
        once = [self._kill_parent, self._told_to_end, self._second_server, self._full_disk, self._wrong_clock]
        deck = often * (2 if self.cluster else 3) + once
        self.rng.shuffle(deck)
        return deck

    def _kill_worker(self) -> None:
        """The server makes another. If the last one died less than six seconds ago it gives up, for its supervisor."""
        self.node.kill_worker(self.rng)
        self.kills += 1
        time.sleep(0.2)
        self._until(lambda: self.node.has_ended() or self.node.is_up(), 30)
        if self.node.has_ended():
            self.done["server gave up"] += 1
            self._start_again()
        self.node.wait_until_up()

    def _kill_server(self) -> None:
        self.node.kill()
        self.kills += 1
        self._start_again()

    def _kill_parent(self) -> None:
        """What is left of a server without its parent must go by itself, or it keeps the pen from the next one."""
        workers = self.node.kill_parent()
        self.kills += 1
        gone = self._until(lambda: not any(_lives(pid) for pid in workers), 15)
        if not gone:
            self.faults.append("a worker outlived its server by 15 s and kept the pen")
        self.node.kill()
        self._start_again()

    def _kill_database(self) -> None:
        assert self.cluster
        self.cluster.crash()
        self.kills += 1
        time.sleep(self.rng.random() * 2)
        self.cluster.start()
        self.node.wait_until_up()

    def _kill_server_and_database(self) -> None:
        assert self.cluster
        self.node.kill()
        self.cluster.crash()
        self.kills += 1
        self.cluster.start()
        self._start_again()

    def _told_to_end(self) -> None:
        if doing := self.node.terminate():
            self.faults.append(f"a server that was told to end took longer than {OVERDUE_S} s: {doing}")
        self.node.kill()
        self._start_again()

    def _second_server(self) -> None:
        """It must refuse, plainly, on a port of its own too."""
        env = self.node.env | {"ONEBOARD_PORT": str(free_port())}
        second = subprocess.Popen([ONEBOARD, "serve"], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)  # fmt: skip
        try:
            said, _ = second.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            said = None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(second.pid, signal.SIGKILL)
            second.wait()
        if said is None or second.returncode != 1 or "running already" not in said:
            self.faults.append(f"a second server did not refuse plainly: {second.returncode} {said}")

    def _full_disk(self) -> None:
        self.node.fill_disk(self.rng.choice((0, 4096, 300_000, 2_000_000)))
        time.sleep(0.5 + self.rng.random() * 2)
        self.node.free_disk()

    def _wrong_clock(self) -> None:
        self.node.mislead(self.rng.choice(CLOCK_OFFSETS))

    def _start_again(self) -> None:
        self.node.start()
        self.node.wait_until_up()

    def _until(self, is_so: Callable[[], bool], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
