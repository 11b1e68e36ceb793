"""rdflib, the graph type of the Python API: to and from our triples."""

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import rdflib
import rdflib.query
from rdflib.term import BNode, Identifier, Literal, URIRef

from samsyn.engine import Graph as Indexed
from samsyn.engine.asks import SHAPES_GRAPH, Solution
from samsyn.engine.query import Query
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
            graph.add((_term(subject), _term(predicate), _term(value)))
    return graph


def from_rdflib(graph: rdflib.Graph) -> list[Triple]:
    """The triples of an rdflib graph (the union of a dataset's graphs)."""
    found = graph.quads() if isinstance(graph, rdflib.Dataset) else graph
    return [(_text(triple[0]), _text(triple[1]), _text(triple[2])) for triple in found]


@contextmanager
def as_written() -> Iterator[None]:
    """While it lasts, rdflib leaves the lexical forms of literals alone and says nothing of ill-formed ones."""
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


def _term(term: Term) -> Identifier:
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


def _text(term: object) -> Term:
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, BNode):
        return f"_:{term}"
    if isinstance(term, Literal):
        return literal(str(term), language=term.language, datatype=str(term.datatype) if term.datatype else None)
    raise TypeError(f"{term!r} is no RDF term")


class RdflibAsks:
    """Queries about one graph by rdflib, which knows literals as they are written (engine's `Asks`)."""

    def __init__(self, graph: Indexed, stated: Iterable[Triple]) -> None:
        self._data = rdflib.Dataset()
        with as_written():
            for subject, predicate, value in graph.triples():
                self._data.default_graph.add((_term(subject), _term(predicate), _term(value)))
            shapes = self._data.graph(URIRef(SHAPES_GRAPH[1:-1]))
            for subject, predicate, value in stated:
                shapes.add((_term(subject), _term(predicate), _term(value)))

    def solutions(self, query: Query, bound: Solution) -> list[Solution]:
        """The solutions of a SELECT query. Raises EvaluationFailure."""
        found = self._put(query, bound).bindings
        return [{str(name): _text(term) for name, term in each.items()} for each in found]

    def holds(self, query: Query, bound: Solution) -> bool:
        """The answer to an ASK query. Raises EvaluationFailure."""
        return bool(self._put(query, bound).askAnswer)

    def _put(self, query: Query, bound: Solution) -> rdflib.query.Result:
        named = {name: term for name, term in bound.items() if not is_blank(term)}
        blank = {name: _term(term) for name, term in bound.items() if is_blank(term)}
        row = f" VALUES ({' '.join(f'?{name}' for name in named)}) {{ ({' '.join(named.values())}) }} " if named else ""
        with as_written():
            try:
                found = self._data.query(query.text(row), initBindings=blank)
                return _evaluated(found)
            except Exception as error:  # it raises whatever its parts raise
                raise EvaluationFailure(f"A query of the shapes cannot be evaluated: {error}.") from error


def _evaluated(found: rdflib.query.Result) -> rdflib.query.Result:
    """The result with all of it worked out, so that what fails fails here."""
    if found.type == "SELECT":
        list(found.bindings)
    return found
