"""Law 1: replay = live. Folding the journal anew gives the same rows, however its entries are grouped."""

from collections.abc import Sequence

from hypothesis import given, settings

from oneboard.foundation.clock import MINUTE_MS
from oneboard.projections.rows import TASKS
from tests.contract.playing import play
from tests.contract.said import START, Opening, Registration, Said, Step
from tests.contract.stage import Stage, differences
from tests.contract.stories import cuts, stories

ONE_BY_ONE = range(1000)
ALL_IN_ONE: Sequence[int] = ()


@settings(max_examples=40)
@given(story=stories(), live=cuts, again=cuts)
def test_replay_gives_the_same_rows_however_entries_are_grouped(
    stage: Stage, story: list[Said], live: list[int], again: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        play(rehearsal, story, live)
        rows = rehearsal.rows()
        assert rows["projections_place"], "nothing would be equal to nothing"
        for cut in (ONE_BY_ONE, ALL_IN_ONE, again):
            assert differences(rehearsal.replayed(cut), rows) == {}


def test_an_earlier_registration_elsewhere_opens_what_is_owed_anew_in_whatever_groups(stage: Stage) -> None:
    """Found with the random profile: opened at the later moment entry by entry, at the earlier one in one group."""
    story = [Opening(0, "g1", 0), Registration(0, "g1", 3), Registration(0, "g3", 1)]
    with stage.rehearsal() as rehearsal:
        play(rehearsal, story)
        rows = rehearsal.rows()
        [task] = TASKS.rows(rows[TASKS.name])
        assert (task.place, task.opened_at) == ("g3", START + MINUTE_MS)
        assert differences(rehearsal.replayed(ONE_BY_ONE), rows) == {}


def test_a_task_opened_by_rule_for_a_campaign_that_never_was_outlives_an_earlier_registration(
    stage: Stage,
) -> None:
    """Found with the random profile: the step named a campaign that was never opened."""
    asking = Step(0, "g1", "visit", 0, 3, 0, owed=False, playbook="night_round")
    story = [Registration(0, "g1", 3), asking, Registration(0, "g1", 1)]
    with stage.rehearsal() as rehearsal:
        play(rehearsal, story, ONE_BY_ONE)
        rows = rehearsal.rows()
        assert TASKS.rows(rows[TASKS.name])
        assert differences(rehearsal.replayed(ALL_IN_ONE), rows) == {}
