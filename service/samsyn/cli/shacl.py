"""`samsyn shacl`: any data against any shapes, as the W3C recommends it."""

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from samsyn.cli import streams
from samsyn.cli.options import InputFormat, Language, Output, enough
from samsyn.cli.streams import Screen
from samsyn.cli.voice import spoken
from samsyn.cli.words import Words
from samsyn.errors import SamsynError
from samsyn.model import Result, ShaclReport
from samsyn.terms import Term, lexical, local

if TYPE_CHECKING:
    from rich.console import RenderableType

    from samsyn.library import Document

Format = Literal["turtle", "json", "text"]
AsFormat = Annotated[
    Format | None, typer.Option("--format", "-f", help="How to tell the answer [text on a terminal, else turtle].")
]
Engine = Annotated[Literal["samsyn", "pyshacl"], typer.Option(help="pyshacl knows SHACL-AF rules too; it is slower.")]

EachGraph = Annotated[
    bool, typer.Option("--each-graph", help="Judge each graph of an N-Quads file by itself, however large the file.")
]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", metavar="N", callback=enough, help="How many processes --each-graph uses.")
]


def shacl(
    data: Annotated[str, typer.Argument(metavar="DATA", help="The data to validate; - is standard input.")],
    shapes: Annotated[str, typer.Option("--shapes", "-s", metavar="SHAPES", help="The shapes.")],
    format: AsFormat = None,
    engine: Engine = "samsyn",
    each_graph: EachGraph = False,
    jobs: Jobs = 1,
    input_format: InputFormat = None,
    lang: Language = "sv",
    output: Output = None,
) -> None:
    """Validate any RDF against any shapes.

    Exit code: 0 conforms, 1 does not, 2 bad input.
    """
    from samsyn.library import Document, shacl_by
    from samsyn.library import shacl as judge

    words = Words(lang)
    if each_graph:
        raise typer.Exit(_each_graph(data, shapes, format, engine, jobs, words, output))
    read, asked = streams.read_one(data, input_format, words), streams.read_one(shapes, None, words)
    given = Document(read.data, read.form().key, read.name)
    stated = Document(asked.data, asked.form().key, asked.name)
    rules = stated.rules() if engine == "samsyn" else None
    report = shacl_by(rules, given, stated) if rules else judge(given, stated, engine=engine)
    if not report.results and not (rules.targeted if rules else _targeted(stated)):
        streams.note(words("shacl.no-target", name=asked.name))
    _tell(report, format or ("text" if output is None and sys.stdout.isatty() else "turtle"), words, output)
    raise typer.Exit(0 if report.conforms else 1)


def _each_graph(
    data: str, shapes: str, format: Format | None, engine: Engine, jobs: int, words: Words, output: Path | None
) -> int:
    """Writes what each graph comes to that does not conform, as it is judged; the exit code."""
    from samsyn.bulk import stream
    from samsyn.library import Document, lines_told

    if format == "turtle":
        raise typer.BadParameter(words("shacl.stream-format"))
    if engine != "samsyn" or not data.endswith((".nq", ".nquads")):
        raise typer.BadParameter(words("shacl.stream-file"))
    asked = streams.read_one(shapes, None, words)
    rules = Document(asked.data, asked.form().key, asked.name).rules()
    count = broken = 0
    with streams.lines(output, words) as write, lines_told(asked.data, asked.form(), asked.name):
        for graph, results in stream(Path(data), rules, jobs=jobs):
            count += 1
            if results:
                broken += 1
                write(_told(graph, results, words) if format == "json" else _line(graph, results, words))
    streams.note(words("shacl.graphs", n=count, broken=broken))
    return 1 if broken else 0


def _told(graph: Term | None, results: tuple[Result, ...], words: Words) -> str:
    return json.dumps({"graph": graph, **ShaclReport(results).to_dict()}, ensure_ascii=False)


def _line(graph: Term | None, results: tuple[Result, ...], words: Words) -> str:
    from samsyn.engine.paths import short

    said = (f"    {short(each.focus)}: {spoken(each.messages, words)}" for each in results)
    return "\n".join([words("shacl.graph", name=short(graph) if graph else "-"), *said])


def _targeted(stated: "Document") -> bool:
    """Whether some shape has a target (SHACL 2.1.3)."""
    try:
        return bool(stated.rules().targeted)
    except SamsynError:  # the reference engine knows shapes that ours does not
        return True


def _tell(report: ShaclReport, format: Format, words: Words, output: Output) -> None:
    if format == "text":
        streams.show(partial(_drawn, report, words), output, words)
    elif format == "json":
        streams.write((json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n").encode(), output, words)
    else:
        from samsyn.engine.report import report_triples
        from samsyn.store import write
        from samsyn.store.formats import rdf_format

        streams.write(write.graph(report_triples(report.results), rdf_format("turtle")), output, words)


def _drawn(report: ShaclReport, words: Words, screen: Screen) -> str:
    from samsyn.cli import ink

    return ink.draw(_parts(report, words), screen)


def _parts(report: ShaclReport, words: Words) -> "Iterator[RenderableType]":
    from samsyn.cli import ink

    if report.conforms:
        yield ink.line(words("shacl.conforms"), "green")
        return
    count = words.count("shacl.results", len(report.results))
    yield ink.line(f"{words('shacl.fails')} ({count})", "red")
    for result in report.results:
        severity = local(f"<{result.severity}>")
        style = {"Violation": "red", "Warning": "yellow"}.get(severity, "cyan")
        yield ink.line("")
        yield ink.item(
            ink.line("•", style),
            ink.line(f"{severity}: {spoken(result.messages, words)}"),
            ink.rows(list(_particulars(result, words))),
            indent=0,
        )


def _particulars(result: Result, words: Words) -> Iterator[tuple[str, str]]:
    from samsyn.engine.paths import short

    if result.computed not in (*result.messages, '""'):
        yield words("shacl.found"), lexical(result.computed)
    yield words("shacl.focus"), short(result.focus)
    if result.path:
        yield words("shacl.path"), result.path_text or short(result.path)
    if result.value:
        yield words("shacl.value"), short(result.value)
    elif result.seen:
        yield words("shacl.seen"), ", ".join(short(each) for each in result.seen)
    for each in result.conforming:
        yield words("shacl.conforming"), short(each)
    for part in result.detail:
        yield words("shacl.part"), f"{short(part.focus)}: {spoken(part.messages, words)}"
    yield words("shacl.constraint"), local(f"<{result.component}>")
    yield words("shacl.shape"), short(result.shape)
