"""Every noun's facts, so that importing this one module fills the registry."""

from oneboard.vocabulary import (
    blobs,
    boundaries,
    bulletins,
    calendar,
    content,
    editions,
    exercise,
    incidents,
    keys,
    papers,
    people,
    places,
    quarantine,
    subjects,
    tasks,
)

NOUNS = (
    blobs, boundaries, bulletins, calendar, content, editions, exercise, incidents, keys, papers, people, places,
    quarantine, subjects, tasks,
)  # fmt: skip
