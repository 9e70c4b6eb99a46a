"""Reforms: what desks do to the territory while a story is told, made up from what stands there at that moment."""

from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

import msgspec
from hypothesis import strategies as st

from oneboard.foundation.canonical import canonical
from oneboard.foundation.clock import moment
from oneboard.foundation.rows import Query
from oneboard.projections.territory import PLACES, PlaceRow
from oneboard.recorder.preparation import Candidate
from oneboard.vocabulary.editions import Edition, EditionAdopted, EditionPlace
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from oneboard.vocabulary.places import (
    DEPTH,
    LEAVES,
    NewGrid,
    PlaceMerged,
    PlaceMoved,
    PlaceRegistered,
    PlaceRenamed,
    PlaceSplit,
)
from tests.contract.said import RECEIVED, Said, ident
from tests.contract.stage import Rehearsal

ROOT: Final = "5117"


class Reform(NamedTuple):
    """`seed`: of the choices it makes among the places that there are then. `number`: for its ids."""

    sort: str
    seed: int
    number: int = 0


reforms = st.builds(
    Reform,
    st.sampled_from(("adopt", "adopt", "split", "merge", "move", "rename", "register")),
    st.integers(0, 10_000),
)


@st.composite
def reformed(draw: st.DrawFn, story: st.SearchStrategy[list[Said]]) -> list[Said | Reform]:
    """A story with up to five reforms in its midst."""
    told: list[Said | Reform] = list(draw(story))
    for number, reform in enumerate(draw(st.lists(reforms, min_size=1, max_size=5))):
        told.insert(draw(st.integers(0, len(told))), reform._replace(number=number))
    return told


class Made(NamedTuple):
    """What a reform came to: its fact, and the entry's place."""

    fact: msgspec.Struct
    place: str
    edition: Edition | None = None


def carry_out(rehearsal: Rehearsal, reform: Reform) -> Made | None:
    """None where there is nothing that it could be done to."""
    [records] = rehearsal.transaction.ask(Query(PLACES.everything))
    places = {row.id: row for row in sorted(PLACES.rows(records), key=lambda row: row.path)}
    made = _made(reform, places, Random(reform.seed), rehearsal)
    if made is not None:
        order(rehearsal, made.fact, made.place, reform.number)
    return made


def order(rehearsal: Rehearsal, fact: msgspec.Struct, place: str, number: int) -> None:
    """A desk says it."""
    submission = Submission(
        id=ident("reform", number), kind=fact.kind, actor=ActorRef("node"), device=NODE,
        device_seq=0, happened_at=moment(RECEIVED), place=place, fact=msgspec.Raw(msgspec.json.encode(fact)),
    )  # fmt: skip
    rehearsal.command(rehearsal.prepared([Candidate(submission, RECEIVED)]))


def _made(reform: Reform, places: dict[str, PlaceRow], rng: Random, rehearsal: Rehearsal) -> Made | None:
    n = reform.number
    grids = [row.id for row in places.values() if row.level in LEAVES and not row.closed]
    above = [row.id for row in places.values() if row.level not in LEAVES]
    match reform.sort:
        case "adopt":
            edition = random_edition(n, places, rng)
            blob = rehearsal.pen.blobs.put(canonical(edition))
            return Made(EditionAdopted(edition=edition.edition, title="x", valid_from="2020-06-30", blob=blob),
                        ROOT, edition)  # fmt: skip
        case "split" if grids:
            into = tuple(NewGrid(id=f"s{n}{k}", name=f"拆 {k}") for k in range(rng.randint(2, 3)))
            return Made(PlaceSplit(into=into), rng.choice(grids))
        case "merge" if len(grids) > 1:
            of = tuple(rng.sample(grids, rng.randint(2, min(3, len(grids)))))
            return Made(PlaceMerged(of=of, name="并", parent=rng.choice(above)), f"m{n}")
        case "move":
            moving = rng.choice([id_ for id_ in places if id_ != ROOT])
            into = [id_ for id_ in above if DEPTH[places[id_].level] < DEPTH[places[moving].level]]
            return Made(PlaceMoved(parents={moving: rng.choice(into)}), moving)
        case "rename":
            return Made(PlaceRenamed(name=f"改 {n}"), rng.choice(list(places)))
        case "register":
            level = rng.choice(("town", "village", "grid"))
            into = [id_ for id_ in above if DEPTH[places[id_].level] < DEPTH[level]]
            return Made(PlaceRegistered(level=level, name="新", parent=rng.choice(into)), f"r{n}")
    return None


def random_edition(n: int, places: dict[str, PlaceRow], rng: Random) -> Edition:
    """Some of the counties, towns and villages go on, some are new; every leaf lies anywhere above."""
    tree = [EditionPlace(id=ROOT, level="city", name="城")]
    for level in ("county", "town", "village"):
        old = [row.id for row in places.values() if row.level == level and rng.random() < 0.6]
        new = [f"{level[0]}{n}{k}" for k in range(rng.randint(0, 2))]
        above = list(tree)
        tree += [
            EditionPlace(id=id_, level=level, name=id_, parent=rng.choice(above).id) for id_ in old + new
        ]
    above = list(tree)
    leaves = [row for row in places.values() if row.level in LEAVES]
    tree += [
        EditionPlace(id=row.id, level="grid", name=row.name, parent=rng.choice(above).id) for row in leaves
    ]
    if rng.random() < 0.3:
        tree.append(EditionPlace(id=f"e{n}", level="grid", name="新", parent=rng.choice(above).id))
    return Edition(edition=f"e{n}", title="x", source="", valid_from="2020-06-30", places=tuple(tree))


def observed(told: Sequence[Said | Reform]) -> list[Said]:
    return [said for said in told if not isinstance(said, Reform)]
