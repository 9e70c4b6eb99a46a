"""What a demo shows of a play: the figures by county and town beside the ledger, and what went wrong on the way."""

from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from oneboard.cli.play.comparing import LEVELS, Compared
from oneboard.cli.play.director import Director
from oneboard.foundation.clock import day_text

#: The figures of the table, and their headings.
COLUMNS: Final = {
    "households_visited": "走访户\nvisited",
    "leaflets_handed_out": "宣传单\nleaflets",
    "doors_not_opened": "无人\nnobody",
    "households_declining": "谢绝\ndeclined",
    "checks_in_isolation": "问候\nchecks",
    "units_reporting": "日报\nreports",
}

#: Places in the table below the first; a county has dozens of towns.
_ROWS: Final = 16
_DIFFERENCES: Final = 20


def show(director: Director, compared: Compared, seconds: float, console: Console) -> None:
    tree = director.trees[-1]
    wrong = {difference.place for difference in compared.differences}
    table = Table(
        title=_title(director),
        title_justify="left",
        header_style="bold",
        padding=(0, 1, 0, 0),
        box=SIMPLE_HEAD,
    )
    table.add_column("地点\nplace", no_wrap=True, max_width=15)
    for heading in COLUMNS.values():
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("台账\nledger", justify="center", no_wrap=True)
    for place, indent in _rows(director, compared):
        figures = compared.figures.get(place, {})
        cells = [f"{figures.get(name, 0):,}" for name in COLUMNS]
        table.add_row(
            "  " * indent + tree.name(place).removesuffix("居民委员会").removesuffix("村民委员会"),
            *cells,
            "✗" if place in wrong else "✓",
        )
    console.print(table)
    console.print(f"[dim]全部 {compared.places:,} 处都已对账 all of these places were compared[/]")
    console.print(_summary(director, compared, seconds))
    for difference in compared.differences[:_DIFFERENCES]:
        console.print(f"✗ {_written(director, difference)}")


def _title(director: Director) -> str:
    return f"{director.scale.days} 天的数字 figures of {director.scale.days} days"


def _rows(director: Director, compared: Compared) -> list[tuple[str, int]]:
    """The root, and below it counties, towns or villages, whichever are several; those with the most visits."""
    tree, root = director.trees[-1], director.scale.root.place
    level = next(level for level in LEVELS[1:] if len(tree.of_level(level)) > 1)
    places = sorted(
        tree.of_level(level), key=lambda place: -compared.figures.get(place, {}).get("households_visited", 0)
    )
    return [(root, 0), *((place, 1) for place in places[:_ROWS])]


def _summary(director: Director, compared: Compared, seconds: float) -> str:
    sent, desk = director.days.sent, director.centre.done
    facts = (
        (director.homes, "户在册 households on the list"),
        (len(director.grids), "个网格 grids"),
        (sent.entries, "条现场记录 entries from phones"),
        (sent.doubles, "条重发 sent twice"),
        (sent.late, "条迟到 came late"),
        (sent.wrong_clocks, "条时钟不准 by wrong clocks"),
        (sent.held, "条先到 came before what they correct"),
        (desk["merge"], "户合并 households merged"),
        (desk["send_again"], "户再访 asked again"),
        (desk["quarantine recorded"], "条人工采信 believed by a person"),
        (desk["quarantine dismissed"], "条人工驳回 dismissed by a person"),
        (desk["approve"], "份日报审核 reports approved"),
        (desk["give_back"], "份日报退回 reports given back"),
    )
    lines = [f"{number:>9,} {what}" for number, what in facts]
    differ = f"{len(compared.differences)} 个不符 differ"
    return "\n".join(
        [*lines, f"{compared.cells:,} 个数字对账 figures compared, {differ} · {seconds:.0f} s\n"]
    )


def _written(director: Director, difference: tuple[str, str, int, int, int]) -> str:
    indicator, place, day, node, ledger = difference
    when = day_text(day) if day else "so far"
    return f"{indicator} · {director.trees[-1].name(place)} · {when}: {node:,}, ledger {ledger:,}"
