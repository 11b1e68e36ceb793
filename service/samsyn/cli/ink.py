"""Texts for people: lines, indents, columns and colours."""

import io
from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from samsyn.cli.streams import Screen
from samsyn.cli.trouble import clean
from samsyn.model import Outcome

SYMBOLS: Final[dict[Outcome, str]] = {"passed": "✓", "failed": "✗", "cantTell": "?", "inapplicable": "–"}
COLOURS: Final[dict[Outcome, str]] = {"passed": "green", "failed": "red", "cantTell": "yellow", "inapplicable": "dim"}


def draw(parts: Iterable[RenderableType], screen: Screen) -> str:
    """The parts as one text, without spaces at the ends of lines."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=screen.width,
        force_terminal=screen.colour,
        no_color=not screen.colour,
        color_system="standard" if screen.colour else None,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    )
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def line(text: str, style: str = "") -> Line:
    """A text in a style."""
    return Line(clean(text), style=style)


def symbol(outcome: Outcome) -> Line:
    """The sign of an outcome, in its colour."""
    return Line(SYMBOLS[outcome], style=COLOURS[outcome])


def found() -> Line:
    """The sign of what is described but nowhere asked for."""
    return Line("·", style="dim")


def item(mark: Line, *texts: RenderableType, indent: int = 2, width: int = 1) -> RenderableType:
    """Texts under each other behind a mark."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=width, no_wrap=True, justify="right")
    grid.add_column(overflow="fold")
    grid.add_row(mark, Group(*texts))
    return Padding(grid, (0, 0, 0, indent))


def rows(pairs: Sequence[tuple[str, str]], style: str = "") -> RenderableType:
    """Texts behind their names, the names in a column."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold", style=style)
    for name, text in pairs:
        grid.add_row(clean(name), line(text))
    return grid


def table(heads: Sequence[str], body: Iterable[Sequence[str | Line]], *, tight: int | None = None) -> Table:
    """A table under its heads; from column `tight` on they stand close together."""
    made = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", pad_edge=False, show_edge=False)
    for index, head in enumerate(heads):
        close = tight is not None and index >= tight
        made.add_column(head, overflow="fold", no_wrap=close, justify="right" if close else "left")
    for cells in body:
        made.add_row(*(cell if isinstance(cell, Line) else _cell(cell) for cell in cells))
    return made


def _cell(text: str) -> Line:
    """A text whose further lines are dim."""
    first, newline, rest = text.partition("\n")
    return line(first) + line(newline + rest, "dim")
