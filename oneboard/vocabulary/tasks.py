"""Facts about tasks (任务)."""

from oneboard.vocabulary.facts import Fact, Leaves, fact


@fact("step.taken@1", leaves=Leaves.WITH_ITS_KEY)
class StepTaken(Fact, frozen=True):
    """An observation: someone took a step of the entry's playbook, with the answers of its form.

    It is recorded whatever the task's state; the fold says what effect it had.
    """

    step: str
