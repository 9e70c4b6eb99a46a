"""Versions (版本): what a subject is, of all that was said about it. Pure.

A version sees another if its author had seen it: it was recorded by the entry the author had seen last, or it is
named, directly or through others, as a parent, or the same device said it earlier. For each path the versions count
that no other one has seen. One is the value; several are a clash (并存): all stand until someone who saw them decides.
Where it is and whether it is closed are paths like any other, so any order of arrival gives the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from oneboard.foundation.canonical import Value
from oneboard.projections.subject_rows import FindRow, SubjectRow, VersionRow

PLACE: Final = "@place"
CLOSED: Final = "@closed"

#: The `seq` of a registration among the versions: everyone has seen it.
SEEN_BY_ALL: Final = 0

_encode = msgspec.json.Encoder(order="deterministic").encode
readable_of = msgspec.json.Decoder(dict[str, Value]).decode
sealed_of = msgspec.json.Decoder(dict[str, str]).decode
hashes_of = msgspec.json.Decoder(dict[str, list[str]]).decode
paths_of = msgspec.json.Decoder(list[str]).decode


def text(value: Any) -> str:
    """JSON with its keys sorted, as the columns hold it."""
    return _encode(value).decode()


def of_registration(subject: SubjectRow, find: dict[str, list[str]]) -> VersionRow:
    """A registration as the first version. `subject`: as it was registered, with nothing changed yet. `find`: in any
    order, for a replay has it from the entry and the node from its rows.
    """
    hashes = {path: sorted(some) for path, some in find.items()}
    return VersionRow(
        subject.id, subject.entry, subject.register, SEEN_BY_ALL, 0, subject.at, subject.entry, 0, "[]", subject.place,
        "", subject.readable, text(sorted(sealed_of(subject.sealed))), subject.sealed, subject.scope, text(hashes),
    )  # fmt: skip


def standing(versions: Sequence[VersionRow]) -> dict[str, list[VersionRow]]:
    """By path, the versions that count, the one shown first: the latest by time. Another register's do not count."""
    register = next(version.register for version in versions if version.seq == SEEN_BY_ALL)
    writers: dict[str, list[VersionRow]] = defaultdict(list)
    for version in versions:
        if version.register == register:
            for path in _paths(version):
                writers[path].append(version)
    above = {version.entry: paths_of(version.parents) for version in versions}
    return {
        path: sorted(_unseen(some, above), key=lambda v: (v.at, v.entry), reverse=True)
        for path, some in writers.items()
    }


def folded(subject: SubjectRow, versions: Sequence[VersionRow]) -> SubjectRow:
    """The subject as its versions say; `subject` gives what they do not say."""
    holding = standing(versions)
    shown = {path: some[0] for path, some in holding.items()}
    readable, sealed = {}, {}
    for path, version in shown.items():
        if (value := readable_of(version.readable).get(path)) is not None:
            readable[path] = value
        elif value := sealed_of(version.sealed).get(path):
            sealed[path] = value
    return replace(
        subject,
        place=shown[PLACE].place or subject.place,
        closed=shown[CLOSED].closed or "",
        readable=text(readable),
        sealed=text(sealed),
        scope=None,
        clashes=text(sorted(path for path, some in holding.items() if _differ(path, some))),
    )


def finds(subject: str, versions: Sequence[VersionRow]) -> list[FindRow]:
    """By what the subject is found: every value that counts, those of a clash, too."""
    found = {
        (path, hash_): version.scope
        for path, some in standing(versions).items()
        for version in some
        for hash_ in hashes_of(version.find).get(path, ())
    }
    return [FindRow(subject, path, hash_, scope) for (path, hash_), scope in sorted(found.items())]


def value_of(path: str, version: VersionRow) -> Value:
    """What a version says of a path, sealed values as they are; None for what is no more or expired."""
    if path == PLACE:
        return version.place
    if path == CLOSED:
        return version.closed
    readable = readable_of(version.readable)
    return readable[path] if path in readable else sealed_of(version.sealed).get(path)


def _paths(version: VersionRow) -> Iterable[str]:
    yield from readable_of(version.readable)
    yield from paths_of(version.paths)
    if version.place is not None:
        yield PLACE
    if version.closed is not None:
        yield CLOSED


def _unseen(writers: list[VersionRow], above: dict[str, list[str]]) -> list[VersionRow]:
    """Those that none of the others has seen. What the last author saw tells of all, so this takes one round."""
    if len(writers) == 1:
        return writers
    # Nobody has seen what was recorded after his own entry, whatever he claims.
    seen_by = max(min(version.as_of, version.seq - 1) for version in writers)
    last: dict[str, int] = {}
    for version in writers:
        last[version.device] = max(version.device_seq, last.get(version.device, 0))
    named = _ancestors(writers, above)
    unseen = [
        version
        for version in writers
        if version.seq > seen_by and version.entry not in named and version.device_seq == last[version.device]
    ]
    # Who claims to have seen each other is not believed.
    return unseen or writers


def _ancestors(writers: Iterable[VersionRow], above: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [parent for version in writers for parent in above[version.entry]]
    while waiting:
        entry = waiting.pop()
        if entry not in found:
            found.add(entry)
            waiting += above.get(entry, ())
    return found


def _differ(path: str, some: Sequence[VersionRow]) -> bool:
    return len({text(value_of(path, version)) for version in some}) > 1
