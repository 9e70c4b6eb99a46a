"""Whether this store is an exercise: it was founded as one, and nothing makes or unmakes it later (decision 0019)."""

from oneboard.foundation.clock import run_from, run_true
from oneboard.journal.book import read_line
from oneboard.journal.models import Head, Line
from oneboard.vocabulary.exercise import ExerciseFounded


def is_exercise() -> bool:
    """The first line of its journal says so."""
    first = Line.objects.filter(seq=1).first()
    return first is not None and read_line(1, 0, first.body).entry.kind == ExerciseFounded.kind


def take_up_clock() -> None:
    """For a process that begins to write: an exercise goes on from its last moment, anything else in our time."""
    if is_exercise():
        run_from(Head.objects.values_list("recorded_at", flat=True).get(id=1))
    else:
        run_true()
