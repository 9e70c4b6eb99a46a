"""Campaigns (行动): one entry opens the tasks of a whole city in one statement."""

from typing import Final

from oneboard.foundation.rows import Change, Query, Statement, Transaction, both
from oneboard.projections.flow import refold_threads
from oneboard.projections.reference import Reference, current
from oneboard.projections.rows import CAMPAIGNS, CampaignRow
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.incidents import CampaignClosed, CampaignOpened

_CLOSE: Final = both("UPDATE projections_campaign SET closed_at = ?, changed_seq = ? WHERE id = ?")

# What `flow.open_task` says of one task, for all at once. Rows go in by ascending id, which a B-tree takes several
# times faster than in random order.
_OPEN_TASKS: Final = """
INSERT INTO projections_task (id, playbook, incident, campaign, place, subject,
                              opened_at, opened_by, state, since, due, void, withdrawn, changed_seq)
SELECT {id}, c.playbook, c.incident, c.id, s.place, s.id,
       {later}, c.opened_by, ?, {later}, {later} + ?,
       CASE WHEN s.merged_into IS NOT NULL THEN 'merged' WHEN s.closed <> '' THEN 'closed' ELSE '' END,
       '', c.changed_seq
FROM projections_campaign c
JOIN projections_node top ON top.edition = c.edition AND top.place = c.place AND top.known = 1
JOIN projections_node node ON node.edition = c.edition
  AND (node.path = top.path OR (node.path > top.path || '.' AND node.path < top.path || '/'))
JOIN projections_subject s ON s.place = node.place AND s.register = c.register
{hash}
WHERE c.id = ?
ORDER BY 1
ON CONFLICT (id) DO NOTHING
"""

# The bytes of `flow.task_id` in PostgreSQL's own words; SQLite calls the function itself.
_HASH: Final = r"""
CROSS JOIN LATERAL (SELECT substring(uuid_send(s.id) for 6) || substring(sha256(
    '\x00000008'::bytea || 'campaign'::bytea || '\x00000010'::bytea || uuid_send(c.id)
    || '\x00000010'::bytea || uuid_send(s.id)) from 7 for 10) AS raw) hash
"""
_VERSION_8: Final = """
encode(set_byte(set_byte(raw, 6, (get_byte(raw, 6) & 15) | 128), 8, (get_byte(raw, 8) & 63) | 128), 'hex')::uuid
"""

OPEN_TASKS: Final = Statement(
    _OPEN_TASKS.format(id="near_id(s.id, 'campaign', c.id, s.id)", later="max(c.opened_at, s.at)", hash=""),
    _OPEN_TASKS.format(id=_VERSION_8, later="greatest(c.opened_at, s.at)", hash=_HASH).replace(
        "+ ?", "+ ?::bigint"
    ),
)

_WITH_STEPS: Final = both(
    "SELECT DISTINCT step.thread FROM projections_step step "
    "JOIN projections_task task ON task.id = step.thread WHERE task.campaign = ?"
)


def fold_opening(transaction: Transaction, recorded: Recorded, reference: Reference) -> None:
    entry = recorded.entry
    fact = read_as(CampaignOpened, entry.kind, entry.fact)
    campaign = CampaignRow(
        entry.campaign or entry.id, entry.incident or "", entry.playbook or "", fact.register, entry.place or "",
        fact.title, recorded.at, entry.id, recorded.seq, reference.edition, None, recorded.seq,
    )  # fmt: skip
    playbook = reference.playbooks[campaign.playbook]
    opening = playbook.opening_state
    transaction.tell(
        Change(CAMPAIGNS.upsert, [campaign]),
        Query(OPEN_TASKS, (opening, playbook.due_ms(opening), campaign.id)),
    )
    [threads] = transaction.ask(Query(_WITH_STEPS, (campaign.id,)))
    if threads:
        now = current(transaction, recorded.seq, reference)
        refold_threads(transaction, [thread for (thread,) in threads], now)


def fold_closing(transaction: Transaction, recorded: Recorded) -> None:
    read_as(CampaignClosed, recorded.entry.kind, recorded.entry.fact)
    parameters = (recorded.at, recorded.seq, recorded.entry.campaign)
    transaction.tell(Query(_CLOSE, parameters))
