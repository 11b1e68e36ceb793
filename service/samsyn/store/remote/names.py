"""How terms of ours are kept in a store elsewhere, and read back.

A blank node is an IRI there (RDF 1.1 Concepts, 3.5): only then can a statement that holds one be taken away
again, be in the merge as the same node, and be sent in parts. A literal that some store refuses or changes has a
datatype of ours.
"""

import re
from typing import Any, Final

import pyoxigraph as ox

#: the names that blank nodes have there
BLANK: Final = "https://w3id.org/.well-known/genid/samsyn/"
#: before a datatype: a literal that is kept as it is written
KEPT: Final = "https://w3id.org/samsyn/ns/kept/"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_NUMBER: Final = re.compile(r"[+-]?[0-9]+")
_REAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOAT: Final = re.compile(rf"(?:{_REAL.pattern})(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_TRUTH: Final = re.compile("true|false|0|1")
_NEVER: Final = re.compile(r"(?!)")
#: the types of whole numbers
_WHOLE: Final = (
    *("integer", "int", "long", "short", "byte", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
)
#: by datatype, the texts that Virtuoso takes; it refuses all durations, and all numbers that are none
_TAKEN: Final = {
    **dict.fromkeys(("duration", "dayTimeDuration", "yearMonthDuration"), _NEVER),
    **dict.fromkeys(_WHOLE, _NUMBER),
    "decimal": _REAL,
    **dict.fromkeys(("double", "float"), _FLOAT),
    "boolean": _TRUTH,
}
_TRUTHS: Final = {"0": "false", "1": "true"}


def sent(term: Any) -> Any:
    """A term as the store elsewhere is told of it."""
    if isinstance(term, ox.BlankNode):
        return ox.NamedNode(BLANK + term.value)
    if isinstance(term, ox.Literal) and term.language is None:
        name = term.datatype.value
        taken = _TAKEN.get(name.removeprefix(_XSD)) if name.startswith(_XSD) else None
        if taken and not taken.fullmatch(term.value):
            return ox.Literal(term.value, datatype=ox.NamedNode(KEPT + name))
    return term


def got(term: Any) -> Any:
    """The term that the store elsewhere told of."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(BLANK):
        return ox.BlankNode(term.value.removeprefix(BLANK))
    if isinstance(term, ox.Literal) and term.language is None:
        name = term.datatype.value
        if name.startswith(KEPT):
            return ox.Literal(term.value, datatype=ox.NamedNode(name.removeprefix(KEPT)))
        if name == f"{_XSD}boolean" and term.value in _TRUTHS:  # Virtuoso keeps them as numbers
            return ox.Literal(_TRUTHS[term.value], datatype=term.datatype)
    return term


def sent_triple(triple: Any) -> str:
    """A statement as N-Triples for the store elsewhere, without its full stop."""
    return f"{sent(triple.subject)} {triple.predicate} {sent(triple.object)}"


def got_triple(triple: Any) -> ox.Triple:
    """The statement that the store elsewhere told of."""
    return ox.Triple(got(triple.subject), triple.predicate, got(triple.object))
