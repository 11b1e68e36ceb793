"""rdflib, the graph type of the Python API: to and from our triples."""

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Final

import rdflib
from rdflib.term import BNode, Identifier, Literal, URIRef

from samsyn.model import Triple
from samsyn.terms import PREFIXES, Term, datatype, is_blank, is_iri, language, lexical, literal

Graph = rdflib.Graph


def to_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    """The triples as an rdflib graph; literals keep their lexical form."""
    graph = rdflib.Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    with as_written():
        for subject, predicate, value in triples:
            graph.add((to_term(subject), to_term(predicate), to_term(value)))
    return graph


def from_rdflib(graph: rdflib.Graph) -> list[Triple]:
    """The triples of an rdflib graph (the union of a dataset's graphs)."""
    found = graph.quads() if isinstance(graph, rdflib.Dataset) else graph
    return [(from_term(triple[0]), from_term(triple[1]), from_term(triple[2])) for triple in found]


#: rdflib keeps this setting, and the state of its SPARQL parser, for all threads at once
_ONE_AT_A_TIME: Final = RLock()


@contextmanager
def as_written() -> Iterator[None]:
    """While it lasts, rdflib leaves the lexical forms of literals alone and says nothing of ill-formed ones.

    One thread at a time: what is set here is set for all.
    """
    with _ONE_AT_A_TIME:
        before = rdflib.NORMALIZE_LITERALS
        rdflib.NORMALIZE_LITERALS = False
        try:
            with warnings.catch_warnings(), silent("rdflib.term"):
                warnings.simplefilter("ignore")
                yield
        finally:
            rdflib.NORMALIZE_LITERALS = before


@contextmanager
def silent(logger: str) -> Iterator[None]:
    """While it lasts, a logger of another package says nothing."""
    log = logging.getLogger(logger)
    before = log.disabled
    log.disabled = True
    try:
        yield
    finally:
        log.disabled = before


def to_term(term: Term) -> Identifier:
    """A term as rdflib has it."""
    if is_iri(term):
        return URIRef(term[1:-1])
    if is_blank(term):
        return BNode(term[2:])
    tag = language(term)
    if tag:
        return Literal(lexical(term), lang=tag)
    kind = datatype(term)
    plain = kind == "http://www.w3.org/2001/XMLSchema#string"
    return Literal(lexical(term), datatype=None if plain else URIRef(kind), normalize=False)


def from_term(term: object) -> Term:
    """A term of rdflib as ours. Raises TypeError for what is none."""
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, BNode):
        return f"_:{term}"
    if isinstance(term, Literal):
        return literal(str(term), language=term.language, datatype=str(term.datatype) if term.datatype else None)
    raise TypeError(f"{term!r} is no RDF term")
