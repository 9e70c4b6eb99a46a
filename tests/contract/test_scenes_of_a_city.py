"""What scenes come to at the scale of the city, reckoned without playing it. See docs/spec/exercise.md."""

from typing import Any, cast

from oneboard.cli.play import lists
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.scales import SCALES
from oneboard.cli.play.scenes import cases, checkpoints, screening
from oneboard.cli.play.scenes.scene import Stage
from oneboard.cli.statements.statements import statements


def test_lists_cases_and_checkpoints_come_to_what_the_source_reports() -> None:
    city, nobody = SCALES["city"], cast("Any", None)
    stage = Stage(nobody, city, lists.grids(city.within, city.most_homes), Chance(1, "city"), {})
    met = sum(
        any(step == "find" for step, _ in screening.check(stage.chance))
        for _ in range(screening.named(stage))
    )
    source = statements()
    assert source["S20"].is_met_by(met), met
    assert met - 110_000 > 1_000, "some stay without a line, or at no grid, to the end"
    assert source["S23"].is_met_by(stage.part(checkpoints.SET_UP))
    assert source["S25"].is_met_by(stage.part(cases.CONFIRMED))
