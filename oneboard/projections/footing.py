"""Footing (立足点): the posts that members hold and the ground under places, as the writer's transaction sees them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from oneboard.access.actor import within
from oneboard.foundation.rows import Query, Statement, Transaction, both, keys
from oneboard.projections.personnel import POSTS
from oneboard.projections.territory import GROUNDS

_POSTS_HELD: Final = Statement(
    *(
        "SELECT CAST(post.member AS text), CAST(post.id AS text), post.place, post.begins, "  # noqa: S608
        "post.ends, ground.path FROM projections_post post LEFT JOIN projections_ground ground "
        f"ON ground.place = post.place AND ground.covers = 1 WHERE {among}"
        for among in POSTS.among("member")
    )
)
_GROUNDS: Final = GROUNDS.fetch("place")
_HEIRS: Final = both("SELECT id, heir FROM projections_place WHERE heir IS NOT NULL")


class Held(NamedTuple):
    """A post. `grounds`: the dotted paths that its place covers now."""

    id: str
    place: str
    begins: int
    ends: int | None
    grounds: tuple[str, ...]

    def in_force(self, at: int) -> bool:
        return self.begins <= at and (self.ends is None or at < self.ends)


class Ground(NamedTuple):
    """`paths`: where places lie, dotted. `heirs`: the grids that merged ones became."""

    paths: Mapping[str, Sequence[str]]
    heirs: Mapping[str, str]

    def is_held(self, place: str, posts: Iterable[Held], said: str) -> bool:
        """Whether these posts cover the place together, or it is what one of theirs, or the place `said`, became."""
        posts = list(posts)
        if any(place in self._line(own) for own in (said, *(post.place for post in posts))):
            return True
        grounds = [ground for post in posts for ground in post.grounds]
        paths = self.paths.get(place, ())
        return bool(paths) and all(any(within(path, ground) for ground in grounds) for path in paths)

    def above(self, place: str, others: Iterable[str]) -> str | None:
        """The lowest place that covers it and all these others."""
        paths = [path.split(".") for one in (place, *others) for path in self.paths.get(one, ())]
        shared = list(takewhile(lambda at: len(set(at)) == 1, zip(*paths, strict=False)))
        return shared[-1][0] if shared else None

    def _line(self, place: str) -> Iterable[str]:
        while place:
            yield place
            place = self.heirs.get(place, "")


def held_by(transaction: Transaction, members: Iterable[str]) -> dict[str, list[Held]]:
    """Every post that each of them ever held."""
    [records] = transaction.ask(Query(_POSTS_HELD, (keys(sorted(members)),)))
    posts: dict[str, dict[str, Held]] = {}
    for member, id_, place, begins, ends, path in records:
        known = posts.setdefault(member, {}).get(id_)
        grounds = (*(known.grounds if known else ()), *((path,) if path else ()))
        posts[member][id_] = Held(id_, place, begins, ends, grounds)
    return {member: list(held.values()) for member, held in posts.items()}


def lying_at(transaction: Transaction, places: Iterable[str]) -> Ground:
    grounds, heirs = transaction.ask(Query(_GROUNDS, (keys(sorted(places)),)), Query(_HEIRS))
    paths: dict[str, list[str]] = {}
    for row in GROUNDS.rows(grounds):
        paths.setdefault(row.place, []).append(row.path)
    return Ground(paths, dict(heirs))
