"""What earlier rows of a chunk said of a member and of a post: a later one may add to it or say it again, and no more.

Else each import of the same file would change it one way and back.
"""

from oneboard.playbooks.findable import normal
from oneboard.work.roster.rows import Faulty, Person


class Repeats:
    """The first row that spoke of each, and of its telephone and its end."""

    def __init__(self) -> None:
        self._members: dict[str, Person] = {}
        self._posts: dict[tuple[str, ...], Person] = {}

    def check(self, member: str, unit: str, place: str, person: Person) -> None:
        """Raises Faulty for a row that contradicts an earlier one; keeps any other."""
        first = self._members.get(member, person)
        for path in ("name", "phone"):
            known, said = getattr(first, path), getattr(person, path)
            if known and said and not same(path, known, said):
                raise Faulty(path, "member.twice", row=str(first.row))
        key = (member, unit, place, person.role)
        post = self._posts.get(key, person)
        if post.ends is not None and person.ends is not None and post.ends != person.ends:
            raise Faulty("ends", "post.twice", row=str(post.row))
        self._members[member] = first if first.phone else person
        self._posts[key] = person if post.ends is None else post


def same(path: str, known: str, said: str) -> bool:
    """Blanks, a country's number or an unlike writing of one name make no other person."""
    return known == said or (bool(known) and bool(said) and normal(path, known) == normal(path, said))
