"""Official lists of places (counties, towns, villages), as statistics offices publish them: codes and names."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from oneboard.foundation.codes import CodeError, segments
from oneboard.intake.imports.faults import Fault
from oneboard.intake.imports.lists import Listing, Row
from oneboard.vocabulary.editions import EditionPlace
from oneboard.vocabulary.places import Level

#: GB/T 2260 and GB/T 10114: 2 + 2 + 2 + 3 + 3 digits.
LEVEL_OF: Final[dict[int, Level]] = {2: "province", 4: "city", 6: "county", 9: "town", 12: "village"}
MAX_NAME: Final = 120  # characters, as at the desk

NEEDED: Final = ("code", "name")


class Official(NamedTuple):
    """`root`: the code of the place that all of them lie in, itself in `places` or not.

    `places`: their id is their code, parents before children. `towns` etc. are told by the length of the code.
    """

    root: str
    places: tuple[EditionPlace, ...]
    faults: list[Fault]


class _Listed(NamedTuple):
    file: str
    row: int
    place: EditionPlace


def whole(code: str) -> str:
    """Without whole trailing segments of zeros: 511700 is 5117. What is no code stays as it is."""
    try:
        return "".join(segments(code))
    except CodeError:
        return code


def above(code: str) -> str | None:
    """The code one whole segment shorter; None for a province. Raises CodeError."""
    return "".join(segments(code)[:-1]) or None


def official(listings: Iterable[Listing]) -> Official:
    faults: list[Fault] = []
    listed: dict[str, _Listed] = {}
    for listing in listings:
        faults += listing.faults
        for row in listing.rows:
            _take(listing.file, row, listed, faults)
    root = _root(listed, faults)
    _look_above(listed, root, faults)
    _look_beside(listed, faults)
    places = sorted((each.place for each in listed.values()), key=lambda place: (len(place.id), place.id))
    return Official(root, tuple(places), sorted(faults, key=lambda fault: (fault.file, fault.row)))


def _take(file: str, row: Row, listed: dict[str, _Listed], faults: list[Fault]) -> None:
    code, name = whole(row.cells["code"]), row.cells["name"]
    problem = fault_of(code, name)
    if problem is not None:
        faults.append(Fault(file, row.number, problem, {"code": row.cells["code"], "name": name}))
    elif code in listed:
        first = listed[code]
        fields: dict[str, str | int] = {"code": code, "name": name, "file": first.file, "row": first.row}
        faults.append(Fault(file, row.number, "code_twice", fields))
    else:
        parent = whole(row.cells.get("parent", "")) or above(code)
        place = EditionPlace(id=code, level=LEVEL_OF[len(code)], name=name, parent=parent, code=code)
        listed[code] = _Listed(file, row.number, place)
        faults += notes_of(file, row.number, name)


def fault_of(code: str, name: str) -> str | None:
    if not (code.isascii() and code.isdigit()):
        return "code_digits"
    if len(code) not in LEVEL_OF:
        return "code_length"
    return None if named(name) else "name_empty"


def named(name: str) -> bool:
    return 0 < len(name) <= MAX_NAME and name.isprintable()


def notes_of(file: str, row: int, name: str, known: str = "") -> Iterable[Fault]:
    """A character that older systems cannot show is kept, and named once for whoever has to print it."""
    if rare := [character for character in name if character not in known and not _in_gb2312(character)]:
        yield Fault(file, row, "name_rare", {"name": name, "characters": "".join(rare)}, note=True)


def _in_gb2312(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _root(listed: dict[str, _Listed], faults: list[Fault]) -> str:
    """What the highest places lie in: one of them, or the one parent that they name. Empty for an empty list."""
    if not listed:
        return ""
    highest = min(len(code) for code in listed)
    tops = [each for code, each in listed.items() if len(code) == highest]
    if len(tops) == 1:
        return tops[0].place.id
    roots = sorted({each.place.parent or "" for each in tops})
    if len(roots) > 1:
        faults.append(Fault(tops[0].file, 0, "roots", {"roots": ", ".join(roots)}))
    return roots[0]


def _look_above(listed: dict[str, _Listed], root: str, faults: list[Fault]) -> None:
    """Whatever lies in nothing that is listed is left out, and what lies in it too."""
    for code in sorted(listed, key=len):
        file, row, place = listed[code]
        if code != root and place.parent != root and place.parent not in listed:
            fields = {"code": code, "name": place.name, "parent": place.parent or "", "root": root}
            faults.append(Fault(file, row, "parent_missing", fields))
            del listed[code]


def _look_beside(listed: dict[str, _Listed], faults: list[Fault]) -> None:
    seen: dict[tuple[str | None, str], _Listed] = {}
    for each in listed.values():
        first = seen.setdefault((each.place.parent, each.place.name), each)
        if first is not each:
            fields = {"name": each.place.name, "code": each.place.id, "other": first.place.id}
            faults.append(Fault(each.file, each.row, "name_twice", fields, note=True))
