"""Selections: whom a campaign reaches, as SQL that opens a task for each at once; `owing.py` says the same of one.

Rows go in by ascending id, which a B-tree takes several times faster than in random order.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from msgspec import json

from oneboard.foundation.rows import Statement
from oneboard.playbooks.schema import UNITS
from oneboard.projections.owing import ByLevel

# `{owing}`: what stands on the register, or the units. A campaign keeps the ground of the edition it was opened in, and
# what a hand moved since stays where it was with it: a slot is opened long after its campaign.
_SELECTED: Final = """
JOIN projections_node top ON top.edition = c.edition AND top.place = c.place AND top.known = 1
JOIN projections_node node ON node.edition = c.edition AND COALESCE(
  (SELECT stay.inside FROM projections_stay stay WHERE stay.campaign = c.id AND stay.place = node.place),
  CASE WHEN node.path = top.path OR (node.path > top.path || '.' AND node.path < top.path || '/') THEN 1 ELSE 0 END
) = 1
JOIN {owing}
{hash}
"""

_OPEN: Final = """
INSERT INTO projections_task (id, playbook, incident, campaign, place, subject, opened_at, opened_by, state, since,
                              due, next_at, void, withdrawn, assigned, changed_seq)
SELECT {id}, c.playbook, c.incident, c.id, s.place, s.id, {at}, {by}, ?, {at}, {due}, {next_at},
       CASE WHEN s.merged_into IS NOT NULL THEN 'merged' WHEN s.closed <> '' THEN 'closed' ELSE '' END,
       '', {assigned}, {seq}
FROM {opener} {selected}
WHERE c.id = ? {further}
ORDER BY 1
ON CONFLICT (id) DO NOTHING
"""

# Moments are few, and most subjects were registered before their campaign. `{of}`: the value of a moment.
_BY_MOMENT: Final = (
    "CASE WHEN s.at > c.opened_at THEN (SELECT {of} FROM json_each(?) "
    "WHERE json_extract(value, '$[0]') = s.at) ELSE {number} END",
    "CASE WHEN s.at > c.opened_at THEN (SELECT ({of})::bigint FROM jsonb_array_elements(?::jsonb) v "
    "WHERE (v->>0)::bigint = s.at) ELSE {number} END",
)
# Of units, a value is one for each level. `{n}`: which of a moment's values.
_OF: Final = ("json_extract(value, '$[{n}]')", "v->>{n}")
_OF_LEVEL: Final = ("json_extract(value, '$[{n}].' || node.level)", "v->{n}->>node.level")
_LATER: Final = ("max(c.opened_at, s.at)", "greatest(c.opened_at, s.at)")

_NUMBER: Final = ("?", "?::bigint")
_NUMBER_OF_LEVEL: Final = ("json_extract(?, '$.' || node.level)", "(?::jsonb->>node.level)::bigint")

_SLOT: Final = "projections_slot k CROSS JOIN projections_campaign c"
_AT_SLOT: Final = "AND k.entry = ? AND s.at <= k.slot"

_LATER_MOMENTS: Final = """
SELECT DISTINCT s.at FROM projections_campaign c {selected} WHERE c.id = ? AND s.at > c.opened_at
"""
_WITH_STEPS: Final = """
SELECT ({id}){text} FROM projections_slot k CROSS JOIN projections_campaign c {selected}
WHERE c.id = ? AND k.entry = ? AND s.at <= k.slot
  AND EXISTS (SELECT 1 FROM projections_step step WHERE step.thread = {id})
"""

_SUBJECTS: Final = "projections_subject s ON s.place = node.place AND s.register = c.register"
_UNITS: Final = """
(SELECT id, place, recorded_at AS at, NULL AS merged_into, '' AS closed FROM projections_unit WHERE squad = 0) s
ON s.place = node.place
"""

# The bytes of near_id(subject, rule, …) in PostgreSQL's own words; SQLite calls the function itself.
_HASH: Final = r"""
CROSS JOIN LATERAL (SELECT substring(uuid_send(s.id) for 6) || substring(sha256({bytes}) from 7 for 10) AS raw) hash
"""
_VERSION_8: Final = """
encode(set_byte(set_byte(raw, 6, (get_byte(raw, 6) & 15) | 128), 8, (get_byte(raw, 8) & 63) | 128), 'hex')::uuid
"""


class Selection(NamedTuple):
    """`open_tasks(state, moments, due, moments, next_at, campaign)`, of each moment behind the campaign's opening
    a list of itself, its due and its next_at; `later(campaign)` gives those moments. Of units, due and next_at are
    JSON, by level.

    `open_slot(state, due, next_at, campaign, entry)`; `worked_on(campaign, entry)`: the slot's tasks with
    steps.
    """

    open_tasks: Statement
    later: Statement
    open_slot: Statement
    worked_on: Statement


def _open_tasks(units: bool, vendor: int) -> str:
    id_, hash_ = _hashed("campaign", "c.id", "s.id")[vendor]
    owing, assigned = _owing(units, vendor)
    number = _number(units, vendor)
    due, next_at = (
        _BY_MOMENT[vendor].format(of=(_OF_LEVEL if units else _OF)[vendor].format(n=n), number=number) for n in (1, 2)
    )  # fmt: skip
    return _OPEN.format(
        id=id_, at=_LATER[vendor], by="c.opened_by", due=due, next_at=next_at, assigned=assigned, seq="c.changed_seq",
        opener="projections_campaign c", selected=_SELECTED.format(owing=owing, hash=hash_), further="",
    )  # fmt: skip


def _later(units: bool, vendor: int) -> str:
    return _LATER_MOMENTS.format(selected=_SELECTED.format(owing=_owing(units, vendor)[0], hash=""))


def _open_slot(units: bool, vendor: int) -> str:
    id_, hash_ = _hashed("slot", "k.entry", "c.id", "s.id")[vendor]
    owing, assigned = _owing(units, vendor)
    number = _number(units, vendor)
    return _OPEN.format(
        id=id_, at="k.slot", by="k.entry", due=number, next_at=number, assigned=assigned,
        seq="k.changed_seq", opener=_SLOT, selected=_SELECTED.format(owing=owing, hash=hash_), further=_AT_SLOT,
    )  # fmt: skip


def _number(units: bool, vendor: int) -> str:
    return (_NUMBER_OF_LEVEL if units else _NUMBER)[vendor]


def _worked_on(units: bool, vendor: int) -> str:
    id_, hash_ = _hashed("slot", "k.entry", "c.id", "s.id")[vendor]
    selected = _SELECTED.format(owing=_owing(units, vendor)[0], hash=hash_)
    return _WITH_STEPS.format(id=id_, text="::text" if vendor else "", selected=selected)


def _owing(units: bool, vendor: int) -> tuple[str, str]:
    """What to join, and to whom the task of each is assigned."""
    if not units:
        return _SUBJECTS, "NULL"
    return _UNITS, f"'unit:' || s.id{'::text' if vendor else ''}"


def _hashed(rule: str, *ids: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The id and what must be joined to work it out, for either store."""
    framed = [rf"'\x{len(rule):08x}'::bytea || '{rule}'::bytea"]
    framed += [rf"'\x00000010'::bytea || uuid_send({id_})" for id_ in ids]
    lite = f"near_id(s.id, '{rule}', {', '.join(ids)})"
    return (lite, ""), (_VERSION_8, _HASH.format(bytes=" || ".join(framed)))


def _selection(units: bool) -> Selection:
    making = (_open_tasks, _later, _open_slot, _worked_on)
    return Selection(*(Statement(make(units, 0), make(units, 1)) for make in making))


OF_SUBJECTS: Final = _selection(units=False)
OF_UNITS: Final = _selection(units=True)


def written(number: int | ByLevel | None) -> int | str | None:
    """As a parameter of these statements."""
    return json.encode(number).decode() if isinstance(number, Mapping) else number


def selection_of(register: str) -> Selection:
    return OF_UNITS if register == UNITS else OF_SUBJECTS
