"""From bytes to triples: the one place where RDF syntax enters."""

import re
from collections.abc import Iterator

import pyoxigraph as ox

from samsyn.errors import EmptyInput, NotRdf, TooLarge, Where, WrongEncoding
from samsyn.model import Triple
from samsyn.store.formats import Format

NESTING_LIMIT = 200
_ENTITY_LIMIT = 100
_ENTITY_LENGTH = 300
_BRACKETS = re.compile(rb"[\[\](){}]")


def triples(
    data: bytes, form: Format, *, name: str | None = None, base: str | None = None, blank: str = "b"
) -> list[Triple]:
    """All triples of a document in document order, those of its named graphs included; terms as in `samsyn.terms`.

    Literals keep the lexical form they were sent in; blank nodes are numbered in the order they come, after the
    letters of `blank`, so that the same document gives the same triples. Nothing is fetched. Raises EmptyInput,
    WrongEncoding, TooLarge for nesting beyond the limit, and NotRdf with line and column.
    """
    _refuse_unreadable(data, form, name)
    numbered: dict[str, str] = {}

    def term(node: object) -> str:
        text = str(node)
        return text if text[0] != "_" else numbered.setdefault(text, f"_:{blank}{len(numbered)}")

    try:
        return [
            (term(quad.subject), str(quad.predicate), term(quad.object))
            for quad in ox.parse(data, format=form.engine, base_iri=base)
        ]
    except SyntaxError as error:
        raise _not_rdf(error, form, name) from error
    except (ValueError, OSError) as error:
        raise NotRdf(f"This is not {form.key}: {error}.", where=Where(name)) from error


def quads(data: bytes, form: Format) -> Iterator[tuple[str, str, str, str | None]]:
    """The statements of a document with the term of their graph, None for the default graph."""
    for quad in ox.parse(data, format=form.engine):
        graph = None if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
        yield str(quad.subject), str(quad.predicate), str(quad.object), graph


def _refuse_unreadable(data: bytes, form: Format, name: str | None) -> None:
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        raise EmptyInput("There is nothing in it.", advice="Send a description of a centre.", where=Where(name))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        raise WrongEncoding(
            f"The byte 0x{data[error.start]:02x} is not UTF-8.",
            advice="Save the file as UTF-8 and try again.",
            where=Where(name, line, column),
        ) from error
    if form.key in ("turtle", "trig", "json-ld") and _depth(data) > NESTING_LIMIT:
        raise TooLarge(
            f"Brackets are nested deeper than {NESTING_LIMIT}.",
            limit="nesting",
            advice="Give the inner things names of their own.",
            where=Where(name),
        )
    if form.key == "rdf-xml" and data.count(b"<!ENTITY") > _ENTITY_LIMIT:
        raise TooLarge("There are too many XML entities.", limit="entities", where=Where(name))
    if form.key == "rdf-xml" and _has_unsafe_entity(data):
        raise NotRdf(
            "XML entities may only be short plain text.", advice="Write the text out instead.", where=Where(name)
        )


def _depth(data: bytes) -> int:
    """The deepest nesting of brackets, counting those inside strings too: an upper bound."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(data):
        if bracket in b"[({":
            depth += 1
            deepest = max(deepest, depth)
        elif depth:
            depth -= 1
    return deepest


def _has_unsafe_entity(data: bytes) -> bool:
    """Whether an entity declaration is external, refers to another entity, or is longer than 256 characters."""
    for declaration in data.split(b"<!ENTITY")[1:]:
        body = declaration.split(b">")[0]
        if b"SYSTEM" in body or b"PUBLIC" in body or b"&" in body or b"%" in body or len(body) > _ENTITY_LENGTH:
            return True
    return False


def _not_rdf(error: SyntaxError, form: Format, name: str | None) -> NotRdf:
    message = str(error.msg or error).split(": ", 1)[-1]
    return NotRdf(
        f"This is not {form.key}: {message}.",
        advice="Mend the text at that place; nothing has been stored.",
        where=Where(name, error.lineno, error.offset),
    )
