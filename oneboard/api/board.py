"""The board (看板) of a place: how many tasks are owed at it and below, playbook by playbook and state by state."""

from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.api.obligations import TaskSeen, in_order, seen
from oneboard.playbooks.titles import state_title, title_of
from oneboard.projections import holding, owed, places, tasks
from oneboard.recorder import recorder

VERB: Final = "task.read"


class BoardQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`first`: how many tasks of each line are shown."""

    place: str
    first: Annotated[int, msgspec.Meta(ge=0, le=50)] = 10


class BoardLine(msgspec.Struct, frozen=True):
    """One state of one version of a playbook. `first`: by due and place; `GET /tasks` has the rest."""

    playbook: str
    title: str
    state: str
    state_title: str
    tasks: int
    overdue: int
    first: list[TaskSeen]


class Board(msgspec.Struct, frozen=True):
    """Lines in the order of playbooks, and of states as each is written."""

    place: str
    tasks: int
    overdue: int
    lines: list[BoardLine]


def board(call: Call[None, None, BoardQuery]) -> Board:
    """Raises Refusal not_found, place.gone."""
    place = places.find(call.query.place, call.actor, VERB)
    playbooks = recorder.running().reference().playbooks
    by_name = tasks.seen_by(call.actor, playbooks.values())
    by_name.sort(key=lambda playbook: (playbook.playbook, playbook.version))
    here = holding.at([place.path])
    counted = owed.counts(owed.alive(owed.open_pairs(by_name)), here, call.now_ms)
    lines = {(one.playbook, one.state): one for one in counted}
    standing = [pair for pair in owed.open_pairs(by_name) if pair in lines]
    ids = owed.firsts(standing, here, call.query.first)
    rows = in_order(id_ for pair in standing for id_ in ids[pair])
    told = {task.id: task for task in seen(rows, call)}
    shown = [
        BoardLine(
            key, title_of(playbooks[key], call.locale), state, state_title(playbooks[key], state, call.locale),
            lines[key, state].tasks, lines[key, state].overdue,
            [told[id_] for id_ in ids[key, state] if id_ in told],
        )
        for key, state in standing
    ]  # fmt: skip
    return Board(place.id, sum(line.tasks for line in shown), sum(line.overdue for line in shown), shown)


ROUTES: Final = (
    Route("GET", "/board", VERB, None, Board, board, "What is owed at a place and below, counted.",
          query=BoardQuery, refuses=("place.gone",)),
)  # fmt: skip
