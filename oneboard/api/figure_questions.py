"""What is asked of figures in tables: where, of what, for which days and moments; refused where it cannot be."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Final

import msgspec

from oneboard.access.actor import Actor
from oneboard.api.figures import VERB, Day, day_asked
from oneboard.foundation.errors import Refusal
from oneboard.indicators.catalogue import Indicator, with_derived
from oneboard.indicators.places import PlaceSeen, at_level
from oneboard.playbooks.near import near
from oneboard.projections import places
from oneboard.projections.counting import SO_FAR
from oneboard.vocabulary.places import Level

#: Days of a series.
_MOST_DAYS: Final = 400


class Where(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`level`: with the places of that level below; absent: the place alone. `indicators`: names with commas between;
    absent: all. `as_of`: a moment, or `seq`: an entry; absent: now."""

    place: str
    level: Level | None = None
    indicators: str | None = None
    as_of: dt.datetime | None = None
    seq: int | None = None


class TableQuery(Where, frozen=True, forbid_unknown_fields=True):
    """One `day`, or each from `since` to `until`, both included; absent: so far. `public`: as it may be published."""

    day: Day | None = None
    since: Day | None = None
    until: Day | None = None
    public: bool = False


class ChangeQuery(Where, frozen=True, forbid_unknown_fields=True):
    """From which moment or entry on; one of both."""

    from_as_of: dt.datetime | None = None
    from_seq: Annotated[int, msgspec.Meta(ge=0)] | None = None


def places_asked(actor: Actor, asked: Where) -> list[PlaceSeen]:
    """The place, and those of the level below it. Raises Refusal not_found, not_permitted, place.gone."""
    here = places.find(asked.place, actor, VERB)
    below = at_level(here.path, asked.level) if asked.level else []
    return [PlaceSeen(here.id, here.name, here.level, here.parent), *below]


def indicators_asked(names: str | None) -> Sequence[Indicator]:
    """Raises Refusal figure.unknown."""
    known = with_derived()
    if names is None:
        return list(known.values())
    wanted = list(dict.fromkeys(name.strip() for name in names.split(",")))
    for name in wanted:
        if name not in known:
            raise Refusal(
                "figure.unknown", indicator=name, meant=near(name, known) or ", ".join(known) or "-"
            )
    return [known[name] for name in wanted]


def days_asked(asked: TableQuery) -> tuple[int, ...]:
    """Raises Refusal body.invalid, figure.too_many."""
    day, since, until = (day_asked(getattr(asked, name), name) for name in ("day", "since", "until"))
    if (since is None) != (until is None) or (day is not None and since is not None):
        raise Refusal("body.invalid", path="?day", problem="either a day, or both since and until, or none")
    if since is None or until is None:
        return (SO_FAR if day is None else day,)
    if not since <= until:
        raise Refusal("body.invalid", path="?until", problem="no day before since")
    if until - since >= _MOST_DAYS:
        raise Refusal("figure.too_many", cells=until - since + 1, limit=_MOST_DAYS)
    return tuple(range(since, until + 1))
