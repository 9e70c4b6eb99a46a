"""How a story arrives at a rehearsal."""

from collections.abc import Sequence

from oneboard.foundation.clock import MINUTE_MS
from oneboard.recorder.prepared import Outcome, Prepared
from tests.contract.said import RECEIVED, Said
from tests.contract.stage import Rehearsal, grouped
from tests.contract.stories import candidates, is_command

Arriving = Sequence[tuple[Said, Prepared]]


def play(rehearsal: Rehearsal, story: Sequence[Said], cuts: Sequence[int] = ()) -> None:
    arrive(rehearsal, prepared(rehearsal, story), cuts)


def prepared(rehearsal: Rehearsal, story: Sequence[Said]) -> Arriving:
    """What the story says as entries, sealed; the recorder's clock then stands behind all of it."""
    rehearsal.clock = RECEIVED
    return list(zip(story, rehearsal.prepared(candidates(story)), strict=True))


def arrive(rehearsal: Rehearsal, arriving: Arriving, cuts: Sequence[int] = ()) -> dict[str, Outcome]:
    """Observations in groups, each desk command alone, our clock an hour further each time. The last outcomes by id."""
    outcomes: dict[str, Outcome] = {}
    for group in grouped(arriving, cuts):
        waiting: list[Prepared] = []
        for said, entry in group:
            if is_command(said):
                outcomes |= _observe(rehearsal, waiting)
                waiting = []
                rehearsal.command([entry])
            else:
                waiting.append(entry)
        outcomes |= _observe(rehearsal, waiting)
    return outcomes


def _observe(rehearsal: Rehearsal, waiting: Sequence[Prepared]) -> dict[str, Outcome]:
    rehearsal.clock += 60 * MINUTE_MS
    return {outcome.id: outcome for outcome in rehearsal.observe(waiting)} if waiting else {}
