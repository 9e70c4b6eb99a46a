"""The questions at the end: is all that was acknowledged there, once, as acknowledged, and nothing that nobody said."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from oneboard.foundation.clock import iso
from oneboard.foundation.ids import NIL_ID
from oneboard.privacy.keyring import Keyring
from oneboard.privacy.keys import Tampered, scope_of
from torture.books import Books, Line
from torture.entries import EXCUSED, Said
from torture.recount import recount

#: An entry's answers that the playbook lets anyone read; everything else must be sealed.
READABLE = frozenset({"members_seen", "leaflets"})


def faults_of(
    said: list[Said], books: Books, desk: Mapping[str, tuple[int, str]], home: Path
) -> Iterator[str]:
    lines = {line.id: line for line in books.lines}
    recorded = [one for one in said if one.answer and one.answer[0] == "recorded"]
    yield from _of_order(books.lines)
    yield from _of_acknowledged(recorded, lines)
    yield from _of_commands(desk, lines)
    yield from _of_strangers(recorded, books.lines)
    yield from _of_outcomes(said, lines)
    yield from _of_kept(said, books)
    yield from _of_tallies(recount(recorded, lines), books.tallies)
    yield from _of_sealed(recorded, lines, home)


def _of_order(lines: list[Line]) -> Iterator[str]:
    if [line.seq for line in lines] != list(range(1, len(lines) + 1)):
        yield "seq has gaps, or does not begin with 1"
    for id_, times in Counter(line.id for line in lines).items():
        if times > 1:
            yield f"doubled: {id_} is recorded {times} times"
    for before, after in pairwise(lines):
        if after.recorded_at < before.recorded_at:
            yield f"recorded_at goes back at seq {after.seq}"


def _of_acknowledged(recorded: list[Said], lines: Mapping[str, Line]) -> Iterator[str]:
    for one in recorded:
        assert one.answer
        line = lines.get(one.id)
        if line is None:
            yield f"lost: {one.id} was acknowledged as {one.answer}"
        elif (line.seq, iso(line.recorded_at)) != one.answer[1:3]:
            yield f"{one.id} was acknowledged as {one.answer} and stands at {line.seq}, {iso(line.recorded_at)}"
        elif one.body and not _says_the_same(one.body, line.entry):
            yield f"{one.id} stands in the journal with another content"


def _says_the_same(body: dict[str, Any], entry: dict[str, Any]) -> bool:
    same = all(
        body.get(name) == entry.get(name) for name in ("subject", "task", "campaign", "place", "corrects")
    )
    readable = {path: value for path, value in body["answers"].items() if path in READABLE}
    sealed = set(body["answers"]) - set(readable) | ({"@position"} if "position" in body else set())
    happened = dt.datetime.fromisoformat(body["happened_at"].replace("Z", "+00:00")).timestamp()
    return (
        same
        and entry["fact"] == body["fact"]
        and entry["happened_at"] == round(happened * 1000)
        and entry.get("readable", {}) == readable
        and set(entry.get("sealed", {})) == sealed
    )


def _of_commands(desk: Mapping[str, tuple[int, str]], lines: Mapping[str, Line]) -> Iterator[str]:
    for id_, (seq, recorded_at) in desk.items():
        line = lines.get(id_)
        if line is None or (line.seq, iso(line.recorded_at)) != (seq, recorded_at):
            yield f"the command {id_} was acknowledged at {seq} and stands at {line and line.seq}"


def _of_strangers(recorded: list[Said], lines: list[Line]) -> Iterator[str]:
    """What no phone was told of in the end. Every phone asked until it had an answer, so there may be none."""
    known = {one.id for one in recorded}
    observed = ("step.taken", "subject.registered")
    for line in lines:
        if line.entry["kind"].startswith(observed) and line.id not in known:
            yield f"{line.id} is in the journal, and no phone was told so"


def _of_outcomes(said: list[Said], lines: Mapping[str, Line]) -> Iterator[str]:
    """Each entry became what it had to become."""
    twins = Counter(
        one.id for one in said if "twin" in one.reasons and one.answer and one.answer[0] == "recorded"
    )
    for one in said:
        if one.answer is None:
            yield f"vanished: {one.id} never had an answer"
            continue
        outcome, _, _, reason = one.answer
        if outcome == "held":
            missing = [parent for parent in _parents(one) if parent not in lines]
            wrong = not missing
        elif outcome == "quarantined":
            wrong = reason not in one.reasons | EXCUSED | (
                {"entry.clash"} if "twin" in one.reasons else set()
            )
        else:
            wrong = outcome != "recorded" or bool(one.reasons - {"twin"}) or twins[one.id] > 1
            wrong = wrong or any(parent not in lines for parent in _parents(one))
        if wrong:
            yield f"{one.id} became {one.answer}; reasons against it: {sorted(one.reasons) or 'none'}"


def _parents(one: Said) -> list[str]:
    if one.body is None:
        return []
    return [*one.body.get("parents", []), *([one.body["corrects"]] if "corrects" in one.body else [])]


def _of_kept(said: list[Said], books: Books) -> Iterator[str]:
    """What is held or quarantined is listed, each with its reason, and nothing else is."""
    listed = {(row.entry, row.state, row.reason) for row in books.kept}
    entries = {row.entry for row in books.kept}
    for one in said:
        if one.answer is None or one.answer[0] == "recorded":
            continue
        outcome, _, _, reason = one.answer
        if one.body is None:
            continue
        if (one.id, outcome, reason) not in listed:
            yield f"vanished: {one.id} was {outcome} ({reason}) and is not listed so ({one.id in entries})"
    unreadable = sum(one.body is None and bool(one.answer) for one in said)
    if (kept := sum(row.reason == "entry.unreadable" for row in books.kept)) != unreadable:
        yield f"{unreadable} unreadable entries were sent and {kept} are kept"
    known = {one.id for one in said}
    for row in books.kept:
        if row.reason != "entry.unreadable" and row.entry not in known:
            yield f"{row.entry} is kept, and nobody sent it"


def _of_tallies(expected: Mapping[Any, int], found: Mapping[Any, int]) -> Iterator[str]:
    for key in sorted(expected.keys() | found.keys()):
        if expected.get(key, 0) != found.get(key, 0):
            yield f"tally {key}: {found.get(key, 0)} stands, {expected.get(key, 0)} were said"


def _of_sealed(recorded: list[Said], lines: Mapping[str, Line], home: Path) -> Iterator[str]:
    """Every sealed value opens with its key, and says what the phone said."""
    keyring = Keyring(home)
    try:
        for one in recorded:
            line = lines.get(one.id)
            for path, sealed in line.entry.get("sealed", {}).items() if line and one.body else ():
                whose = NIL_ID if path == "@position" else (one.body or {}).get("subject") or one.id
                key = keyring.find(scope_of(sealed), whose)
                try:
                    opened = msgspec.json.decode(key.open(path, sealed)) if key else None
                except Tampered:
                    opened = None
                if opened is None or (path != "@position" and opened != (one.body or {})["answers"][path]):
                    yield f"{path} of {one.id} cannot be opened" if key else f"{path} of {one.id} has no key"
    finally:
        keyring.close()
