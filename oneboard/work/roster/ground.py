"""Which place and which unit a row means, within the ground of whoever brings the roster."""

from collections.abc import Iterable

from oneboard.access.actor import Actor, within
from oneboard.access.policy import areas, verdict
from oneboard.access.roles import roles
from oneboard.projections.grounds import seen
from oneboard.projections.personnel import MemberRow, UnitRow
from oneboard.projections.roster import Standing
from oneboard.work.roster.rows import Faulty, Person, titles

#: Candidates that a fault names.
_NAMED = 5


class Ground:
    """What is out of sight is answered like what is not there."""

    def __init__(self, actor: Actor, standing: Standing) -> None:
        self._actor, self._standing = actor, standing

    def place(self, called: str) -> tuple[str, str]:
        """The id and path of a place in force where work goes on. Raises Faulty."""
        named = self._standing.places_called(called)
        known = {id_: path for id_, path in named.items() if seen(self._actor, path)}
        if called in known:
            known = {called: known[called]}
        elif not known:
            raise self._missing(called)
        open_ = {id_: path for id_, path in known.items() if self._standing.closed(id_) is None}
        if not open_:
            became = {grid for id_ in known for grid in self._standing.closed(id_) or ()}
            raise Faulty("place", "place.closed", place=called, ids=_some(became))
        if len(open_) > 1:
            raise Faulty("place", "place.several", place=called, ids=_some(open_))
        return next(iter(open_.items()))

    def _missing(self, called: str) -> Faulty:
        paths = self._standing.paths_of(called)
        if paths and all(seen(self._actor, path) for path in paths):
            now = _some(path.rpartition(".")[2] for path in paths)
            return Faulty("place", "place.gone", place=called, ids=now)
        return Faulty("place", "place.unknown", place=called)

    def unit(self, person: Person, path: str) -> UnitRow | None:
        """Of several of one name, the one that lies above the row's place. Raises Faulty."""
        mine = [unit for unit in self._standing.units_called(person.unit) if self._manages(unit)]
        if len(mine) > 1:
            mine = [unit for unit in mine if self._above(unit.place, path)] or mine
        if len(mine) > 1:
            raise Faulty("unit", "unit.several", unit=person.unit, ids=_some(unit.id for unit in mine))
        return mine[0] if mine else None

    def top(self, path: str) -> str:
        """Where a new unit stands: at the top of the actor's ground. Raises Faulty."""
        for area in areas(self._actor, "unit.manage"):
            if within(path, area):
                return area.rpartition(".")[2]
        raise Faulty("unit", "unit.not_permitted")

    def grantable(self, path: str) -> str:
        """The titles of the roles that the actor may appoint to there."""
        mine = [grant.role for grant in self._actor.grants if grant.covers(path)]
        granted = {
            name for role in mine if "post.appoint" in roles()[role].verbs for name in roles()[role].grants
        }
        return titles(name for name in roles() if name in granted)

    def holds(self, verb: str, place: str) -> bool:
        """On all of the place's ground."""
        paths = self._standing.paths_of(place)
        return bool(paths) and all(verdict(self._actor, verb, path).allowed for path in paths)

    def manages(self, member: MemberRow, now_ms: int) -> bool:
        """By the unit that gave the number, by where the person was registered, or by a post held or to come."""
        units = self._standing.units_called(member.unit or "")
        held = self._standing.posts_of(member.id, now_ms)
        places = [*(unit.place for unit in units), member.place, *(post.place for post in held)]
        return any(self.holds("member.manage", place) for place in places)

    def _manages(self, unit: UnitRow) -> bool:
        return self.holds("member.manage", unit.place)

    def _above(self, place: str, path: str) -> bool:
        return any(within(path, ground) for ground in self._standing.paths_of(place))


def _some(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids)[:_NAMED])
