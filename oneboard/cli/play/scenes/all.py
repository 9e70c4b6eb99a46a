"""All scenes of a play, in the order in which their content is published and their desks are busy."""

from collections.abc import Mapping
from typing import Final

from oneboard.cli.play.scenes import (
    cases,
    checkpoints,
    command,
    counselling,
    front,
    isolation,
    leads,
    persuasion,
    reports,
    screening,
    visits,
    volunteers,
    watch,
)
from oneboard.cli.play.scenes.scene import Scene, SeenTo

SCENES: Final[tuple[Scene, ...]] = (
    visits.SCENE,
    reports.SCENE,
    isolation.SCENE,
    counselling.SCENE,
    persuasion.SCENE,
    leads.SCENE,
    command.SCENE,
    watch.SCENE,
    cases.SCENE,
    screening.SCENE,
    checkpoints.SCENE,
    volunteers.SCENE,
    front.SCENE,
)

REGISTERS: Final = tuple(register for scene in SCENES for register in scene.registers)
PLAYBOOKS: Final = tuple(playbook for scene in SCENES for playbook in scene.playbooks)
SEEN_TO: Final[Mapping[str, SeenTo]] = {name: one for scene in SCENES for name, one in scene.seen_to.items()}
