"""`samsyn example`: the smallest description that reaches an agreement's minimum level."""

from typing import Annotated, Literal

import typer

from samsyn.cli import streams
from samsyn.cli.day import today
from samsyn.cli.options import Date, Kind, Language, Output
from samsyn.cli.words import Words

Format = Literal["turtle", "json-ld"]


def example(
    agreement: Annotated[str, typer.Argument(metavar="AGREEMENT", help="Id of an agreement; see `samsyn agreements`.")],
    kind: Kind = None,
    date: Date = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to write it.")] = "turtle",
    lang: Language = "sv",
    output: Output = None,
) -> None:
    """Make up the smallest centre that reaches an agreement's minimum level, to start from."""
    from samsyn.cli.shelf import library
    from samsyn.reach.turtle import document
    from samsyn.reaching import Reaching
    from samsyn.selection import day_of

    words = Words(lang)
    triples = Reaching(library(), day_of(date or today()).isoformat()).example(agreement, kind)
    if format == "turtle":
        streams.write(document(triples).encode(), output, words)
    else:
        from samsyn.store import write
        from samsyn.store.formats import rdf_format

        streams.write(write.graph(triples, rdf_format(format)), output, words)
    streams.note(words("example.made_up"))
