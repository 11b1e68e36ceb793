"""`samsyn query`: SPARQL over the bundled data, or over a store elsewhere."""

import json
import os
import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from samsyn.cli import day, streams
from samsyn.cli.options import Language, Output, Store, StoreUrl
from samsyn.cli.stored import indexed
from samsyn.cli.streams import Screen
from samsyn.cli.words import Words
from samsyn.terms import PREFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from samsyn.store.port import Answer, Readable

Format = Literal["json", "xml", "csv", "tsv", "turtle", "table"]
_RESULT_BYTES: Final = 2**31
_SECONDS: Final = 300.0
_JSON: Final = "application/sparql-results+json"


def query(
    text: Annotated[str, typer.Argument(metavar="QUERY|@FILE", help="SPARQL 1.1; - is standard input.")],
    format: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="How to tell the answer [table on a terminal, else json; graphs: turtle]."),
    ] = None,
    store: Store = None,
    store_url: StoreUrl = None,
    lang: Language = "sv",
    output: Output = None,
) -> None:
    """Ask the bundled data, or a store, in SPARQL."""
    words = Words(lang)
    name, asked = _read(text, words)
    wanted = format or ("table" if output is None and sys.stdout.isatty() else None)
    answered = partial(_elsewhere, store_url) if store_url else partial(_here, store)
    with streams.place(name):
        answer = answered(asked, None if wanted == "table" else wanted)
    if wanted == "table" and answer.media_type == _JSON:
        streams.show(partial(_drawn, json.loads(answer.body), words), output, words)
    else:
        streams.write(answer.body, output, words)


def _elsewhere(url: str, text: str, wanted: str | None) -> "Answer":
    """What a store at an address answers."""
    from samsyn.store.remote import place, reader, wire

    line = wire.Wire(place.remote(url), place.Login.of(os.environ))
    there = reader.RemoteReader(lambda asked, accept: line.ask(asked, accept, _SECONDS), result_bytes=_RESULT_BYTES)
    return there.query(text, wanted)


def _here(store: "Path | None", text: str, wanted: str | None) -> "Answer":
    """What a store in a folder answers, or the bundled data where none is named. Raises FileTrouble."""
    from samsyn.workers.seal import without_sockets

    held: Readable
    if store is not None:
        from samsyn.store.disk.reading import NewestGeneration

        held = NewestGeneration(indexed(store), result_bytes=_RESULT_BYTES)
    else:
        from samsyn.cli.shelf import library
        from samsyn.workers.dataset import filled

        held = filled(library(), today=day.today(), result_bytes=_RESULT_BYTES)
    return without_sockets(lambda: held.query(text, wanted))


def _read(text: str, words: Words) -> tuple[str | None, str]:
    """The name of the file a query stands in, if it does, and the query."""
    if text != streams.STDIN and not text.startswith("@"):
        return None, text
    source = streams.read_one(text.removeprefix("@"), None, words)
    with streams.place(source.name):
        return source.name, source.text()


def _drawn(answer: dict[str, Any], words: Words, screen: Screen) -> str:
    from samsyn.cli import ink

    return ink.draw(_parts(answer, words), screen)


def _parts(answer: dict[str, Any], words: Words) -> "Iterator[RenderableType]":
    from samsyn.cli import ink

    if "boolean" in answer:
        yield ink.line(words("yes" if answer["boolean"] else "no"))
        return
    names = answer["head"].get("vars", [])
    rows = answer["results"]["bindings"]
    yield ink.table(names, ([_cell(row.get(name)) for name in names] for row in rows))
    yield ink.line(words.count("rows", len(rows)), "dim")


def _cell(term: dict[str, Any] | None) -> str:
    if term is None:
        return ""
    value = str(term["value"])
    if term["type"] == "uri":
        return _short(value)
    return f"_:{value}" if term["type"] == "bnode" else value


def _short(address: str) -> str:
    fitting = [(len(iri), prefix) for prefix, iri in PREFIXES.items() if address.startswith(iri)]
    if not fitting:
        return address
    length, prefix = max(fitting)
    return f"{prefix}:{address[length:]}"
