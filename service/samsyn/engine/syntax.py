"""Reading parameters and paths out of a shapes graph, refusing what breaks SHACL's syntax rules (SHACL 3.4.1)."""

import re
from functools import cache
from typing import Final, NamedTuple, NoReturn

from samsyn.engine.graph import Graph
from samsyn.engine.paths import Alternative, Inverse, Path, Predicate, Repeat, Sequence, short
from samsyn.errors import BadShapes
from samsyn.terms import RDF, SH, XSD, Term, datatype, is_iri, is_literal, lexical

_INTEGER: Final = XSD + "integer"
_BOOLEAN: Final = XSD + "boolean"
#: more digits than these are more than any graph holds
_COUNT: Final = re.compile(r"[+-]?[0-9]{1,18}")
_TRUE: Final = frozenset({"true", "1"})
_FALSE: Final = frozenset({"false", "0"})
#: RDF lists and paths of any sensible shapes graph are far below this depth
_DEEPEST_PATH: Final = 200
#: as many as a query may have: blank nodes that are shared can make a path of a few lines longer than any book
_LONGEST_PATH: Final = 65_536
_SIGNS: Final = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


@cache
def sh(name: str) -> Term:
    """The term of a name in the SHACL namespace."""
    return f"<{SH}{name}>"


def refuse(shape: Term, what: str, advice: str = "", *, stated: str = "", of: Term | None = None) -> NoReturn:
    """Raise BadShapes about a shape.

    `stated` is the name in SHACL of the property that is at fault, if one is, `of` the node it is stated of.
    """
    error = BadShapes(f"In {named(shape)}: {what}", advice=advice)
    error.shape, error.stated = of or shape, sh(stated) if stated else None
    raise error


def named(shape: Term, lang: str = "en") -> str:
    """A shape in an error: its name, or that it has none."""
    if is_iri(shape):
        return short(shape)
    return "en regel utan namn" if lang == "sv" else "a shape without a name"


def single(graph: Graph, shape: Term, name: str) -> Term | None:
    """The one value of a parameter that a shape may have at most once."""
    values = graph.values(shape, sh(name))
    if len(values) > 1:
        refuse(
            shape, f"sh:{name} is given {len(values)} times.", "Give it once; combine shapes with sh:and.", stated=name
        )
    return next(iter(values), None)


def integer(graph: Graph, shape: Term, name: str) -> int | None:
    """The value of a parameter that is an xsd:integer."""
    value = single(graph, shape, name)
    if value is None:
        return None
    if not is_literal(value) or datatype(value) != _INTEGER or not _COUNT.fullmatch(lexical(value)):
        refuse(shape, f"sh:{name} is {value}.", "Write a whole number.", stated=name)
    return int(lexical(value))


def boolean(graph: Graph, shape: Term, name: str) -> bool:
    """The value of a parameter that is an xsd:boolean; False where it is not given."""
    value = single(graph, shape, name)
    if value is None:
        return False
    if not is_literal(value) or datatype(value) != _BOOLEAN or lexical(value) not in _TRUE | _FALSE:
        refuse(shape, f"sh:{name} is {value}.", "Write true or false.", stated=name)
    return lexical(value) in _TRUE


def deactivated(graph: Graph, shape: Term) -> bool:
    """Whether a shape is deactivated, by the literal true (SHACL 2.1.6: true or false, and no other spelling)."""
    value = single(graph, shape, "deactivated")
    if value is not None and value not in (f'"true"^^<{_BOOLEAN}>', f'"false"^^<{_BOOLEAN}>'):
        refuse(shape, f"sh:deactivated is {value}.", "Write true or false.", stated="deactivated")
    return value == f'"true"^^<{_BOOLEAN}>'


def switched_on(graph: Graph, shape: Term, name: str) -> bool:
    """Whether a parameter is the literal true itself (SHACL 4.4.5, 4.7.3, 4.8.1: "true", not "1")."""
    return boolean(graph, shape, name) and lexical(single(graph, shape, name) or '""') == "true"


def text(graph: Graph, shape: Term, name: str) -> str | None:
    """The value of a parameter that is an xsd:string."""
    value = single(graph, shape, name)
    return None if value is None else _string(shape, name, value)


def texts(graph: Graph, shape: Term, name: str) -> tuple[Term, ...]:
    """The values of a property that are strings, in a language or not."""
    values = graph.values(shape, sh(name))
    for value in values:
        if not is_literal(value) or datatype(value) not in (XSD + "string", RDF + "langString"):
            refuse(shape, f"sh:{name} is {value}.", "Write a text in quotes.", stated=name)
    return tuple(sorted(values))


def _string(shape: Term, name: str, value: Term) -> str:
    if not is_literal(value) or datatype(value) != XSD + "string":
        refuse(shape, f"sh:{name} is {value}.", "Write a text in quotes, without a language.", stated=name)
    return lexical(value)


def members(graph: Graph, shape: Term, name: str, head: Term) -> tuple[Term, ...]:
    """The members of the list that a parameter has."""
    found = graph.members(head)
    if found is None:
        refuse(
            shape, f"the value of sh:{name} is no well-formed list.", "Write it in round brackets: ( … ).", stated=name
        )
    return found


def words(graph: Graph, shape: Term, name: str, head: Term) -> tuple[str, ...]:
    """The members of a list of xsd:strings."""
    return tuple(_string(shape, name, member) for member in members(graph, shape, name, head))


def iri(shape: Term, name: str, value: Term) -> Term:
    """The value of a parameter that is an IRI."""
    if not is_iri(value):
        refuse(shape, f"sh:{name} is {value}.", "Write an IRI.", stated=name)
    return value


def iris(graph: Graph, shape: Term, name: str, head: Term) -> tuple[Term, ...]:
    """The members of a list of IRIs."""
    found = members(graph, shape, name, head)
    for member in found:
        if not is_iri(member):
            refuse(shape, f"sh:{name} lists {member}.", "Write IRIs alone.", stated=name)
    return found


def path(graph: Graph, shape: Term) -> Path:
    """The path of a property shape. What two paths have in common in the graph is one path."""
    values = graph.values(shape, sh("path"))
    if len(values) != 1:
        refuse(shape, f"a property shape has one sh:path, this has {len(values)}.", stated="path")
    return _path(graph, shape, next(iter(values)), 0).path


class _Read(NamedTuple):
    """A path as it was read, how deep it is, and how many characters it takes to write it."""

    path: Path
    depth: int
    length: int


def _path(graph: Graph, shape: Term, term: Term, depth: int) -> _Read:
    if is_iri(term) and term != f"<{RDF}nil>":
        return _Read(Predicate(term), 0, len(term))
    if depth > _DEEPEST_PATH or is_literal(term):
        refuse(shape, "its sh:path is no well-formed path.", "See SHACL 2.3.1.", stated="path")
    known: dict[Term, _Read] = graph.memo.setdefault(_path, {})
    if term not in known:
        known[term] = _composed(graph, shape, term, depth)
    found = known[term]
    if depth + found.depth > _DEEPEST_PATH:
        refuse(shape, f"its sh:path is nested deeper than {_DEEPEST_PATH}.", "Write a flatter one.", stated="path")
    if found.length > _LONGEST_PATH:
        refuse(
            shape, f"its sh:path has more than {_LONGEST_PATH:,} characters, written out.", "Write a shorter one.",
            stated="path",
        )  # fmt: skip
    return found


def _composed(graph: Graph, shape: Term, term: Term, depth: int) -> _Read:
    listed = graph.members(term)
    if listed:
        if len(listed) == 1:
            refuse(shape, "a sequence path has at least two members.", stated="path")
        return _of_parts(Sequence, [_path(graph, shape, part, depth + 1) for part in listed])
    for name in ("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"):
        inner = graph.values(term, sh(name))
        if len(inner) == 1 and len(graph.out[term]) == 1:
            return _branch(graph, shape, name, next(iter(inner)), depth)
    refuse(shape, "its sh:path is no well-formed path.", "See SHACL 2.3.1.", stated="path")


def _branch(graph: Graph, shape: Term, name: str, inner: Term, depth: int) -> _Read:
    if name == "alternativePath":
        parts = graph.members(inner)
        if parts is None or len(parts) < 2:
            refuse(shape, "an alternative path is a list of at least two paths.", stated="path")
        return _of_parts(Alternative, [_path(graph, shape, part, depth + 1) for part in parts])
    below = _path(graph, shape, inner, depth + 1)
    made = Inverse(below.path) if name == "inversePath" else Repeat(below.path, _SIGNS[name])
    return _Read(made, 1 + below.depth, 3 + below.length)


def _of_parts(kind: type[Sequence] | type[Alternative], parts: list[_Read]) -> _Read:
    length = sum(3 + part.length for part in parts)
    return _Read(kind(tuple(part.path for part in parts)), 1 + max(part.depth for part in parts), length)
