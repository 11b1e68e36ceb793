"""`samsyn questions`: the stored questions, and the answer to one."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from samsyn.cli import day, streams
from samsyn.cli.listing import Format, Listing, as_csv, as_json, tell
from samsyn.cli.options import Date, Language, Output
from samsyn.cli.streams import Screen
from samsyn.cli.words import Words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from samsyn.answering import Table
    from samsyn.library import Library
    from samsyn.model import Question


def questions(
    one: Annotated[str | None, typer.Argument(metavar="[ID]", help="Answer this one.")] = None,
    date: Date = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to tell the answer.")] = "table",
    lang: Language = "sv",
    output: Output = None,
) -> None:
    """List the stored questions, or answer one."""
    from samsyn.cli.shelf import library

    words = Words(lang)
    if one is None:
        found = library().questions
        rows = [(f"{words.of(each.text)}\n{each.id}", _audience(library(), each, words)) for each in found]
        tell(Listing([each.to_dict() for each in found], ("question", "audience"), rows), format, words, output)
        return
    asked = library().question(one)
    answer = _answer(library(), asked, date or day.today())
    if format == "table":
        streams.show(partial(_drawn, library(), asked, answer, words), output, words)
    else:
        streams.write(_written(asked, answer, format), output, words)


def _audience(library: "Library", found: "Question", words: Words) -> str:
    return words.of(library.named("audience", found.audience))


def _answer(library: "Library", asked: "Question", date: str) -> bytes:
    """SPARQL results in JSON. Raises BadInput for a date that is none."""
    from samsyn.selection import day_of
    from samsyn.workers.dataset import filled

    day_of(date)
    return filled(library, today=date).query(asked.query, "json").body


def _written(asked: "Question", answer: bytes, format: Format) -> bytes:
    from samsyn import answering

    if asked.asks:
        told = {"answer": answering.boolean(answer)}
        return as_json({**asked.to_dict(), **told}) if format == "json" else as_csv([_cells(told)])
    names, rows = answering.plain(answer)
    if format == "csv":
        return as_csv([_cells(row) for row in rows])
    return as_json({**asked.to_dict(), "columns": list(names), "items": rows, "next": None})


def _cells(row: Mapping[str, object]) -> dict[str, str]:
    return {
        name: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in row.items()
    }


def _drawn(library: "Library", asked: "Question", answer: bytes, words: Words, screen: Screen) -> str:
    from samsyn.cli import ink

    return ink.draw(_parts(library, asked, answer, words), screen)


def _parts(library: "Library", asked: "Question", answer: bytes, words: Words) -> "Iterator[RenderableType]":
    from samsyn import answering
    from samsyn.cli import ink

    yield ink.line(words.of(asked.text), "bold")
    yield ink.line(words.of(asked.reading), "dim")
    if asked.asks:
        yield ink.line(words("yes" if answering.boolean(answer) else "no"))
        return
    table = answering.table(answer, words.lang, library.label)
    yield ink.table(_heads(table, words), ([cell.text for cell in row] for row in table.rows))
    yield ink.line(words.count("rows", len(table.rows)), "dim")


def _heads(table: "Table", words: Words) -> list[str]:
    from samsyn import answering

    return [words.of(answering.HEADINGS[column]) for column in table.columns]
