"""What is refused before it reaches a parser, which would die of it, run for ever, or lose things without a word."""

import json
import re
from typing import Any, Final
from xml.parsers import expat

from samsyn.errors import EmptyInput, NotRdf, Swedish, TooLarge, Where, WrongEncoding
from samsyn.store.formats import Format

NESTING_LIMIT: Final = 200
_ENTITY_LIMIT: Final = 100
_ENTITY_LENGTH: Final = 300
_OPENING: Final = frozenset({b"[", b"(", b"{", b"<<", b"<<("})
_CLOSING: Final = frozenset({b"]", b")", b"}", b">>", b")>>"})
#: brackets, and what may hold brackets that are none: escapes, strings, IRIs, comments
_TURTLE_PIECE: Final = re.compile(
    rb"""<<\(?|<[^<>"{}|^`\\\x00-\x20]*(?:\\.[^<>"{}|^`\\\x00-\x20]*)*>|\)?>>|[\[\](){}]|\\.|\#[^\n\r]*"""
    rb"""|\"{3}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3}|'{3}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'{3}"""
    rb"""|"[^"\\\n\r]*(?:\\.[^"\\\n\r]*)*"|'[^'\\\n\r]*(?:\\.[^'\\\n\r]*)*'""",
    re.DOTALL,
)
_JSON_PIECE: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|\\.', re.DOTALL)
#: the start and end of XML elements, and what may hold such signs that are none
_XML_PIECE: Final = re.compile(
    rb"<!--(?:.*?-->|.*)|<!\[CDATA\[(?:.*?\]\]>|.*)|<\?(?:.*?\?>|.*)|<!|</|<[^<>]*/>|<", re.DOTALL
)
#: what no IRI holds (RFC 3987; RDF 1.1 Turtle, production IRIREF)
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def unreadable(data: bytes, form: Format, name: str | None) -> None:
    """Raise EmptyInput, WrongEncoding, TooLarge or NotRdf for what is not to be parsed."""
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        raise EmptyInput(
            "There is nothing in it.",
            advice="Give a text that says something.",
            where=Where(name),
            sv=Swedish("Den är tom.", "Ge en text som säger något."),
        )
    _encoding(data, name)
    if _depth(data, form) > NESTING_LIMIT:
        raise TooLarge(
            f"It is nested deeper than {NESTING_LIMIT}.",
            limit="nesting",
            advice="Give the inner things names of their own.",
            where=Where(name),
            sv=Swedish(f"Den är nästlad djupare än {NESTING_LIMIT}.", "Ge det innersta egna namn."),
        )
    if form.key == "rdf-xml":
        _entities(data, name)
    if form.key == "json-ld":
        _iris(data, name)


def _encoding(data: bytes, name: str | None) -> None:
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


def _depth(data: bytes, form: Format) -> int:
    """The deepest nesting of brackets or elements; 0 where there are too few to matter."""
    if form.key == "rdf-xml":
        return _element_depth(data)
    most = data.count(b"[") + data.count(b"(") + data.count(b"{")
    if data.count(b"<") > NESTING_LIMIT:  # far cheaper than to look for two signs
        most += data.count(b"<<")
    if most <= NESTING_LIMIT:
        return 0
    depth = deepest = 0
    for found in (_JSON_PIECE if form.key == "json-ld" else _TURTLE_PIECE).finditer(data):
        if found[0] in _OPENING:
            depth += 1
            deepest = max(deepest, depth)
        elif depth and found[0] in _CLOSING:
            depth -= 1
    return deepest


def _element_depth(data: bytes) -> int:
    depth = deepest = 0
    for found in _XML_PIECE.finditer(data):
        if found[0] == b"<":
            depth += 1
            deepest = max(deepest, depth)
        elif found[0] == b"</" and depth:
            depth -= 1
    return deepest


def _entities(data: bytes, name: str | None) -> None:
    """Refuse XML entities that are many, external, long, or made of others."""
    if data.count(b"<!ENTITY") > _ENTITY_LIMIT:
        raise TooLarge(
            "There are too many XML entities.",
            limit="entities",
            where=Where(name),
            sv=Swedish("Det är för många XML-entiteter."),
        )
    for declaration in data.split(b"<!ENTITY")[1:]:
        body = declaration.split(b">")[0]
        if any(sign in body for sign in (b"SYSTEM", b"PUBLIC", b"&", b"%")) or len(body) > _ENTITY_LENGTH:
            raise NotRdf(
                "XML entities may only be short plain text.",
                advice="Write the text out instead.",
                where=Where(name),
                sv=Swedish("XML-entiteter får bara vara kort, ren text.", "Skriv ut texten i stället."),
            )


def _iris(data: bytes, name: str | None) -> None:
    """Refuse JSON-LD that names a thing by what is no IRI: the parser would drop that thing without a word."""
    try:
        todo: list[Any] = [json.loads(data)]
    except (ValueError, RecursionError):
        return  # the parser tells where
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            todo.extend(value.values())
            named = (text for key in ("@id", "@type") for text in _strings(value.get(key)))
            bad = next((text for text in named if _NOT_IN_IRI.search(text)), None)
            if bad is not None:
                line = data[: max(data.find(json.dumps(bad, ensure_ascii=False).encode()), 0)].count(b"\n") + 1
                raise NotRdf(
                    f"'{bad}' is no IRI.",
                    advice="Mend it; what it names would be dropped.",
                    where=Where(name, line),
                    sv=Swedish(f"'{bad}' är ingen IRI.", "Rätta den; det som den namnger skulle falla bort."),
                )
        elif isinstance(value, list):
            todo.extend(value)


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]


def xml_place(data: bytes) -> tuple[int | None, int | None]:
    """The line and column where a text stops being XML, both from 1; None where it is XML."""
    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError as error:
        return error.lineno, error.offset + 1
    return None, None
