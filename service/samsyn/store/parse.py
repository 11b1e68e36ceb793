"""From bytes to triples: the one place where RDF syntax enters."""

import contextlib
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from samsyn.engine.graph import Graph, triples_of
from samsyn.errors import NotRdf, Swedish, Where
from samsyn.model import Triple
from samsyn.store import plain, refusals
from samsyn.store.formats import Format

#: documents of so many bytes are taken as a whole, of larger ones so many statements at a time
_SMALL: Final = 1 << 20
_CHUNK: Final = 20_000
NEW: Final = "statements about statements and directions of text, new in RDF 1.2, are not read here"
_NEW_SV: Final = "påståenden om påståenden och textriktningar, nya i RDF 1.2, läses inte här"
#: a statement as value, or a direction of text, at the end of a canonical line
_NEW_IN_RDF_12: Final = re.compile(r'^\S+ \S+ <<\(|"@\S+--(?:ltr|rtl) \.$', re.MULTILINE)


def triples(
    data: bytes, form: Format, *, name: str | None = None, base: str | None = None, blank: str = "b"
) -> list[Triple]:
    """All triples of a document in document order, those of its named graphs included; terms as in `samsyn.terms`.

    Literals keep the lexical form they were sent in; blank nodes are numbered in the order they come, the object of a
    statement before its subject, after the letters of `blank`, so that the same document gives the same triples.
    Nothing is fetched. Raises EmptyInput, WrongEncoding, TooLarge for nesting beyond the limit, and NotRdf with line
    and column.
    """
    return [(s, p, o) for s, p, o in triples_of(lines(data, form, name=name, base=base), blank)]


def graph(data: bytes, form: Format, *, name: str | None = None, base: str | None = None, blank: str = "b") -> Graph:
    """A document as an indexed graph; reads and raises as `triples` does."""
    read = {"turtle": plain.turtle, "n-triples": plain.triples}.get(form.key)
    if read and base is None:
        with contextlib.suppress(plain.NotPlain):
            return read(data, blank)
    return Graph.of_lines(lines(data, form, name=name, base=base), blank)


def lines(data: bytes, form: Format, *, name: str | None = None, base: str | None = None) -> Iterator[str]:
    """The triples of a document as canonical N-Triples, in chunks of whole lines; raises as `triples` does."""
    data = data.removeprefix(BOM_UTF8)
    refusals.unreadable(data, form, name)
    yield from own_lines(data, form, name=name, base=base)


def own_lines(data: bytes, form: Format, *, name: str | None = None, base: str | None = None) -> Iterator[str]:
    """The same of a document of our own, of which nothing is to be feared that would kill a parser."""
    with told(data, form, name):
        found: Iterator[Any] = ox.parse(data, format=form.engine, base_iri=base)
        statements = (quad.triple for quad in found) if form.quads else found
        if len(data) < _SMALL:
            yield _plain(_written(statements))
            return
        while chunk := _written(islice(statements, _CHUNK)):
            yield _plain(chunk)


def head(data: bytes, form: Format, *, name: str | None = None) -> list[Triple]:
    """What a document of our own says before its second subject with an IRI; of the rest, nothing is read."""
    with told(data, form, name):
        return [(s, p, o) for s, p, o in triples_of([_written(_of_first(ox.parse(data, format=form.engine)))], "h")]


def _of_first(statements: Iterable[Any]) -> Iterator[Any]:
    first = None
    for each in statements:
        if isinstance(each.subject, ox.NamedNode):
            first = first or each.subject
            if each.subject != first:
                return
        yield each


@contextlib.contextmanager
def told(data: bytes, form: Format, name: str | None, before: int = 0) -> Iterator[None]:
    """What a parser raises, raised as NotRdf with line and column; `before` is how many lines it was not given."""
    try:
        yield
    except SyntaxError as error:
        message = str(error.msg or error).split(": ", 1)[-1]
        line, column = (before + error.lineno, error.offset) if error.lineno else _place(data, form)
        raise _not_rdf(message, form, Where(name, line, column)) from error
    except (ValueError, OSError) as error:
        raise _not_rdf(str(error), form, Where(name, *_place(data, form))) from error


def _written(statements: Iterable[Any]) -> str:
    return (ox.serialize(statements, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _plain(chunk: str) -> str:
    """The lines, if they hold RDF 1.1 alone. Raises ValueError."""
    suspect = ("(" in chunk and "<<(" in chunk) or "--ltr ." in chunk or "--rtl ." in chunk
    if suspect and _NEW_IN_RDF_12.search(chunk):
        raise ValueError(NEW)
    return chunk


def quads(data: bytes, form: Format) -> Iterator[tuple[str, str, str, str | None]]:
    """The statements of a document with the term of their graph, None for the default graph."""
    for quad in ox.parse(data, format=form.engine):
        graph = None if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
        yield str(quad.subject), str(quad.predicate), str(quad.object), graph


def _place(data: bytes, form: Format) -> tuple[int | None, int | None]:
    """Where the text goes wrong, if its parser does not say."""
    return refusals.xml_place(data) if form.key == "rdf-xml" else (None, None)


def _not_rdf(message: str, form: Format, where: Where) -> NotRdf:
    if "LoadDocumentCallback" in message:
        return NotRdf(
            "The JSON-LD names a context at an address, and none is fetched.",
            advice="Write the context into the document.",
            where=where,
            sv=Swedish(
                "JSON-LD:n anger en kontext på en adress, och ingen hämtas.", "Skriv in kontexten i dokumentet."
            ),
        )
    advice, sv = "Mend the text.", "Rätta texten."
    if where.line:
        advice, sv = "Mend the text at that place.", "Rätta texten på det stället."
    if message == NEW:
        said = f"Det här är inte {form.key}: {_NEW_SV}."
    else:
        said = f"Det här är inte {form.key}. Tolken säger på engelska: ”{message}”."
    return NotRdf(f"This is not {form.key}: {message}.", advice=advice, where=where, sv=Swedish(said, sv))
