"""What each row of a roster comes to, one after the other.

A member is recognised by the staff number in the unit, else by telephone and name; a post by unit, place and role. What
is not in a row stays as it is: an import registers, changes and appoints, and ends a post only where the row says on
which day.
"""

from collections.abc import Iterable, Sequence

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.policy import appointment
from oneboard.foundation.canonical import Value
from oneboard.foundation.ids import derived_id
from oneboard.playbooks.findable import normal
from oneboard.projections.personnel import MemberRow, PostRow, UnitRow
from oneboard.projections.roster import Standing
from oneboard.vocabulary.facts import Fact
from oneboard.vocabulary.people import (
    MemberChanged,
    MemberRegistered,
    PostAppointed,
    PostEnded,
    UnitRegistered,
)
from oneboard.work.roster.ground import Ground
from oneboard.work.roster.repeats import Repeats, same
from oneboard.work.roster.rows import Faulty, Outcome, Person

Known = UnitRow | MemberRow | PostRow


class Said(msgspec.Struct, frozen=True):
    """One fact, what it is about, and the row that stands once it is recorded."""

    fact: Fact
    row: Known
    answers: dict[str, str] = {}

    @property
    def values(self) -> dict[str, Value]:
        return {path: value for path, value in self.answers.items() if value}


class Plan:
    """Rows are taken in their order, each on what those before it said, and whole or not at all.

    `command` makes the new ids. `new_units`: whether a unit or squad that nobody knows is registered, or a fault.
    """

    def __init__(self, actor: Actor, standing: Standing, command: str, now_ms: int, new_units: bool) -> None:
        self._actor, self._standing, self._command, self._now = actor, standing, command, now_ms
        self._ground, self._new_units = Ground(actor, standing), new_units
        self._repeats = Repeats()
        self.said: list[Said] = []

    def outcomes(self, people: Iterable[Person | Outcome]) -> list[Outcome]:
        """Of each row; those that could not be read have theirs already."""
        return [person if isinstance(person, Outcome) else self._take(person) for person in people]

    def _take(self, person: Person) -> Outcome:
        try:
            said = self._row(person)
        except Faulty as faulty:
            return Outcome("faulty", (faulty.fault,))
        for one in said:
            self._standing.put(one.row, one.answers)
        self.said += said
        if any(isinstance(one.fact, MemberRegistered) for one in said):
            return Outcome("new")
        return Outcome("changed" if said else "unchanged")

    def _row(self, person: Person) -> list[Said]:
        """Raises Faulty."""
        place, path = self._ground.place(person.place)
        unit, new_unit = self._unit(person, path)
        squad, new_squad = self._squad(person, unit)
        member, new_member = self._member(person, unit)
        posts = self._posts(person, member, squad.id, place, path)
        self._repeats.check(member, squad.id, place, person)
        return [*new_unit, *new_squad, *new_member, *posts]

    def _unit(self, person: Person, path: str) -> tuple[UnitRow, Sequence[Said]]:
        if (found := self._ground.unit(person, path)) is not None:
            return found, ()
        if not self._new_units:
            raise Faulty("unit", "unit.unknown", unit=person.unit)
        return self._registered(person, "unit", self._ground.top(path), None)

    def _squad(self, person: Person, unit: UnitRow) -> tuple[UnitRow, Sequence[Said]]:
        """The unit itself where the row names no squad."""
        if not person.squad:
            return unit, ()
        if (found := self._standing.squad(unit.id, person.squad)) is not None:
            return found, ()
        if not self._new_units:
            raise Faulty("squad", "squad.unknown", squad=person.squad, unit=unit.name)
        return self._registered(person, "squad", unit.place, unit.id)

    def _registered(
        self, person: Person, column: str, place: str, part_of: str | None
    ) -> tuple[UnitRow, Sequence[Said]]:
        if not self._ground.holds("unit.manage", place):
            raise Faulty(column, "unit.not_permitted")
        fact = UnitRegistered(name=getattr(person, column), squad=part_of is not None, part_of=part_of)
        row = UnitRow(self._id(person, column), fact.name, int(fact.squad), part_of, place, 0, 0)
        return row, [Said(fact, row)]

    def _member(self, person: Person, unit: UnitRow) -> tuple[str, Sequence[Said]]:
        """The member's id, with what the row says anew of him."""
        member = self._standing.member(unit.id, person.number) or self._with_phone(person, unit)
        if member is None:
            return self._joined(person, unit)
        known = self._standing.answers_of(member.id)
        now = {"name": person.name, "phone": person.phone or known.get("phone", "")}
        differing = [path for path, value in now.items() if not same(path, known.get(path, ""), value)]
        if len(differing) == len(now) and known.get("name"):
            # A slip in the number would else turn one person into another.
            raise Faulty("number", "number.other_person", number=person.number)
        return member.id, [Said(MemberChanged(), member, now)] if differing else ()

    def _with_phone(self, person: Person, unit: UnitRow) -> MemberRow | None:
        """Whoever has the row's telephone and its name: a telephone alone may be a family's. Raises Faulty."""
        found = [
            member
            for member in self._standing.with_phone(person.phone)
            if same("name", self._standing.answers_of(member.id).get("name", ""), person.name)
            and self._ground.manages(member, self._now)
        ]
        if len(found) > 1:
            ids = ", ".join(member.number or member.id for member in found[:5])
            raise Faulty("phone", "member.several", ids=ids)
        if found and person.number and found[0].unit == unit.id and found[0].number:
            raise Faulty("number", "number.known_as", known=found[0].number)
        return found[0] if found else None

    def _joined(self, person: Person, unit: UnitRow) -> tuple[str, Sequence[Said]]:
        if not person.number and normal("phone", person.phone) is None:
            raise Faulty("number", "number.missing")
        row = MemberRow(self._id(person, "member"), unit.place, unit.id, person.number or None, "", None, 0)
        fact = MemberRegistered(unit=unit.id, number=row.number)
        return row.id, [Said(fact, row, {"name": person.name, "phone": person.phone})]

    def _posts(self, person: Person, member: str, unit: str, place: str, path: str) -> list[Said]:
        held = self._standing.posts_of(member, self._now)
        same = [post for post in held if (post.unit, post.place, post.role) == (unit, place, person.role)]
        if not same:
            begins = self._now if person.begins is None else person.begins
            return [self._appointed(person, member, unit, place, path, begins)]
        if person.begins is not None and person.begins not in [post.begins for post in same]:
            raise Faulty("begins", "post.begins", day=self._standing.day(same[0].begins))
        if person.ends is None:
            return []
        return self._until(person, same, person.ends, path)

    def _until(self, person: Person, same: Sequence[PostRow], ends: int, path: str) -> list[Said]:
        """Posts that last too long end on that day; where all end before, another follows the last."""
        last = max(same, key=lambda post: (post.ends is None, post.ends or 0))
        if last.ends is not None and last.ends < ends:
            return [self._appointed(person, last.member, last.unit, last.place, path, last.ends)]
        long = [post for post in same if post.ends is None or post.ends > ends]
        if long:
            self._permit(person, last.member, path)
        return [self._ended(post, max(ends, post.begins)) for post in long]

    def _ended(self, post: PostRow, ends: int) -> Said:
        return Said(PostEnded(ends=ends, reason="relieved"), msgspec.structs.replace(post, ends=ends))

    def _appointed(self, person: Person, member: str, unit: str, place: str, path: str, begins: int) -> Said:
        if person.ends is not None and person.ends <= max(begins, self._now):
            raise Faulty("ends", "post.over")
        self._permit(person, member, path)
        fact = PostAppointed(member=member, unit=unit, role=person.role, begins=begins, ends=person.ends)
        id_ = self._id(person, "post")
        return Said(fact, PostRow(id_, member, unit, place, person.role, begins, person.ends, 0))

    def _permit(self, person: Person, member: str, path: str) -> None:
        held = [post.role for post in self._standing.posts_of(member, self._now)]
        found = appointment(self._actor, person.role, path, member, held)
        if not found.allowed:
            problem = found.why_key.replace("verdict.", "role.")
            raise Faulty("role", problem, grantable=self._ground.grantable(path))

    def _id(self, person: Person, part: str) -> str:
        return derived_id("roster", self._command, str(person.at), part)
