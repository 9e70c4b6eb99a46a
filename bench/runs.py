"""One run of a node under load: orders to the phones, what each cost, and the proof that nothing was made up."""

import msgspec

from bench.figures import progress
from bench.phones import Order, Sent
from bench.plan import Plan
from bench.servers import Phones, Server
from bench.sites import Site


class Unsound(Exception):
    """The run cannot be believed; the text says why."""


class Window(msgspec.Struct, frozen=True):
    """`at`: entries in the journal when it ended. `cpu`: µs an entry, server and database together."""

    at: int
    sent: Sent
    cpu: float

    @property
    def rate(self) -> float:
        return self.sent.recorded / self.sent.seconds


class Run:
    """What has been recorded so far, by the phones' own count."""

    def __init__(self, site: Site, plan: Plan) -> None:
        self.site, self.plan = site, plan
        self.founding = site.number("SELECT count(*) FROM journal_line")
        self.recorded = {"register": 0, "visit": 0}

    @property
    def entries(self) -> int:
        return self.founding + sum(self.recorded.values())

    def load(self, server: Server, phones: Phones, order: Order) -> Window:
        """Raises Unsound when an entry was not recorded."""
        ready = phones.prepare(order)
        before = server.cpu_seconds()
        sent = phones.send()
        used = server.cpu_seconds() - before
        self.recorded[order.sort] += sent.recorded
        if sent.odd:
            raise Unsound(f"not all of a batch was recorded: {sent.odd[0]}")
        window = Window(self.entries, sent, used / sent.recorded * 1e6)
        progress(
            f"  {order.sort:8} {sent.recorded:7,} entries of {ready.bytes // (ready.batches * order.entries)} bytes"
            f"  {window.rate:7,.0f}/s  {window.cpu:5.0f} µs CPU  p50 {sent.p50_ms:.0f} ms, p95 {sent.p95_ms:.0f} ms"
            f"  phones {sent.cpu_seconds / sent.recorded * 1e6:.1f} µs  {server.resident_mb():.0f} MB"
            f"  → {window.at:,}" + (f"  (told to wait: {sent.busy} times)" if sent.busy else "")
        )
        return window

    def window(self, server: Server, phones: Phones, at: int = 0) -> Window:
        """Visits from the 64 phones, measured around the moment when the journal has `at` entries."""
        plan = self.plan
        self._order(server, phones, "register", plan.phones, plan.warm_up + plan.rounds)
        self.fill(server, phones, at - plan.window // 2 - plan.phones * plan.warm_up * plan.batch)
        if plan.warm_up:
            self._order(server, phones, "visit", plan.phones, plan.warm_up)
        return self._order(server, phones, "visit", plan.phones, plan.rounds)

    def burst(self, server: Server, phones: Phones) -> Window:
        """One batch from every phone of the city, as fast as they come."""
        self._order(server, phones, "register", self.plan.grids, 1)
        return self._order(server, phones, "visit", self.plan.grids, 1)

    def fill(self, server: Server, phones: Phones, up_to: int) -> None:
        """Through the same door: each household is registered and visited once."""
        while (lacking := (up_to - self.entries) // (2 * self.plan.batch)) > 0:
            number = min(lacking, self.plan.grids)
            self._order(server, phones, "register", number, 1)
            self._order(server, phones, "visit", number, 1)

    def verify(self) -> None:
        """What was acknowledged is in the journal and in the read models. Raises Unsound."""
        counted = {
            "the journal": ("SELECT count(*), max(seq) FROM journal_line", self.entries),
            "the households": ("SELECT count(*), count(*) FROM projections_subject", self.recorded["register"]),
            "the steps": ("SELECT count(*), count(*) FROM projections_step", self.recorded["visit"]),
            "the visited tasks": (
                "SELECT count(*), count(*) FROM projections_task WHERE state = 'visited'", self.recorded["visit"]
            ),
        }  # fmt: skip
        for what, (sql, acknowledged) in counted.items():
            [found] = self.site.ask(sql)
            # The clock may have said something of its own meanwhile, in the journal only.
            least, most = acknowledged, acknowledged + (100 if what == "the journal" else 0)
            if not all(least <= number <= most for number in found):
                raise Unsound(f"{what}: {tuple(found)} where {acknowledged} were acknowledged")
        progress(f"  verified: all {self.entries:,} acknowledged entries are there")

    def _order(self, server: Server, phones: Phones, sort: str, number: int, batches: int) -> Window:
        return self.load(server, phones, Order(sort, number, batches, self.plan.batch))
