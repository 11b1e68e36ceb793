"""`samsyn compare`: two agreements, all of them at once, one topic in all, or their minimum levels."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from samsyn.cli import listing, streams
from samsyn.cli.day import today
from samsyn.cli.options import Language, Output, Verbose
from samsyn.cli.streams import Screen
from samsyn.cli.words import Words
from samsyn.errors import Swedish, UnknownChoice

if TYPE_CHECKING:
    from rich.console import RenderableType

    from samsyn.cli.voice import Voice
    from samsyn.comparing import Comparer, LevelTable
    from samsyn.model import Triple
    from samsyn.reaching import Reaching
    from samsyn.web import Pages

Format = Literal["text", "json", "csv", "xlsx", "turtle", "html"]
#: each form of an answer and what makes it
Forms = dict[str, Callable[[], bytes]]
_SLOW: Final = "compare.slow"


def compare(
    left: Annotated[str | None, typer.Argument(metavar="[LEFT]", help="Id of an agreement; without it, all.")] = None,
    right: Annotated[str | None, typer.Argument(metavar="[RIGHT]", help="Id of the one it is compared with.")] = None,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="Compare as this kind [the first that both have].")
    ] = None,
    date: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Compare the versions that hold on this day.")
    ] = None,
    topic: Annotated[
        str | None,
        typer.Option(metavar="TOPIC", help="Tell what all say of this; see `samsyn words topic`."),
    ] = None,
    levels: Annotated[bool, typer.Option("--levels", help="Tell which minimum level holds which.")] = False,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to tell the answer.")] = "text",
    lang: Language = "sv",
    verbose: Verbose = False,
    output: Output = None,
) -> None:
    """Compare two agreements topic by topic and by what follows, or all at once."""
    from samsyn.cli.shelf import library
    from samsyn.cli.voice import Voice
    from samsyn.comparing import Comparer

    voice = Voice(Words(lang), library().label, verbose)
    comparer = Comparer(library())
    if (topic or levels) and (left or (topic and levels)):
        raise _too_much()
    if left and right:
        forms, parts = _pair(comparer, (left, right), kind, date, voice)
    elif left:
        raise _alone(comparer, left)
    elif levels:
        forms, parts = _levels(comparer, kind, voice)
    elif topic:
        forms, parts = _topic(comparer, topic, kind, date, voice)
    else:
        forms, parts = _all(comparer, kind, date, voice)
    _tell(forms, parts, format, voice.words, output)


def _tell(
    forms: Forms, parts: "Callable[[], Iterator[RenderableType]]", format: Format, words: Words, output: Output
) -> None:
    if format == "text":
        streams.show(lambda screen: _drawn(parts(), screen), output, words)
    elif format not in forms:
        raise _no_such_form(format, ("text", *forms))
    elif format == "xlsx":
        streams.write_as_it_is(forms[format](), output, words)
    else:
        streams.write(forms[format](), output, words)


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


def _too_much() -> UnknownChoice:
    return UnknownChoice(
        "Two agreements, --topic and --levels are three questions.",
        valid=(),
        advice="Ask one at a time.",
        sv=Swedish("Två avtal, --topic och --levels är tre olika frågor.", "Ställ en i taget."),
    )


def _no_such_form(format: str, valid: tuple[str, ...]) -> UnknownChoice:
    names = ", ".join(valid)
    return UnknownChoice(
        f"This is not told as {format}.",
        valid=valid,
        advice=f"Choose one of: {names}.",
        sv=Swedish(f"Det här skrivs inte som {format}.", f"Välj bland: {names}."),
    )


def _pair(
    comparer: "Comparer", pair: tuple[str, str], kind: str | None, date: str | None, voice: "Voice"
) -> "tuple[Forms, Callable[[], Iterator[RenderableType]]]":
    from samsyn.cli import compared
    from samsyn.comparing import ComparisonResult, book, consequence

    found = comparer.pair(*pair, kind, date)
    reaching = _reaching(comparer, found.date)
    names, lang = comparer.library.named, voice.words.lang
    result = ComparisonResult(found, names, lambda one: consequence(one, reaching.containment))
    return {
        "json": lambda: listing.as_json(result.to_dict()),
        "csv": lambda: listing.as_csv([*result.rows(lang), *result.level_rows(lang)]),
        "xlsx": lambda: book.of_pair(result, names, lang),
        "turtle": lambda: _turtle(result.triples()),
        "html": lambda: _pages(comparer).comparison(found, result.consequence, lang, alone=True).encode(),
    }, lambda: compared.pair(result, voice)


def _all(
    comparer: "Comparer", kind: str | None, date: str | None, voice: "Voice"
) -> "tuple[Forms, Callable[[], Iterator[RenderableType]]]":
    from samsyn.cli import compared
    from samsyn.comparing import book

    found = comparer.matrix(kind, date)
    names, lang = comparer.library.named, voice.words.lang

    def whole_book() -> bytes:
        table = _table(comparer, found.kind, voice.words).among(frozenset(found.documents))
        return book.of_all(found, table, names, lang)

    return {
        "json": lambda: listing.as_json(found.to_dict()),
        "csv": lambda: listing.as_csv(found.rows()),
        "xlsx": whole_book,
        "html": lambda: _pages(comparer).comparisons(found, {}, lang, alone=True).encode(),
    }, lambda: compared.overview(found, voice)


def _levels(
    comparer: "Comparer", kind: str | None, voice: "Voice"
) -> "tuple[Forms, Callable[[], Iterator[RenderableType]]]":
    from samsyn.cli import compared
    from samsyn.comparing import book

    found = _table(comparer, comparer.library.kind(kind), voice.words)
    names, lang = comparer.library.named, voice.words.lang
    return {
        "json": lambda: listing.as_json(found.to_dict()),
        "csv": lambda: listing.as_csv(found.rows(lang)),
        "xlsx": lambda: book.of_levels(found, names, lang),
        "turtle": lambda: _turtle(found.triples()),
        "html": lambda: _pages(comparer).levels(found, {}, lang, alone=True).encode(),
    }, lambda: compared.levels(found, voice)


def _topic(
    comparer: "Comparer", topic: str, kind: str | None, date: str | None, voice: "Voice"
) -> "tuple[Forms, Callable[[], Iterator[RenderableType]]]":
    from samsyn.cli import compared
    from samsyn.comparing import book

    found = comparer.topic(topic, kind, date)
    names, lang = comparer.library.named, voice.words.lang
    return {
        "json": lambda: listing.as_json(found.to_dict()),
        "csv": lambda: listing.as_csv(found.rows(lang)),
        "xlsx": lambda: book.of_topic(found, names, lang),
        "html": lambda: _pages(comparer).topic(found, {}, lang, alone=True).encode(),
    }, lambda: compared.topic(found, voice)


def _table(comparer: "Comparer", kind: str | None, words: Words) -> "LevelTable":
    """Which level holds which; the first time it takes a while, which is said."""
    from samsyn.comparing import LevelTable

    reaching = _reaching(comparer, None)
    if not reaching.knows_all:
        streams.note(words(_SLOW))
    return LevelTable.of(reaching.table(), reaching.without_levels(), kind)


def _reaching(comparer: "Comparer", date: str | None) -> "Reaching":
    from samsyn.reaching import Reaching
    from samsyn.reaching.cache import usual

    return Reaching(comparer.library, date or today(), folder=usual())


def _turtle(triples: "Iterator[Triple]") -> bytes:
    from samsyn.store import write
    from samsyn.store.formats import rdf_format

    return write.graph(triples, rdf_format("turtle"))


def _pages(comparer: "Comparer") -> "Pages":
    from samsyn.web import Pages

    return Pages(comparer.library)


def _drawn(parts: "Iterator[RenderableType]", screen: Screen) -> str:
    from samsyn.cli import ink

    return ink.draw(parts, screen)
