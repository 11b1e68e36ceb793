"""docs/benchmarks.md: figures, a table for each load, and how it was measured."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from bench import record as of
from bench.figures import Figure, figures
from bench.record import FLOOR, OURS, Agreement, Record, Run

METHOD: Final = Path(__file__).parent / "method.md"
_UNKNOWN: Final = "–"
_OF_OURS: Final = "The descriptions of `data/centres/` by `shapes/description.ttl` and the minimum level together."
_AGREE: Final = """\
Each engine's results against ours in the same run, by focus node, path and constraint component. pySHACL gives no
result where `sh:lessThan` or `sh:lessThanOrEquals` meets a value that cannot be compared: that is known. pyshifty names
constraints in its own way and is compared by focus node. Our streams are held against each other, and our one graph
against them."""

Column = tuple[str, Callable[[Run], str]]


def render(
    record: Record,
    chart: str,
    of_service: Sequence[Figure] = (),
    service: Sequence[tuple[str, Sequence[str]]] = (),
) -> str:
    """The whole document, with a link to the chart; figures and sections of the service where they were measured."""
    found = [*figures(record), *of_service]
    parts = (
        ("# Benchmarks", _opening(found)),
        ("## The figures", told(found)),
        ("", [f"![Verdict by parse floor, and rate by size]({chart})"]),
        (
            "## One description",
            _one(record, "one", f"{record.documents:,} made-up descriptions, one after the other, as Turtle."),
        ),
        ("## Many descriptions as one graph", _graphs(record)),
        ("## Many descriptions, a graph each", _streams(record)),
        ("## Our own descriptions", _one(record, "own", _OF_OURS)),
        ("## Starting", _starts(record)),
        ("## Do they find the same?", _agreements(record.agreements)),
        ("## What was not measured", _absences(record)),
        *service,
        ("## How it is measured", [METHOD.read_text(encoding="utf-8").rstrip()]),
        ("## Where, when, and which versions", _about(record)),
    )
    said = (part for title, lines in parts if lines for part in (title, "\n".join(lines)) if part)
    return "\n\n".join(said) + "\n"


def number(value: float | None, unit: str = "") -> str:
    """A figure with as many digits as it is worth."""
    if value is None:
        return _UNKNOWN
    rounded = value if value >= 1000 else float(f"{value:.3g}")
    digits = 0 if rounded >= 100 or rounded == int(rounded) else 1 if rounded >= 10 else 2 if rounded >= 0.1 else 3
    return f"{rounded:,.{digits}f} {unit}".rstrip()


def table(head: Sequence[str], rows: Iterable[Sequence[str]], words: Sequence[int] = (0,)) -> list[str]:
    """A table of Markdown: which columns are words, all others being figures."""
    lines = [head, ["---" if place in words else "--:" for place in range(len(head))], *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def _opening(found: list[Figure]) -> list[str]:
    reached, missed, unknown = (sum(each.reached is answer for each in found) for answer in (True, False, None))
    return [
        "Written by `make bench`, which measures our engine and service beside their peers; not to be edited by hand.",
        f"Of {len(found)} figures {reached} were reached, {missed} were not, {unknown} were not measured.",
    ]


def told(found: Sequence[Figure]) -> list[str]:
    """Figures as a table."""
    words = {True: "yes", False: "**no**", None: "not measured"}
    return table(
        ("figure", "target", "measured", "reached"),
        [
            (
                each.says,
                f"{'at least' if each.least else 'at most'} {number(each.target, each.unit)}",
                number(each.measured, each.unit),
                words[each.reached],
            )
            for each in found
        ],
    )


def _one(record: Record, load: str, says: str) -> list[str]:
    runs = sorted(record.runs(load), key=lambda run: record.median(run, of.cpu) or 0)
    floor, ours = (Run(load, peer, runs[0].size if runs else 0) for peer in (FLOOR, OURS))
    columns: list[Column] = [
        ("CPU, ms", lambda run: number(_times(record.median(run, of.cpu), 1000))),
        ("clock, ms", lambda run: number(_times(record.median(run, of.wall), 1000))),
        ("by parsing alone", lambda run: number(record.ratio(run, floor, of.cpu), "×")),
        ("by ours", lambda run: number(record.ratio(run, ours, of.cpu), "×")),
        ("memory, MB", lambda run: number(record.median(run, of.rss))),
        ("results", lambda run: _results(record, run)),
    ]
    return [says, "", *_rows("engine", runs, columns)] if runs else []


def _graphs(record: Record) -> list[str]:
    said = ["One file of N-Triples, read and judged as one graph."]
    for size in sorted({run.size for run in record.runs("graph")}):
        runs = [run for run in record.runs("graph") if run.size == size]
        said += ["", f"{size:,} descriptions:", ""]
        said += _rows("engine", _fastest_first(record, runs), _of_many(record, Run("graph", OURS, size)))
    return said if len(said) > 1 else []


def _streams(record: Record) -> list[str]:
    runs = record.runs("stream")
    if not runs:
        return []
    ours = Run("stream", OURS, record.size)
    says = f"One file of N-Quads with {record.size:,} graphs, read once and judged as it comes."
    return [says, "", *_rows("engine", _fastest_first(record, runs), _of_many(record, ours))]


def _of_many(record: Record, ours: Run) -> list[Column]:
    return [
        ("CPU each, µs", lambda run: number(_times(record.median(run, of.cpu), 1e6))),
        ("a second, by the clock", lambda run: number(_rate(record.median(run, of.wall)))),
        ("CPU by ours", lambda run: number(record.ratio(run, ours, of.cpu), "×")),
        ("memory of a process, MB", lambda run: number(record.median(run, of.rss))),
        ("results", lambda run: _results(record, run)),
    ]


def _starts(record: Record) -> list[str]:
    columns: list[Column] = [
        ("CPU, ms", lambda run: number(_times(record.median(run, of.cpu), 1000))),
        ("clock, ms", lambda run: number(_times(record.median(run, of.wall), 1000))),
    ]
    return _rows("what", record.runs("start"), columns)


def _agreements(found: list[Agreement]) -> list[str]:
    if not found:
        return []
    rows = [
        (
            each.run.peer + ("" if each.bound else " (counted only)"),
            f"{each.run.load}, {each.run.size:,}",
            f"{each.results:,}",
            f"{each.missing:,}" + (f", {each.excepted:,} of them known" if each.excepted else ""),
            f"{each.extra:,}",
            each.told or "the same",
        )
        for each in found
    ]
    head = ("engine", "load", "results", "of ours it lacks", "it adds", "which")
    return [_AGREE, "", *table(head, rows, words=(0, 1, 5))]


def _absences(record: Record) -> list[str]:
    return [f"- {each.run.peer}, {each.run.load} of {each.run.size:,}: {each.why}." for each in record.absences]


def _about(record: Record) -> list[str]:
    said = [f"{name}: {value}." for name, value in record.about.items()]
    versions = ", ".join(f"{name} {version}" for name, version in record.versions.items())
    return [*(f"- {each}" for each in said), f"- Packages: {versions}."]


def _rows(first: str, runs: Sequence[Run], columns: Sequence[Column]) -> list[str]:
    head = [first, *(name for name, _ in columns)]
    return table(head, [[_bold(run.peer), *(tell(run) for _, tell in columns)] for run in runs]) if runs else []


def _fastest_first(record: Record, runs: list[Run]) -> list[Run]:
    return sorted(runs, key=lambda run: record.median(run, of.cpu) or 0)


def _results(record: Record, run: Run) -> str:
    return "" if run.peer in (FLOOR, of.OPEN) else number(record.median(run, lambda measure: measure.results))


def _bold(peer: str) -> str:
    return f"**{peer}**" if peer.startswith(OURS) else peer


def _times(value: float | None, by: float) -> float | None:
    return None if value is None else value * by


def _rate(seconds: float | None) -> float | None:
    return None if not seconds else 1 / seconds
