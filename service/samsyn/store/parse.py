"""From bytes to triples: the one place where RDF syntax enters."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator

import pyoxigraph as ox

from samsyn.errors import EmptyInput, NotRdf, Swedish, TooLarge, Where, WrongEncoding
from samsyn.model import Triple
from samsyn.store.formats import Format

NESTING_LIMIT = 200
_ENTITY_LIMIT = 100
_ENTITY_LENGTH = 300
_DIRECTIONS = ("--ltr", "--rtl")
_OPENING = frozenset({b"[", b"(", b"{", b"<<", b"<<("})
_CLOSING = frozenset({b"]", b")", b"}", b">>", b")>>"})
#: brackets, and what may hold brackets that are none: escapes, strings, IRIs, comments
_TURTLE_PIECE = re.compile(
    rb"""<<\(?|<[^<>"{}|^`\\\x00-\x20]*(?:\\.[^<>"{}|^`\\\x00-\x20]*)*>|\)?>>|[\[\](){}]|\\.|\#[^\n\r]*"""
    rb"""|\"{3}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3}|'{3}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'{3}"""
    rb"""|"[^"\\\n\r]*(?:\\.[^"\\\n\r]*)*"|'[^'\\\n\r]*(?:\\.[^'\\\n\r]*)*'""",
    re.DOTALL,
)
_JSON_PIECE = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|\\.', re.DOTALL)


def triples(
    data: bytes, form: Format, *, name: str | None = None, base: str | None = None, blank: str = "b"
) -> list[Triple]:
    """All triples of a document in document order, those of its named graphs included; terms as in `samsyn.terms`.

    Literals keep the lexical form they were sent in; blank nodes are numbered in the order they come, after the
    letters of `blank`, so that the same document gives the same triples. Nothing is fetched. Raises EmptyInput,
    WrongEncoding, TooLarge for nesting beyond the limit, and NotRdf with line and column.
    """
    data = data.removeprefix(BOM_UTF8)
    _refuse_unreadable(data, form, name)
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
        raise _not_rdf(message, form, Where(name, error.lineno, error.offset)) from error
    except (ValueError, OSError) as error:
        raise _not_rdf(str(error), form, Where(name)) from error


def quads(data: bytes, form: Format) -> Iterator[tuple[str, str, str, str | None]]:
    """The statements of a document with the term of their graph, None for the default graph."""
    for quad in ox.parse(data, format=form.engine):
        graph = None if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
        yield str(quad.subject), str(quad.predicate), str(quad.object), graph


def _refuse_unreadable(data: bytes, form: Format, name: str | None) -> None:
    if not data.strip():
        raise EmptyInput(
            "There is nothing in it.",
            advice="Give a text that says something.",
            where=Where(name),
            sv=Swedish("Den är tom.", "Ge en text som säger något."),
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        raise WrongEncoding(
            f"The byte 0x{data[error.start]:02x} is not UTF-8.",
            advice="Save the file as UTF-8 and try again.",
            where=Where(name, line, column),
            sv=Swedish(f"Tecknet 0x{data[error.start]:02x} är inte UTF-8.", "Spara filen som UTF-8 och försök igen."),
        ) from error
    if _depth(data, form) > NESTING_LIMIT:
        raise TooLarge(
            f"Brackets are nested deeper than {NESTING_LIMIT}.",
            limit="nesting",
            advice="Give the inner things names of their own.",
            where=Where(name),
            sv=Swedish(f"Parenteserna är djupare än {NESTING_LIMIT}.", "Ge det innersta egna namn."),
        )
    if form.key == "rdf-xml" and data.count(b"<!ENTITY") > _ENTITY_LIMIT:
        raise TooLarge(
            "There are too many XML entities.",
            limit="entities",
            where=Where(name),
            sv=Swedish("Det är för många XML-entiteter."),
        )
    if form.key == "rdf-xml" and _has_unsafe_entity(data):
        raise NotRdf(
            "XML entities may only be short plain text.",
            advice="Write the text out instead.",
            where=Where(name),
            sv=Swedish("XML-entiteter får bara vara kort, ren text.", "Skriv ut texten i stället."),
        )


def _depth(data: bytes, form: Format) -> int:
    """The deepest nesting of brackets that are brackets; 0 where there are too few to matter."""
    most = sum(data.count(opening) for opening in (b"[", b"(", b"{", b"<<"))
    if most <= NESTING_LIMIT or form.key == "rdf-xml":
        return 0
    depth = deepest = 0
    for found in (_JSON_PIECE if form.key == "json-ld" else _TURTLE_PIECE).finditer(data):
        if found[0] in _OPENING:
            depth += 1
            deepest = max(deepest, depth)
        elif depth and found[0] in _CLOSING:
            depth -= 1
    return deepest


def _has_unsafe_entity(data: bytes) -> bool:
    """Whether an entity declaration is external, refers to another entity, or is longer than 256 characters."""
    for declaration in data.split(b"<!ENTITY")[1:]:
        body = declaration.split(b">")[0]
        if b"SYSTEM" in body or b"PUBLIC" in body or b"&" in body or b"%" in body or len(body) > _ENTITY_LENGTH:
            return True
    return False


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
