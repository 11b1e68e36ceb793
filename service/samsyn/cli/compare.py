"""`samsyn compare`: two agreements by topic, or all of them at once."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from samsyn.cli import listing, streams
from samsyn.cli.options import Language, Output, Verbose
from samsyn.cli.streams import Screen
from samsyn.cli.words import Words
from samsyn.errors import Swedish, UnknownChoice

if TYPE_CHECKING:
    from rich.console import RenderableType

    from samsyn.cli.voice import Voice
    from samsyn.comparing import Comparer
    from samsyn.model.comparison import Comparison, Party, Side, TopicRelation
    from samsyn.model.matrix import Matrix

Format = Literal["text", "json", "csv", "turtle", "html"]
_SIGNS: Final = {
    "equal": ("=", "green"),
    "stricter": ("▲", "cyan"),
    "looser": ("▼", "cyan"),
    "incomparable": ("≠", "yellow"),
    "onlyLeft": ("◀", ""),
    "onlyRight": ("▶", ""),
    "notRead": ("?", "dim"),
}
_SHOWN_PAIRS: Final = 12


def compare(
    left: Annotated[str | None, typer.Argument(metavar="[LEFT]", help="Id of an agreement; without it, all.")] = None,
    right: Annotated[str | None, typer.Argument(metavar="[RIGHT]", help="Id of the one it is compared with.")] = None,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="Compare as this kind [the first that both have].")
    ] = None,
    date: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Compare the versions that hold on this day.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to tell the answer.")] = "text",
    lang: Language = "sv",
    verbose: Verbose = False,
    output: Output = None,
) -> None:
    """Compare two agreements topic by topic, or all at once."""
    from samsyn.cli.shelf import library
    from samsyn.cli.voice import Voice
    from samsyn.comparing import Comparer

    voice = Voice(Words(lang), library().label, verbose)
    comparer = Comparer(library())
    if left and right:
        _pair(comparer.pair(left, right, kind, date), comparer, format, voice, output)
    elif left:
        raise _alone(comparer, left)
    else:
        _all(comparer.matrix(kind, date), comparer, format, voice, output)


def _alone(comparer: "Comparer", left: str) -> UnknownChoice:
    """That a second agreement is lacking, or that the first does not exist."""
    comparer.library.head(left)
    valid = tuple(each for each in comparer.library.documents if each != left)
    return UnknownChoice(
        f"'{left}' is to be compared with another agreement.",
        valid=valid,
        advice=f"Name it too: {', '.join(valid)}.",
        sv=Swedish(f"'{left}' ska jämföras med ett annat avtal.", f"Ange det också: {', '.join(valid)}."),
    )


def _pair(found: "Comparison", comparer: "Comparer", format: Format, voice: "Voice", output: Output) -> None:
    from samsyn.comparison import rows, triples

    words = voice.words
    if format == "json":
        streams.write(listing.as_json(found.to_dict()), output, words)
    elif format == "csv":
        streams.write(listing.as_csv(rows(found, comparer.library.named, words.lang)), output, words)
    elif format == "turtle":
        from samsyn.store import write
        from samsyn.store.formats import rdf_format

        streams.write(write.graph(triples(found), rdf_format("turtle")), output, words)
    elif format == "html":
        from samsyn.web import Pages

        page = Pages(comparer.library).comparison(found, words.lang, alone=True)
        streams.write(page.encode(), output, words)
    else:
        streams.show(lambda screen: _drawn(_told(found, voice), screen), output, words)


def _all(found: "Matrix", comparer: "Comparer", format: Format, voice: "Voice", output: Output) -> None:
    words = voice.words
    if format == "json":
        streams.write(listing.as_json(found.to_dict()), output, words)
    elif format == "csv":
        streams.write(listing.as_csv(found.rows()), output, words)
    elif format == "html":
        from samsyn.web import Pages

        streams.write(Pages(comparer.library).comparisons(found, {}, words.lang, alone=True).encode(), output, words)
    elif format == "turtle":
        raise UnknownChoice(
            "All agreements at once are not told as Turtle.",
            valid=("text", "json", "csv", "html"),
            advice="Choose text, json, csv or html, or name two agreements.",
            sv=Swedish(
                "Alla avtal på en gång skrivs inte som Turtle.",
                "Välj text, json, csv eller html, eller ange två avtal.",
            ),
        )
    else:
        streams.show(lambda screen: _drawn(_overview(found, voice), screen), output, words)


def _drawn(parts: "Iterator[RenderableType]", screen: Screen) -> str:
    from samsyn.cli import ink

    return ink.draw(parts, screen)


def _told(found: "Comparison", voice: "Voice") -> "Iterator[RenderableType]":
    from samsyn.cli import ink

    words = voice.words
    for key, party in (("compare.left", found.left), ("compare.right", found.right)):
        yield ink.line(f"{words(key)}: {words.of(party.title)} ({party.id})", "bold")
        yield ink.line(_read(party, voice), "dim")
    yield ink.line("")
    kind = voice.name("kind", found.kind) if found.kind else ""
    yield ink.line(words("compare.as", kind=kind) if kind else words("compare.no-kind"))
    if found.revision:
        yield ink.line(words("compare.revision.left" if found.revision == "left" else "compare.revision.right"))
    counted = [f"{n} {voice.name('relation', name)}" for name, n in found.counts.items() if n]
    yield ink.line(words("compare.counts", n=len(found.topics), parts=voice.listed(counted)))
    shown = [each for each in found.topics if voice.verbose or each.relation != "notRead"]
    for theme, grouped in groupby(shown, key=lambda each: each.theme):
        yield ink.line("")
        yield ink.line(voice.name("theme", theme), "underline")
        for each in grouped:
            yield _topic(each, found, voice)
    yield ink.line("")
    yield ink.line(words("compare.as-read"), "dim")
    if len(shown) < len(found.topics):
        yield ink.line(words("compare.verbose", n=len(found.topics) - len(shown)), "dim")


def _read(party: "Party", voice: "Voice") -> str:
    return ". ".join((voice.name("coverage", party.coverage), voice.words.of(party.coverage_note))).rstrip(".") + "."


def _topic(each: "TopicRelation", found: "Comparison", voice: "Voice") -> "RenderableType":
    from samsyn.cli import ink

    words = voice.words
    sign, colour = _SIGNS[each.relation]
    heading = f"{voice.name('topic', each.topic)}: {voice.name('relation', each.relation)}"
    lines = [ink.line(heading, f"bold {colour}".strip()), ink.line(words.of(each.note))]
    pairs = [
        *_side(each.left, found.left, words("compare.left"), voice),
        *_side(each.right, found.right, words("compare.right"), voice),
    ]
    return ink.item(ink.line(sign, colour), *lines, ink.rows(pairs, "dim"))


def _side(side: "Side", party: "Party", name: str, voice: "Voice") -> Iterator[tuple[str, str]]:
    from samsyn.cli.voice import cited

    words = voice.words
    known = {each.id: each for each in party.requirements}
    for requirement in (known[each] for each in side.compared):
        sources = [cited(each, words.lang, verbose=voice.verbose) for each in requirement.citations]
        told = f"{words.of(requirement.statement)} ({voice.name('modality', requirement.modality)})"
        unsure = words("compare.unsure") if requirement.confidence == "uncertain" else ""
        yield name, " ".join(part for part in (told, unsure, f"[{'; '.join(sources)}]" if sources else "") if part)
    for requirement in (known[each] for each in side.beside):
        layer = voice.name("layer", requirement.layer)
        yield name, words("compare.beside", text=words.of(requirement.statement), layer=layer)


def _overview(found: "Matrix", voice: "Voice") -> "Iterator[RenderableType]":
    from samsyn.cli import ink
    from samsyn.model.matrix import MEASURE

    words = voice.words
    yield ink.line(words("compare.all", n=len(found.documents)), "bold")
    yield ink.line(words.of(MEASURE), "dim")
    known = sorted(
        (each for each in found.distances if each.distance is not None), key=lambda each: (each.distance, -each.topics)
    )
    shown = known if voice.verbose else [each for each in known if each.topics >= 3][:_SHOWN_PAIRS]
    yield ink.line("")
    yield ink.table(
        [words("compare.distance"), words("compare.topics"), words("compare.left"), words("compare.right")],
        ([f"{each.distance:.2f}", str(each.topics), each.left, each.right] for each in shown),
    )
    yield ink.line("")
    for theme, grouped in groupby(found.topics, key=lambda each: each.theme):
        yield ink.line(voice.name("theme", theme), "underline")
        for row in grouped:
            binding = [f"{each.agreement} ({voice.name('modality', each.modalities[0])})" for each in row.positions]
            yield ink.item(
                ink.line(str(len(row.positions))),
                ink.line(voice.name("topic", row.topic)),
                ink.line(", ".join(binding), "dim"),
                width=2,
            )
    if found.left_out:
        yield ink.line("")
        yield ink.line(words("compare.left-out", date=found.date, names=", ".join(found.left_out)))
