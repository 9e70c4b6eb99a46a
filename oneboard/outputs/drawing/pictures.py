"""Pictures of figures: a line of days, or a bar for each place; one panel for each indicator."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import FuncFormatter, MaxNLocator

from oneboard.outputs.drawing.founts import fount_for
from oneboard.outputs.drawing.saving import save

#: Inches: of a whole picture's width, of a panel of days, of a bar, and of what stands above them.
_WIDTH, _PANEL, _BAR, _HEAD = 9.0, 2.6, 0.26, 1.0
#: Told apart also by who sees no red or no green.
_INK, _GREY, _WARNING = "#1f5a96", "#8a8f98", "#c00000"
#: Characters that numbers beside the points have room for; else only the highest and the last are written.
_ROOM: Final = 110


class Panel(msgspec.Struct, frozen=True):
    """`values` in the order of the picture's labels; None is not told. `share`: of a whole, in thousandths."""

    title: str
    unit: str
    values: tuple[int | None, ...]
    share: bool = False


class Picture(msgspec.Struct, frozen=True):
    """`labels`: days or places. `heading`: of where and what; `note`: as of when. `warning`: such as that it is an
    exercise; empty where there is none.
    """

    heading: str
    note: str
    labels: tuple[str, ...]
    panels: tuple[Panel, ...]
    kind: Literal["days", "places"]
    warning: str = ""


def draw(picture: Picture, file: Path) -> None:
    """By its ending PNG or SVG, for its owner only. Raises Refusal drawing.fount."""
    figure = _figure(picture, fount_for(_texts(picture)))
    file.touch(mode=0o600)
    with file.open("wb") as to:
        save(figure, to, "svg" if file.suffix.lower() == ".svg" else "png")


def _figure(picture: Picture, fount: FontProperties) -> Figure:
    number = len(picture.panels)
    if picture.kind == "days":
        height, across = _HEAD + _PANEL * number, 1
    else:
        height, across = _HEAD + 1.0 + _BAR * len(picture.labels), number
    figure = Figure(figsize=(_WIDTH, height))
    FigureCanvasAgg(figure)
    axes = figure.subplots(
        number // across, across, sharex=picture.kind == "days", sharey=picture.kind == "places"
    )
    panels = list(axes.flat) if number > 1 else [axes]
    for axis, panel in zip(panels, picture.panels, strict=True):
        (_days if picture.kind == "days" else _places)(axis, picture.labels, panel, fount)
        _plain(axis, fount)
    _head(figure, picture, fount, height)
    return figure


def _head(figure: Figure, picture: Picture, fount: FontProperties, height: float) -> None:
    figure.tight_layout(rect=(0.01, 0.01, 0.99, 1 - _HEAD / height * 0.8))
    above = 1 - 0.28 / height
    figure.text(0.02, above, picture.heading, fontproperties=fount, fontsize=14, va="center")
    figure.text(
        0.02, above - 0.28 / height, picture.note, fontproperties=fount, fontsize=9, color=_GREY, va="center"
    )
    if picture.warning:
        figure.text(0.98, above, picture.warning, fontproperties=fount, fontsize=14, color=_WARNING, ha="right",
                    va="center")  # fmt: skip


def _days(axis: Axes, labels: Sequence[str], panel: Panel, fount: FontProperties) -> None:
    points = [(at, n) for at, n in enumerate(panel.values) if n is not None]
    axis.plot([at for at, _ in points], [n for _, n in points], color=_INK, marker="o", markersize=3.5)
    axis.set_title(_called(panel), fontproperties=fount, fontsize=11, loc="left")
    axis.margins(y=0.18)
    axis.set_ylim(0, 1100 if panel.share else None)
    axis.grid(axis="y", color="#e4e6ea")
    axis.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axis.yaxis.set_major_formatter(FuncFormatter(lambda n, _: _number(int(n), panel.share)))
    every = -(-len(labels) // 10)
    axis.set_xticks(range(0, len(labels), every), [label[5:] for label in labels[::every]])
    for at, n in _worth_a_number(points, panel.share):
        axis.annotate(_number(n, panel.share), (at, n), (0, 5), textcoords="offset points", ha="center",
                      fontproperties=fount, fontsize=8)  # fmt: skip


def _places(axis: Axes, labels: Sequence[str], panel: Panel, fount: FontProperties) -> None:
    """A share is drawn beside the whole of it."""
    numbers = [n or 0 for n in panel.values]
    if panel.share:
        axis.barh(range(len(labels)), [1000] * len(labels), color="#e9edf2")
    axis.barh(range(len(labels)), numbers, color=_INK)
    axis.set_title(_called(panel), fontproperties=fount, fontsize=11, loc="left")
    axis.set_yticks(range(len(labels)), labels)
    axis.set_ylim(len(labels) - 0.4, -0.6)
    axis.set_xlim(0, 1150 if panel.share else max(1, *numbers) * 1.25)
    axis.set_xticks([])
    for at, n in enumerate(panel.values):
        axis.annotate(_number(n, panel.share), (n or 0, at), (4, 0), textcoords="offset points",
                      va="center", fontproperties=fount, fontsize=8)  # fmt: skip


def _plain(axis: Axes, fount: FontProperties) -> None:
    axis.spines[["top", "right"]].set_visible(False)
    axis.tick_params(length=2, colors="#444444")
    for label in (*axis.get_xticklabels(), *axis.get_yticklabels()):
        label.set_fontproperties(fount)
        label.set_fontsize(8)


def _called(panel: Panel) -> str:
    return f"{panel.title}  {panel.unit}".rstrip()


def _worth_a_number(points: Sequence[tuple[int, int]], share: bool) -> Sequence[tuple[int, int]]:
    if sum(len(_number(n, share)) for _, n in points) <= _ROOM:
        return points
    return sorted({max(points, key=lambda point: point[1]), points[-1]})


def _number(n: int | None, share: bool) -> str:
    """As on the terminal: what is withheld is not what is not known."""
    if n is None:
        return "–" if share else "…"
    return f"{n / 10:.1f}" if share else f"{n:,}"


def _texts(picture: Picture) -> Iterator[str]:
    yield from (picture.heading, picture.note, picture.warning, *picture.labels, "0123456789,.-–…")
    for panel in picture.panels:
        yield _called(panel)
