"""The fact that makes a store an exercise (演练): the first line of its journal, or never."""

from oneboard.vocabulary.facts import Fact, Leaves, fact


@fact("exercise.founded@1", leaves=Leaves.HOLDS_NONE)
class ExerciseFounded(Fact, frozen=True):
    """All that follows in this journal is invented, and its clock may be set ahead."""
