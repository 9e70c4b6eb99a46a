"""Every noun's facts, so that importing this one module fills the registry."""

from oneboard.vocabulary import (
    blobs,
    content,
    editions,
    incidents,
    keys,
    people,
    places,
    quarantine,
    subjects,
    tasks,
)

NOUNS = (blobs, content, editions, incidents, keys, people, places, quarantine, subjects, tasks)
