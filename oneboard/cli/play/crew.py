"""A crew (班组): the phones of some towns, with all that their holders do and the ledger of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any, Final

from oneboard.cli.play import orders
from oneboard.cli.play.carer import Carer
from oneboard.cli.play.door import Door
from oneboard.cli.play.leader import Leader
from oneboard.cli.play.ledger import Ledger
from oneboard.cli.play.orders import Done
from oneboard.cli.play.phone import Phone, Sent
from oneboard.cli.play.scenes.all import SCENES, SEEN_TO
from oneboard.cli.play.speaker import Speaker
from oneboard.cli.play.tasks import Task, see_to
from oneboard.cli.play.worker import Worker

#: Phones that speak at once.
LINES: Final = 32


class Crew:
    def __init__(self, door: Door, lines: int = LINES) -> None:
        self._door = door
        self._pool = ThreadPoolExecutor(lines) if lines > 1 else None
        self._ledger = Ledger()
        self._workers: dict[str, Worker] = {}
        self._leaders: dict[str, Leader] = {}
        self._carers: list[Carer] = []
        self._town_of: Mapping[str, str] = {}

    def do(self, order: orders.Order) -> Done:
        return _DOES[type(order)](self, order)

    def _muster(self, order: orders.Muster) -> Done:
        self._town_of = order.towns
        for identity in order.phones:
            speaker = Speaker(Phone(identity, order.seed), self._ledger, order.playbooks, order.campaigns)
            if identity.role == "squad_leader":
                self._leaders[identity.place] = Leader(speaker)
            else:
                self._workers[identity.place] = Worker(speaker)
        self._each(self._workers.values(), lambda worker: worker.pull(self._door, order.round))
        for workers in self._by_town().values():
            for worker, following in zip(workers, [*workers[1:], workers[0]], strict=True):
                worker.next = following
            self._isolate(workers[: order.isolated_per_town], order)
        return Done(sent=self._send(order.now, 0), persons=[carer.person for carer in self._carers])

    def _isolate(self, workers: Iterable[Worker], order: orders.Muster) -> None:
        for worker in workers:
            for home in islice(worker.homes.values(), 1):
                carer = Carer(worker.speaker)
                carer.register(home.subject, order.now)
                self._carers.append(carer)

    def _care(self, order: orders.Care) -> Done:
        for carer in self._carers:
            carer.begin(order.tasks[carer.person], order.day)
        return Done()

    def _morning(self, order: orders.Morning) -> Done:
        for carer in self._carers:
            carer.ask(order.day, 0)
        for leader, task in self._led(order.late):
            leader.report_late(task, order.day)
        return Done(sent=self._send(order.now, order.day))

    def _afternoon(self, order: orders.Afternoon) -> Done:
        for leader, task in self._led(order.reports):
            leader.report(task, order.day)
        return Done(sent=self._send(order.now, order.day, self._leaders.values()))

    def _evening(self, order: orders.Evening) -> Done:
        known = {task: worker for worker in self._workers.values() for task in worker.homes}
        for task in order.again:
            if task in known:
                known[task].again(task, order.day)
        for carer in self._carers:
            carer.ask(order.day, 1)
        for worker in self._workers.values():
            worker.work(order.day)
            for scene in SCENES:
                scene.notice(worker.speaker, order.day)
        seen_to: dict[Speaker, list[Task]] = defaultdict(list)
        for speaker, opened in self._seen_to(order.open):
            seen_to[speaker].append(opened)
        for speaker, tasks in seen_to.items():
            see_to(speaker, tasks, order.day)
        if order.day == 3:
            next(iter(self._workers.values())).phone.scrawl()
        sent = self._send(order.now, order.day)
        return Done(
            sent=sent, doubles=self._doubles(),
            trespasses=[entry for worker in self._workers.values() for entry in worker.trespasses],
        )  # fmt: skip

    def _doubles(self) -> list[tuple[str, str]]:
        """Those of which the node has heard."""
        found: list[tuple[str, str]] = []
        for worker in self._workers.values():
            if worker.doubles and not worker.phone.is_waiting:
                found += worker.doubles
                worker.doubles = []
        return found

    def _settled(self, order: orders.Settled) -> Done:
        for worker in self._workers.values():
            for entry in worker.trespasses.keys() & set(order.entries):
                self._ledger.hear(worker.trespasses.pop(entry))
        return Done()

    def _merged(self, order: orders.Merged) -> Done:
        self._ledger.merged |= order.into
        return Done()

    def _adopted(self, order: orders.Adopted) -> Done:
        self._town_of = order.towns
        return Done()

    def _count(self, order: orders.Count) -> Done:
        return Done(cells=[(*cell, n) for cell, n in self._ledger.cells().items()])

    def _led(self, tasks: Sequence[Task]) -> list[tuple[Leader, Task]]:
        """Those of this crew's towns."""
        towns = [(self._town_of.get(task.place, task.place), task) for task in tasks]
        return [(self._leaders[town], task) for town, task in towns if town in self._leaders]

    def _seen_to(self, tasks: Sequence[Task]) -> Iterator[tuple[Speaker, Task]]:
        """Those that are for somebody of this crew."""
        for leader, task in self._led([task for task in tasks if SEEN_TO[task.name].by == "squad_leader"]):
            yield leader.speaker, task
        for task in tasks:
            if SEEN_TO[task.name].by == "grid_worker" and task.place in self._workers:
                yield self._workers[task.place].speaker, task

    def _by_town(self) -> dict[str, list[Worker]]:
        found: dict[str, list[Worker]] = defaultdict(list)
        for grid, worker in self._workers.items():
            found[self._town_of[grid]].append(worker)
        return found

    def _send(self, now: int, day: int, speakers: Iterable[Any] | None = None) -> Sent:
        """What is kept on these phones, or on all."""
        speakers = [*self._workers.values(), *self._leaders.values()] if speakers is None else speakers
        phones = [one.speaker.phone for one in speakers]
        total = Sent()
        for sent in self._each(phones, lambda phone: phone.send(self._door, now, day)):
            total.add(sent)
        for entry in total.kept:
            self._ledger.forget(entry)
        return total

    def _each(self, some: Iterable[Any], act: Callable[[Any], Any]) -> list[Any]:
        return list(self._pool.map(act, some) if self._pool else map(act, some))


_DOES: Final[dict[type, Callable[[Crew, Any], Done]]] = {
    orders.Muster: Crew._muster, orders.Care: Crew._care, orders.Morning: Crew._morning,
    orders.Afternoon: Crew._afternoon, orders.Evening: Crew._evening, orders.Settled: Crew._settled,
    orders.Merged: Crew._merged, orders.Adopted: Crew._adopted, orders.Count: Crew._count,
}  # fmt: skip
