"""Reading the reference (参照) anew, when an entry changed what it keeps."""

from collections.abc import Iterable, Sequence

from oneboard.foundation.rows import Query, Record, Transaction, both, keys
from oneboard.playbooks.bundles import in_force as playbook_in_force
from oneboard.playbooks.meanings import senses_of
from oneboard.playbooks.registers import load as load_register
from oneboard.playbooks.schema import Playbook
from oneboard.projections.reference import Forms, Heir, Publication, Reference, Senses
from oneboard.projections.responses import RESPONSES, by_incident
from oneboard.projections.rows import CAMPAIGNS, INCIDENTS, PLAYBOOKS
from oneboard.projections.timetable import OVERRIDES
from oneboard.vocabulary.places import LEAVES, Level

_CURRENT = Query(both("SELECT edition FROM projections_edition ORDER BY seq DESC LIMIT 1"))
_ALL_PATHS = Query(
    both(
        "SELECT edition, place, path, level FROM projections_node WHERE edition IN "
        "(SELECT edition FROM projections_campaign UNION "
        "SELECT edition FROM projections_edition WHERE seq = (SELECT max(seq) FROM projections_edition))"
    )
)
_ALL_GROUNDS = Query(
    both(
        "SELECT place, path FROM projections_ground "
        "WHERE covers = 1 AND place NOT IN (SELECT id FROM projections_place) ORDER BY place, path"
    )
)
_ALL_HEIRS = Query(
    both(
        "SELECT place.id, place.heir, chronicle.seq FROM projections_place place JOIN projections_chronicle chronicle "
        "ON chronicle.place = place.id AND chronicle.what = 'closed' WHERE place.heir IS NOT NULL"
    )
)
_ALL_STAYS = Query(both("SELECT campaign, place, inside FROM projections_stay"))
_ALL_PLAYBOOKS = Query(both("SELECT key, changed_seq, withdrawn_at FROM projections_playbook ORDER BY key"))
_PLAYBOOKS_BY_KEY = PLAYBOOKS.fetch("key")
_ALL_REGISTERS = Query(both("SELECT key, source FROM projections_register"))
_ALL_CAMPAIGNS = Query(CAMPAIGNS.everything)
_ALL_INCIDENTS = Query(INCIDENTS.everything)
_TREE_SEQ = Query(
    both("SELECT COALESCE(MAX(seq), -1) FROM projections_chronicle WHERE what IN ('changed', 'gone')")
)
_ALL_OVERRIDES = Query(OVERRIDES.everything)
_ALL_RESPONSES = Query(RESPONSES.everything)
_ALL = (
    _CURRENT, _ALL_PATHS, _ALL_GROUNDS, _ALL_HEIRS, _ALL_STAYS, _ALL_PLAYBOOKS, _ALL_REGISTERS, _ALL_CAMPAIGNS,
    _ALL_INCIDENTS, _ALL_OVERRIDES, _TREE_SEQ, _ALL_RESPONSES,
)  # fmt: skip


def current(transaction: Transaction, reference_seq: int, kept: Reference) -> Reference:
    """`kept` if it is as of `reference_seq`, else read anew. Playbooks never change once published, so they stay."""
    if kept.seq == reference_seq:
        return kept
    (edition, paths, grounds, heirs, stays, playbooks, registers, campaigns, incidents, overrides,
     [[tree_seq]], responses) = transaction.ask(*_ALL)  # fmt: skip
    trees: dict[str, dict[str, tuple[str, ...]]] = {}
    levels: dict[str, Level] = {}
    for name, place, path, level in paths:
        trees.setdefault(name, {})[place] = tuple(path.split("."))
        levels[place] = level
    published, forms, senses, sources = _published(transaction, [key for key, *_ in playbooks], kept)
    in_force = edition[0][0] if edition else ""
    declared = {key: kept.declared.get(key) or load_register(source.encode()) for key, source in registers}
    return Reference(
        reference_seq, kept.zone, trees.get(in_force, {}), published, tuple(CAMPAIGNS.rows(campaigns)),
        {row.id: row for row in INCIDENTS.rows(incidents)}, in_force, trees, _gathered(grounds),
        {place: Heir(heir, seq) for place, heir, seq in heirs},
        {(str(campaign), place): bool(inside) for campaign, place, inside in stays}, declared,
        {one.register: one for one in sorted(declared.values(), key=lambda one: one.version)}, forms, senses,
        tuple(OVERRIDES.rows(overrides)),
        {key: Publication(sources[key], seq, withdrawn_at) for key, seq, withdrawn_at in playbooks},
        frozenset(place for place, level in levels.items() if level in LEAVES), levels, tree_seq,
        by_incident(RESPONSES.rows(responses)),
    )  # fmt: skip


def _published(
    transaction: Transaction, wanted: Sequence[str], kept: Reference
) -> tuple[dict[str, Playbook], dict[str, Forms], dict[str, Senses], dict[str, str]]:
    """With their forms, what their steps mean, and their sources. Only what is new is read: a version never changes,
    and its forms are large."""
    playbooks = {key: kept.playbooks[key] for key in wanted if key in kept.publications}
    forms = {key: kept.forms[key] for key in playbooks}
    senses = {key: kept.senses[key] for key in playbooks}
    sources = {key: kept.publications[key].source for key in playbooks}
    if new := [key for key in wanted if key not in playbooks]:
        [rows] = transaction.ask(Query(_PLAYBOOKS_BY_KEY, (keys(new),)))
        for row in PLAYBOOKS.rows(rows):
            playbooks[row.key], forms[row.key] = playbook_in_force(row.source, row.forms)
            compiled = {step: check.form for step, check in forms[row.key].items()}
            senses[row.key] = senses_of(playbooks[row.key], compiled)
            sources[row.key] = row.source
    return playbooks, forms, senses, sources


def _gathered(rows: Iterable[Record]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for place, path in rows:
        found[place] = (*found.get(place, ()), path)
    return found
