"""How the clock says a word: sealed, and recorded once by its id."""

from oneboard.recorder.preparation import Candidate
from oneboard.recorder.recorder import Recorder
from oneboard.recorder.writer import Decision
from oneboard.vocabulary.entry import Submission


def say(pen: Recorder, submission: Submission, now_ms: int) -> None:
    [prepared] = pen.sealer(now_ms).prepare([Candidate(submission, now_ms)])
    pen.record(prepared.id, lambda _: Decision([prepared]))
