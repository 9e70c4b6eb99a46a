"""What processes cost, from /proc: CPU seconds and memory of a process with all that descend from it."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(root: int) -> float:
    """Of the living, and of the dead that were waited for."""
    return sum(_cpu(pid) for pid in tree(root))


def resident_bytes(root: int) -> int:
    return sum(_resident(pid) for pid in tree(root))


def parent_of(pid: int) -> int:
    return int(_stat(pid)[1])


def tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            children.setdefault(parent_of(int(folder.name)), []).append(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def _stat(pid: int) -> list[str]:
    """The fields behind the name, which may itself hold blanks and brackets: state, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()


def _cpu(pid: int) -> float:
    try:
        return sum(map(int, _stat(pid)[11:15])) / _TICKS  # user, system, and both of waited-for children
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _resident(pid: int) -> int:
    """Its share: a page that several processes have is divided among them (PSS)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
    except (FileNotFoundError, ProcessLookupError):
        return 0
