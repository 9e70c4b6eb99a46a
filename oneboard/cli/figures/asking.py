"""What a command asks the node for, and whose language the answer is read in."""

import argparse
import datetime as dt
from typing import Final, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

import msgspec
from django.conf import settings
from rich.console import Console
from rich.markup import escape

from oneboard.api.figure_tables import ChangeTable, FigureTable
from oneboard.cli.call import Ask, fetched
from oneboard.cli.terminal import shown
from oneboard.foundation.clock import instant_ms, local_text
from oneboard.foundation.words import Said, say
from oneboard.playbooks.naming import Title
from oneboard.playbooks.titles import called
from oneboard.vocabulary.places import DEPTH

Answer = TypeVar("Answer")

#: Of which places and indicators, and as of when.
WHERE: Final = ("place", "level", "indicators", "as_of")
DAYS: Final = ("day", "since", "until", "public")
#: What stands for a figure that is withheld from the public.
WITHHELD: Final = "…"
#: For a share of nothing, or of what is not kept.
UNKNOWN: Final = "–"


class Asking(NamedTuple):
    asked: argparse.Namespace
    ask: Ask
    locale: str

    def bytes(self, path: str, *names: str, **more: str) -> bytes:
        """The answer as it is, of an address that is asked with these options of the command. Raises Refused."""
        given = {name: str(value) for name in names if (value := getattr(self.asked, name)) is not None}
        return fetched(self.ask, "GET", f"{quote(path)}?{urlencode({**given, **more})}")

    def get(self, kind: type[Answer], path: str, *names: str, **more: str) -> Answer:
        return msgspec.json.decode(self.bytes(path, *names, **more), type=kind)

    def say(self, key: str, **fields: Said) -> str:
        return say(self.locale, f"figures.{key}", fields)

    def called(self, title: Title | None, name: str) -> str:
        return called(title, self.locale, name)

    def when(self, instant: dt.datetime) -> str:
        return local_text(instant_ms(instant), settings.ONEBOARD.time_zone)

    def headed(self, title: Title | None, unit: Title | None, name: str) -> str:
        """What heads a column of a file: what is counted, and in what."""
        heading = self.called(title, name)
        return self.say("in_unit", title=heading, unit=self.called(unit, "")) if unit else heading

    def level(self, level: str) -> str:
        return say(self.locale, f"level.{level}")

    def head(self, console: Console, table: FigureTable | ChangeTable) -> None:
        """Where, and as of when."""
        told = self.moment(table) | {"place": f"[bold]{escape(shown(table.rows[0].name))}[/]"}
        warning = f"[bold red]{self.say('exercise')}[/]  " if getattr(table, "exercise", False) else ""
        console.print(warning + self.say("as_of" if table.seq else "as_of_nothing", **told))

    def moment(self, table: FigureTable | ChangeTable) -> dict[str, str]:
        """What is said of where and when: the moment that was asked for, else that of the last entry."""
        at = dt.datetime.fromisoformat(self.asked.as_of) if self.asked.as_of else table.recorded_at
        return {"place": table.rows[0].name, "at": self.when(at), "seq": f"{table.seq:,}"}

    def hint(self, console: Console, table: FigureTable | ChangeTable) -> None:
        """Which levels there are to look at below, or that the one asked for is not there."""
        here, level = table.rows[0], self.asked.level
        below = [name for name in DEPTH if DEPTH[name] > DEPTH[here.level]]
        missing = level and all(row.level != level for row in table.rows[1:])
        if missing:
            console.print(self.say("no_level", place=shown(here.name), level=self.level(level)), markup=False)
        if below and (missing or not level):
            levels = " | ".join(below)
            console.print(self.say("levels", levels=levels), soft_wrap=True, style="dim", markup=False)


def number(n: int | None, share: bool = False) -> str:
    """As people read it; a share in per cent."""
    if share:
        return UNKNOWN if n is None else f"{n / 10:.1f}"
    return WITHHELD if n is None else f"{n:,}"
