"""Which place and which unit a row means, within the ground of whoever brings the roster."""

from oneboard.access.actor import Actor
from oneboard.access.policy import areas, verdict
from oneboard.access.roles import roles
from oneboard.projections.places import seen
from oneboard.projections.roster import Standing
from oneboard.projections.rows import UnitRow
from oneboard.work.roster.rows import Faulty, Person, titles

#: Candidates that a fault names.
_NAMED = 5


class Ground:
    """What is out of sight is answered like what is not there."""

    def __init__(self, actor: Actor, standing: Standing) -> None:
        self._actor, self._standing = actor, standing

    def place(self, person: Person) -> tuple[str, str]:
        """The place's id and path. Raises Faulty."""
        named = self._standing.places_called(person.place)
        known = {id_: path for id_, path in named.items() if seen(self._actor, path)}
        if person.place in known:
            return person.place, known[person.place]
        if not known:
            raise Faulty("place", "place.unknown", place=person.place)
        if len(known) > 1:
            raise Faulty("place", "place.several", place=person.place, ids=", ".join(sorted(known)[:_NAMED]))
        return next(iter(known.items()))

    def unit(self, person: Person, path: str) -> UnitRow | None:
        """Of several of one name, the one that lies above the row's place. Raises Faulty."""
        mine = [unit for unit in self._standing.units_called(person.unit) if self._manages(unit)]
        if len(mine) > 1:
            above = path.split(".")
            mine = [unit for unit in mine if unit.place in above] or mine
        if len(mine) > 1:
            ids = ", ".join(sorted(unit.id for unit in mine)[:_NAMED])
            raise Faulty("unit", "unit.several", unit=person.unit, ids=ids)
        return mine[0] if mine else None

    def top(self, path: str) -> str:
        """Where a new unit stands: at the top of the actor's ground. Raises Faulty."""
        for area in areas(self._actor, "unit.manage"):
            if path == area or path.startswith(area + "."):
                return area.rpartition(".")[2]
        raise Faulty("unit", "unit.not_permitted")

    def grantable(self, path: str) -> str:
        """The titles of the roles that the actor may appoint to there."""
        mine = [grant.role for grant in self._actor.grants if grant.covers(path)]
        granted = {
            name for role in mine if "post.appoint" in roles()[role].verbs for name in roles()[role].grants
        }
        return titles(name for name in roles() if name in granted)

    def _manages(self, unit: UnitRow) -> bool:
        return verdict(self._actor, "member.manage", self._standing.path_of(unit.place)).allowed
