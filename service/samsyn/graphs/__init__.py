"""rdflib, the graph type of the Python API: to and from our triples."""

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import RLock, get_ident
from typing import Final

import rdflib
from rdflib.plugins import sparql
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, Identifier, Literal, URIRef

from samsyn.errors import EvaluationFailure
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


def reaches_out(part: CompValue) -> bool:
    """Whether a part of an algebra would have rdflib ask another server, or fetch something."""
    return part.name in ("ServiceGraphPattern", "DatasetClause") or bool(dict.get(part, "datasetClause"))


@contextmanager
def kept_to_itself() -> Iterator[None]:
    """While it lasts, a query that this thread puts to rdflib raises EvaluationFailure where it asks other data.

    rdflib's own settings say so, which it keeps for all threads at once: no text is looked at, so none can hide it.
    """
    thread = get_ident()

    def refuse(_: object, part: CompValue) -> None:
        if get_ident() == thread and reaches_out(part):
            raise EvaluationFailure("A query of the shapes asks another server, or data that are not validated.")
        raise NotImplementedError  # as rdflib wants it: it goes on by itself

    with _ONE_AT_A_TIME:
        before = sparql.SPARQL_LOAD_GRAPHS
        sparql.SPARQL_LOAD_GRAPHS = False
        sparql.CUSTOM_EVALS["samsyn"] = refuse
        try:
            yield
        finally:
            del sparql.CUSTOM_EVALS["samsyn"]
            sparql.SPARQL_LOAD_GRAPHS = before


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
