"""Playing on a throwaway node: founded, played to its last day, and compared with the ledger."""

import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from oneboard.cli.demo.node import Node, served
from oneboard.cli.play.centre import Centre
from oneboard.cli.play.comparing import Compared, compare
from oneboard.cli.play.crews import crews_for
from oneboard.cli.play.director import Director
from oneboard.cli.play.scales import Scale
from oneboard.cli.play.tree import rolled_up


class Played(msgspec.Struct, frozen=True):
    """`seconds`: from the node's first answer to the last figure compared."""

    node: Node
    director: Director
    compared: Compared
    seconds: float


@contextmanager
def played(scale: Scale, seed: int, console: Console) -> Iterator[Played]:
    """Raises Refused where the node did not do what the play asked for. Whoever ends us ends the node, too."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        served(scale.root) as (node, founder),
        crews_for(scale, "127.0.0.1", node.port) as crews,
        tempfile.TemporaryDirectory() as folder,
    ):
        began = time.perf_counter()
        centre = Centre(founder, scale.root.place, seed)
        director = Director(node, centre, crews, scale, seed, Path(folder))
        compared = _to_the_end(director, console)
        yield Played(node, director, compared, time.perf_counter() - began)


def _to_the_end(director: Director, console: Console) -> Compared:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("")

        def progress(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of or None)

        director.play(progress)
        progress("对账 comparing", 0, 0)
        expected = rolled_up(director.cells(), director.trees)
        scale = director.scale
        return compare(
            director.centre.officer, scale.root.place, director.trees[-1], expected, scale.days, scale.daily
        )
