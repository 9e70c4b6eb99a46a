"""Sealed values in read models: moved unopened, and emptied when their keys are gone."""

from collections import defaultdict
from typing import Any, Final

from msgspec.structs import replace

from oneboard.foundation.rows import Change, Query, Statement, Table, Transaction, both, keys
from oneboard.projections import versions
from oneboard.projections.personnel import MEMBERS
from oneboard.projections.subject_rows import FINDS, SUBJECTS, VERSIONS, VersionRow
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.keys import KeysExpired

_EMPTY: Final = (
    "UPDATE {table} SET sealed = '{{}}', scope = NULL, changed_seq = ? WHERE scope = ? AND NOT ({kept})"
)


def _empty(table: Table[Any]) -> Statement:
    kept = table.among("id")
    return Statement(*(_EMPTY.format(table=table.name, kept=condition) for condition in kept))


_EMPTY_SUBJECTS: Final = _empty(SUBJECTS)
_EMPTY_MEMBERS: Final = _empty(MEMBERS)

# A hash names the scope whose keys made it, so those of one scope are a range of text.
_MADE_BY: Final = "hash >= ? AND hash < ?"
_FORGET_VALUES: Final = both(
    f"DELETE FROM {FINDS.name} WHERE scope = ? AND subject IN "  # noqa: S608
    f"(SELECT subject FROM {FINDS.name} WHERE {_MADE_BY})"
)
_FORGET_HASHES: Final = both(f"DELETE FROM {FINDS.name} WHERE {_MADE_BY}")  # noqa: S608

_CHANGED: Final = both(
    f"SELECT DISTINCT subject FROM {VERSIONS.name} WHERE scope = ? OR subject IN "  # noqa: S608
    f"(SELECT subject FROM {FINDS.name} WHERE {_MADE_BY})"
)
_VERSIONS_OF: Final = VERSIONS.fetch("subject")
_SUBJECTS_BY_ID: Final = SUBJECTS.fetch("id")

#: Changed subjects that are emptied at a time.
_AT_ONCE: Final = 5_000


def fold_expiry(transaction: Transaction, recorded: Recorded) -> None:
    """The key went first; what it sealed is now only noise, and leaves the read models."""
    fact = read_as(KeysExpired, recorded.entry.kind, recorded.entry.fact)
    made_by = (f"{fact.scope}:", f"{fact.scope};")
    [changed] = transaction.ask(Query(_CHANGED, (fact.scope, *made_by)))
    parameters = (recorded.seq, fact.scope, keys(fact.kept))
    transaction.tell(
        Query(_EMPTY_SUBJECTS, parameters),
        Query(_EMPTY_MEMBERS, parameters),
        Query(_FORGET_VALUES, (fact.scope, *made_by)),
        Query(_FORGET_HASHES, made_by),
    )
    ids = sorted(str(id_) for (id_,) in changed)
    for start in range(0, len(ids), _AT_ONCE):
        _empty_changed(transaction, ids[start : start + _AT_ONCE], fact, recorded.seq)


def _empty_changed(transaction: Transaction, ids: list[str], fact: KeysExpired, seq: int) -> None:
    """Of a subject that was changed, only what lay under this scope goes; the rest is folded anew."""
    by_subject = (keys(ids),)
    subjects, found = transaction.ask(Query(_SUBJECTS_BY_ID, by_subject), Query(_VERSIONS_OF, by_subject))
    emptied: dict[str, list[VersionRow]] = defaultdict(list)
    for version in VERSIONS.rows(found):
        emptied[version.subject].append(_emptied(version, fact))
    rows = []
    for subject in SUBJECTS.rows(subjects):
        # Where it is does not change by this, and a grid may have been merged since it was said.
        folded = replace(versions.folded(subject, emptied[subject.id]), place=subject.place)
        if folded != subject:
            rows.append(replace(folded, changed_seq=seq))
    transaction.tell(
        Change(VERSIONS.upsert, [version for some in emptied.values() for version in some]),
        Change(SUBJECTS.upsert, rows),
    )


def _emptied(version: VersionRow, fact: KeysExpired) -> VersionRow:
    """Its paths stay: an older value must not come back in their place."""
    if version.scope == fact.scope and version.subject not in fact.kept:
        return replace(version, sealed="{}", scope=None, find="{}")
    prefix = f"{fact.scope}:"
    left = {
        path: [hash_ for hash_ in hashes if not hash_.startswith(prefix)]
        for path, hashes in versions.hashes_of(version.find).items()
    }
    return replace(version, find=versions.text({path: hashes for path, hashes in left.items() if hashes}))
