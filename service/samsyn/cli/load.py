"""`samsyn load`: files into a store."""

from pathlib import Path
from typing import Annotated

import typer

from samsyn.cli import streams
from samsyn.cli.options import InputFormat, Language, Store
from samsyn.cli.stored import named
from samsyn.cli.words import Words


def load(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="RDF in any format; of any size as N-Quads.")],
    graph: Annotated[
        str | None,
        typer.Option(
            metavar="IRI",
            help="The graph of statements that name none; {name} stands for the file's, a graph for each.",
        ),
    ] = None,
    input_format: InputFormat = None,
    store: Store = None,
    lang: Language = "sv",
) -> None:
    """Add files to a store, each whole or not at all; the service must be stopped."""
    from datetime import UTC, datetime

    from samsyn.cli.trouble import file_trouble
    from samsyn.store.disk.layout import Layout
    from samsyn.store.disk.store import DiskStore
    from samsyn.store.formats import format_of_file, rdf_format
    from samsyn.store.port import Provenance

    words, folder = Words(lang), named(store)
    forms = [rdf_format(input_format) if input_format else format_of_file(str(file)) for file in files]
    for file in files:
        try:
            file.open("rb").close()
        except OSError as error:
            raise file_trouble(str(file), error, words) from error
    mark = Layout(folder).mark()
    opened = DiskStore(folder, default_graph=mark.default_graph if mark else "union", tell=streams.note)
    opened.open()
    try:
        for file, form in zip(files, forms, strict=True):
            by = Provenance("samsyn load", datetime.now(UTC).isoformat(timespec="seconds"), file.name)
            name = graph.replace("{name}", file.stem) if graph else None
            found = opened.load(file, form, name, by)
            opened.tidy()
            rate = found.statements / max(found.seconds, 0.001)
            streams.note(
                words(
                    "load.done",
                    name=file,
                    triples=f"{found.statements:,}",
                    graphs=f"{found.graphs:,}",
                    seconds=f"{found.seconds:.1f}",
                    rate=f"{rate:,.0f}",
                )
            )
    finally:
        opened.close()
