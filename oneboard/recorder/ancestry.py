"""Ancestry (来历): what an entry builds on: its parents, and what it corrects."""

from oneboard.vocabulary.entry import Entry


def parents_of(entry: Entry) -> tuple[str, ...]:
    """What must be recorded before it: its named parents, and what it corrects."""
    return (*entry.parents, entry.corrects) if entry.corrects else entry.parents


def fault_of_correction(entry: Entry, first: Entry) -> str:
    """Empty, or what is wrong: a correction belongs to the thread and kind of the entry first recorded."""
    if first.corrects is not None:
        return f"corrects: {first.corrects}"
    if first.task != entry.task:
        return f"task: {first.task}"
    if first.kind.partition("@")[0] != entry.kind.partition("@")[0]:
        return f"kind: {first.kind}"
    return ""
