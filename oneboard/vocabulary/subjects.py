"""Facts about the subjects (对象) of registers (台账)."""

from oneboard.vocabulary.facts import Fact, Leaves, fact


@fact("subject.registered@1", leaves=Leaves.WITH_ITS_KEY)
class SubjectRegistered(Fact, frozen=True):
    """Something records are about stands on a register, at the entry's place. Its fields are answers, sealed."""

    register: str
