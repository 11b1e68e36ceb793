"""`samsyn repair`: what would make a centre reach an agreement's minimum level."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from samsyn.cli import streams
from samsyn.cli.day import today
from samsyn.cli.options import InputFormat, Kind, Language, Output, Verbose
from samsyn.cli.words import Words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from samsyn.cli.voice import Voice
    from samsyn.model import Repairs

Format = Literal["text", "json"]


def repair(
    centre: Annotated[str, typer.Argument(metavar="CENTRE", help="Id of a centre, a file, or - for standard input.")],
    agreement: Annotated[str, typer.Argument(metavar="AGREEMENT", help="Id of an agreement; see `samsyn agreements`.")],
    kind: Kind = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to tell the answer.")] = "text",
    input_format: InputFormat = None,
    lang: Language = "sv",
    output: Output = None,
    verbose: Verbose = False,
) -> None:
    """Find the smallest sets of changes under which a centre reaches an agreement's minimum level."""
    from samsyn.cli.listing import as_json

    words = Words(lang)
    found = _found(centre, agreement, kind, input_format, words)
    if format == "json":
        streams.write(as_json(found.to_dict()), output, words)
        return
    from samsyn.cli import ink
    from samsyn.cli.shelf import library
    from samsyn.cli.voice import Voice

    voice = Voice(words, library().label, verbose)
    streams.show(lambda screen: ink.draw(drawn(found, voice), screen), output, words)


def _found(centre: str, agreement: str, kind: str | None, input_format: str | None, words: Words) -> "Repairs":
    from samsyn.cli.shelf import library
    from samsyn.reaching import Reaching
    from samsyn.store import parse

    reaching = Reaching(library(), today())
    if centre != streams.STDIN and not Path(centre).exists() and "." not in centre and "/" not in centre:
        return reaching.mended(None, library().description(centre, thing=False), agreement, kind)
    source = streams.read_one(centre, input_format, words)
    with streams.place(source.name):
        return reaching.mended(parse.graph(source.data, source.form(), name=source.name), None, agreement, kind)


def drawn(found: "Repairs", voice: "Voice") -> "Iterator[RenderableType]":
    """The sets one after the other, each change with who answers for it."""
    from samsyn.cli import ink

    words = voice.words
    yield ink.line(words.of(found.note), "bold" if not found.repairs else "")
    for number, each in enumerate(found.repairs, start=1):
        yield ink.line("")
        head = words("repair.way", n=number) if len(found.repairs) > 1 else words("repair.all")
        yield ink.line(words.count("repair.changes", len(each.changes)).format(head=head), "bold")
        for place, change in enumerate(each.changes, start=1):
            who = voice.who(change.responsible)
            lines = [ink.line(words.of(change.text))]
            lines += [ink.line(words("repair.who", who=who), "dim")] if who else []
            if voice.verbose:
                lines += [ink.line(text.rstrip(), "dim") for text in (change.remove, change.add) if text]
            yield ink.item(ink.line(f"{place}."), *lines, width=3)
    if found.more:
        yield ink.line("")
        yield ink.line(words("repair.more"), "dim")
    if found.repairs and not voice.verbose:
        yield ink.line("")
        yield ink.line(words("repair.verbose"), "dim")
