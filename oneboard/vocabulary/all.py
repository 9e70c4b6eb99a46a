"""Every noun's facts, so that importing this one module fills the registry."""

from oneboard.vocabulary import (
    blobs,
    content,
    incidents,
    keys,
    people,
    places,
    quarantine,
    subjects,
    tasks,
)

NOUNS = (blobs, content, incidents, keys, people, places, quarantine, subjects, tasks)
