"""The gazetteer (地名表): finds places by name in a text, and offers every one that a name may mean.

A name is narrowed by the others in the text and never guessed: where two remain, two are offered. Whoever needs one
place gets the lowest that covers all that the text may mean.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final, NamedTuple

import ahocorasick

from oneboard.work.names import forms, plain

#: The level of what lies beside grids and holds nobody's home.
_POINT: Final = "site"


class Known(NamedTuple):
    """`path`: ids from the root down to itself. `closed`: nothing is kept there any more."""

    id: str
    level: str
    name: str
    code: str | None
    path: tuple[str, ...]
    closed: bool = False


class Mention(NamedTuple):
    """Characters `start` to `end` of the text name one of `places`, which are in the order of their paths."""

    start: int
    end: int
    places: tuple[Known, ...]


class Gazetteer:
    """Built once for a tree of places; a look-up costs in the length of the text, not in the number of places."""

    def __init__(self, places: Iterable[Known]) -> None:
        self._named: dict[str, list[Known]] = {}
        self._names: dict[str, str] = {}
        self._parts: dict[str, list[str]] = {}
        for place in sorted(places, key=lambda place: place.path):
            self._names[place.id] = place.name
            if len(place.path) > 1 and place.level != _POINT and not place.closed:
                self._parts.setdefault(place.path[-2], []).append(place.id)
            for form in forms(place.name, place.level):
                self._named.setdefault(form, []).append(place)
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
        for form in self._named:
            self._automaton.add_word(form)
        self._automaton.make_automaton()

    def spoken(self, place: Known) -> str:
        """The names it lies under, from the root down."""
        return " / ".join(self._names.get(id_, id_) for id_ in place.path[:-1])

    def find(self, text: str, seen: Callable[[Known], bool]) -> list[Mention]:
        """The longest names from the left; `seen`: whether whoever asks sees a place. One that is not, is not there."""
        if not self._named:
            return []
        found: list[Mention] = []
        for last, length in self._automaton.iter_long(text):
            start, end = last + 1 - length, last + 1
            places = tuple(place for place in self._named[text[start:end]] if seen(place))
            if places:
                found.append(Mention(start, end, places))
        return _narrowed(_adjoined(found))

    def covering(self, text: str, seen: Callable[[Known], bool], top: str) -> str:
        """The id of the lowest place that covers all that the text may mean; `top` where it means nothing for certain.

        A short name is taken for a place only where something above that place is named, too: 人民路 is no 人民村. What
        has one part alone is that part.
        """
        mentions = self.find(text, seen)
        named = {place.id for mention in mentions for place in mention.places}
        meant = [
            place
            for mention in mentions
            for place in mention.places
            if text[mention.start : mention.end] in (place.name, plain(place.name))
            or named & {*place.path[:-1]}
        ]
        above = {id_ for place in meant for id_ in place.path[:-1]}
        lowest = [place.path for place in meant if place.id not in above]
        at = _common(lowest) or top
        while len(self._parts.get(at, ())) == 1:
            [at] = self._parts[at]
        return at

    def has_parts(self, place: str) -> bool:
        """Whether other places of duty lie below it, so that nobody in particular holds what stands there."""
        return place in self._parts


def _adjoined(mentions: Sequence[Mention]) -> list[Mention]:
    """石河镇双拱村: a name right behind that of a place above it is the one within that place."""
    found: list[Mention] = []
    for mention in mentions:
        if found and found[-1].end == mention.start:
            mention = _kept(mention, partial(_lies_in, {place.id for place in found[-1].places}))
        found.append(mention)
    return found


def _lies_in(above: set[str], place: Known) -> bool:
    return not above.isdisjoint(place.path[:-1])


def _narrowed(mentions: list[Mention]) -> list[Mention]:
    """Each keeps what lies above or below something that another may mean, if there is any; until nothing changes."""
    while True:
        named = Counter(place.id for mention in mentions for place in mention.places)
        above = Counter(id_ for mention in mentions for id_ in _above(mention))
        narrower = [_narrower(mention, named, above) for mention in mentions]
        if narrower == mentions:
            return mentions
        mentions = narrower


def _narrower(mention: Mention, named: Counter[str], above: Counter[str]) -> Mention:
    if len(mention.places) == 1:
        return mention
    ours, over = {place.id for place in mention.places}, _above(mention)

    def stands_beside(place: Known) -> bool:
        return above[place.id] > (place.id in over) or any(
            named[id_] > (id_ in ours) for id_ in place.path[:-1]
        )

    return _kept(mention, stands_beside)


def _above(mention: Mention) -> set[str]:
    return {id_ for place in mention.places for id_ in place.path[:-1]}


def _common(paths: Sequence[tuple[str, ...]]) -> str:
    """The lowest place that lies above all of them, or is all of them; empty for none."""
    shared = [ids[0] for ids in zip(*paths, strict=False) if len(set(ids)) == 1]
    return shared[-1] if shared else ""


def _kept(mention: Mention, test: Callable[[Known], bool]) -> Mention:
    """Those that pass, or all where none does."""
    kept = tuple(place for place in mention.places if test(place))
    return mention._replace(places=kept) if kept else mention
