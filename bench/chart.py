"""docs/benchmarks.svg: verdict by parse floor for each engine, and rate by size."""

from importlib import import_module
from pathlib import Path
from typing import Any, Final

from bench import record as of
from bench.record import FLOOR, OURS, Record, Run

_OURS: Final = "#0b6e4f"
_OTHERS: Final = ("#7a5195", "#bc5090", "#ef5675", "#ff764a", "#ffa600", "#4a6fa5", "#8d99ae")
_SETTINGS: Final = {"svg.fonttype": "none", "svg.hashsalt": "samsyn", "font.size": 9, "axes.spines.top": False,
                    "axes.spines.right": False}  # fmt: skip

Bars = list[tuple[str, float]]
Lines = dict[str, list[tuple[int, float]]]


def bars(record: Record) -> Bars:
    """How many times the parse floor each engine takes for one description, the slowest first."""
    floor = Run("one", FLOOR, record.documents)
    found = [(run.peer, record.ratio(run, floor, of.cpu)) for run in record.runs("one") if run.peer != FLOOR]
    return sorted(((peer, ratio) for peer, ratio in found if ratio), key=lambda bar: -bar[1])


def lines(record: Record) -> Lines:
    """How many descriptions a second each engine judges, by how many there are, as one graph or streamed."""
    found: Lines = {}
    for run in (*record.runs("graph"), *record.runs("stream")):
        if (wall := record.median(run, of.wall)) and run.peer != FLOOR:
            name = f"{run.peer}, streamed" if run.load == "stream" else run.peer
            found.setdefault(name, []).append((run.size, 1 / wall))
    return found


def draw(record: Record, file: Path) -> None:
    """Draws both into a file."""
    matplotlib: Any = import_module("matplotlib")
    matplotlib.use("svg")
    pyplot: Any = import_module("matplotlib.pyplot")
    with matplotlib.rc_context(_SETTINGS):
        figure, (left, right) = pyplot.subplots(1, 2, figsize=(13, 4.2), layout="constrained")
        _draw_bars(left, bars(record))
        _draw_lines(right, lines(record))
        figure.legend(*right.get_legend_handles_labels(), loc="outside right center", frameon=False)
        figure.savefig(file, metadata={"Date": None})
        pyplot.close(figure)


def _draw_bars(axes: Any, found: Bars) -> None:
    colours = [_OURS if peer.startswith(OURS) else _OTHERS[-1] for peer, _ in found]
    drawn = axes.barh([peer for peer, _ in found], [ratio for _, ratio in found], color=colours)
    axes.bar_label(drawn, fmt="%.3g", padding=3)
    axes.axvline(3, color=_OURS, linewidth=1, linestyle=":")
    axes.set_xscale("log")
    axes.set_xlim(left=1)
    axes.margins(x=0.1)
    axes.set_xlabel("CPU for one description, by that of parsing alone (dotted: at most 3)")


def _draw_lines(axes: Any, found: Lines) -> None:
    engines = dict.fromkeys(name.partition(",")[0] for name in found)
    colours = {OURS: _OURS, **dict(zip([each for each in engines if each != OURS], _OTHERS, strict=False))}
    for name, points in found.items():
        colour = colours[name.partition(",")[0]]
        sizes, rates = zip(*points, strict=True)
        mark = "D" if "streamed" in name else "o"
        inside = "white" if "two" in name else colour
        axes.plot(sizes, rates, label=name, color=colour, marker=mark, markersize=5, markerfacecolor=inside)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("descriptions (circles: as one graph; diamonds: a graph each)")
    axes.set_ylabel("descriptions a second")
