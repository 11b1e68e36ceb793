"""From triples to bytes: RDF in the format that was asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from samsyn.model import Triple
from samsyn.store.formats import Format
from samsyn.terms import PREFIXES, Term, datatype, is_blank, is_iri, language, lexical


def graph(found: Iterable[Triple], form: Format, *, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """The triples as a document, in the order of the triples; prefixes are declared where the format has them."""
    return document(list(statements(found)), form, prefixes=prefixes)


def document(found: Sequence[ox.Triple], form: Format, *, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """The same for the engine's own triples."""
    used = _used(found, prefixes)
    written = ox.serialize(found, format=form.engine, prefixes=used if form.key in _PREFIXED else None)
    return written or b""


def statements(found: Iterable[Triple]) -> Iterator[ox.Triple]:
    """The triples as the engine's own."""
    return (ox.Triple(_node(s), ox.NamedNode(p[1:-1]), _term(o)) for s, p, o in found)


_PREFIXED = frozenset({"turtle", "trig", "rdf-xml"})


def _used(found: Sequence[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    text = "\n".join(str(statement) for statement in found)
    return {name: iri for name, iri in prefixes.items() if f"<{iri}" in text}


def _node(term: Term) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(term[2:]) if is_blank(term) else ox.NamedNode(term[1:-1])


def _term(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if not is_iri(term) and not is_blank(term):
        tag = language(term)
        if tag:
            return ox.Literal(lexical(term), language=tag)
        return ox.Literal(lexical(term), datatype=ox.NamedNode(datatype(term)))
    return _node(term)
