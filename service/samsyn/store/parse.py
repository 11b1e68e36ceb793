"""From bytes to triples: the one place where RDF syntax enters."""

from codecs import BOM_UTF8
from collections.abc import Iterator

import pyoxigraph as ox

from samsyn.errors import NotRdf, Swedish, Where
from samsyn.model import Triple
from samsyn.store import refusals
from samsyn.store.formats import Format

_DIRECTIONS = ("--ltr", "--rtl")


def triples(
    data: bytes, form: Format, *, name: str | None = None, base: str | None = None, blank: str = "b"
) -> list[Triple]:
    """All triples of a document in document order, those of its named graphs included; terms as in `samsyn.terms`.

    Literals keep the lexical form they were sent in; blank nodes are numbered in the order they come, after the
    letters of `blank`, so that the same document gives the same triples. Nothing is fetched. Raises EmptyInput,
    WrongEncoding, TooLarge for nesting beyond the limit, and NotRdf with line and column.
    """
    data = data.removeprefix(BOM_UTF8)
    refusals.unreadable(data, form, name)
    numbered: dict[str, str] = {}

    def term(node: object) -> str:
        text = str(node)
        return text if text[0] != "_" else numbered.setdefault(text, f"_:{blank}{len(numbered)}")

    def value(node: object) -> str:
        text = term(node)
        if isinstance(node, ox.Triple) or text.endswith(_DIRECTIONS):
            raise ValueError("statements about statements and directions of text, new in RDF 1.2, are not read here")
        return text

    try:
        return [
            (term(quad.subject), str(quad.predicate), value(quad.object))
            for quad in ox.parse(data, format=form.engine, base_iri=base)
        ]
    except SyntaxError as error:
        message = str(error.msg or error).split(": ", 1)[-1]
        line, column = (error.lineno, error.offset) if error.lineno else _place(data, form)
        raise _not_rdf(message, form, Where(name, line, column)) from error
    except (ValueError, OSError) as error:
        raise _not_rdf(str(error), form, Where(name, *_place(data, form))) from error


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
    return NotRdf(
        f"This is not {form.key}: {message}.",
        advice="Mend the text at that place." if where.line else "Mend the text.",
        where=where,
        sv=Swedish(
            f"Det här är inte {form.key}: {message}.",
            "Rätta texten på det stället." if where.line else "Rätta texten.",
        ),
    )
