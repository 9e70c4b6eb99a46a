"""A day (一天) of a play, at the hours at which a centre looks: the clock, what phones send, what desks do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from oneboard.cli.play import orders
from oneboard.cli.play.calendar import at
from oneboard.cli.play.centre import Centre
from oneboard.cli.play.crews import Crews
from oneboard.cli.play.orders import Done
from oneboard.cli.play.phone import Sent
from oneboard.cli.play.scenes.all import SCENES, SEEN_TO
from oneboard.cli.play.scenes.scene import Stage
from oneboard.cli.play.tasks import Task
from oneboard.foundation.clock import iso


class Days:
    """`stages`: by scene. `most`: of a kind are settled at a desk in a day. `sent`: by all phones so far."""

    def __init__(self, centre: Centre, stages: Mapping[str, Stage], crews: Crews, most: int) -> None:
        self._centre, self._stages, self._crews, self._most = centre, stages, crews, most
        self.sent = Sent()
        self._trespasses: set[str] = set()

    def pass_day(self, day: int) -> None:
        centre = self._centre
        centre.set_clock(at(day, 8, 5))
        again = self._decide()
        self._settle_quarantine()
        late = [
            *self._owed("daily_report", "to_report", before=day),
            *centre.tasks("daily_report", "returned"),
        ]
        centre.set_clock(at(day, 11, 40))
        self._do(orders.Morning(day, centre.now, late))
        self._at_desks("midday", day)
        centre.set_clock(at(day, 16, 30))
        reports = list(self._owed("daily_report", "to_report", since=day))
        centre.expect_for(reports, day)
        self._do(orders.Afternoon(day, centre.now, reports))
        self._at_desks("afternoon", day)
        centre.set_clock(at(day, 20, 30))
        opened = [
            task
            for name, one in SEEN_TO.items()
            for task in centre.tasks(name, one.state, self._most if one.most is None else one.most)
        ]
        told = self._do(orders.Evening(day, centre.now, again, opened))
        self._trespasses.update(entry for done in told for entry in done.trespasses)
        self._merge([pair for done in told for pair in done.doubles])
        centre.set_clock(at(day, 21, 30))
        self._at_desks("close", day)

    def _at_desks(self, when: Literal["midday", "afternoon", "close"], day: int) -> None:
        for scene in SCENES:
            getattr(scene, when)(self._stages[scene.name], day)

    def _do(self, order: orders.Order) -> list[Done]:
        told = self._crews.do(order)
        for done in told:
            self.sent.add(done.sent)
        return told

    def _owed(
        self, name: str, state: str, *, since: int | None = None, before: int | None = None
    ) -> Iterator[Task]:
        """Those that entered the state on a day or later, or on the day before one."""
        for task in self._centre.tasks(name, state):
            if since is not None and task.since >= iso(at(since, 0)):
                yield task
            if before is not None and iso(at(before - 1, 0)) <= task.since < iso(at(before, 0)):
                yield task

    def _decide(self) -> list[str]:
        """Whom a dispatcher lets be asked once more; the tasks."""
        again, centre = [], self._centre
        for state in ("undecided", "refused"):
            for task in list(centre.tasks("household_visit", state, self._most)):
                once_more = centre.chance.happens(0.6)
                centre.take(task, "send_again" if once_more else "leave_it")
                again += [task.id] if once_more else []
        return again

    def _merge(self, pairs: Sequence[tuple[str, str]]) -> None:
        """What somebody registered twice is found by its door."""
        into = dict(pairs[: self._most])
        for subject, stays in into.items():
            self._centre.say(self._centre.officer, f"/subjects/{subject}/merge", into=stays)
        self._centre.done["merge"] += len(into)
        self._crews.do(orders.Merged(into))

    def _settle_quarantine(self) -> None:
        """Who only lent a hand next door is believed, mostly; what nobody can read is not."""
        centre, recorded = self._centre, []
        for kept in centre.officer.read("/quarantine"):
            known = kept["entry"] in self._trespasses
            believed = known and centre.chance.happens(0.8)
            reason = "accepted" if believed else "not_ours" if known else "unreadable"
            outcome = "recorded" if believed else "dismissed"
            centre.say(centre.officer, f"/quarantine/{kept['kept']}", outcome=outcome, reason=reason)
            recorded += [kept["entry"]] if believed else []
            centre.done[f"quarantine {outcome}"] += 1
        self._crews.do(orders.Settled(recorded))
