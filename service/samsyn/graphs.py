"""rdflib, the graph type of the Python API: to and from our triples."""

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Final

import rdflib
import rdflib.query
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
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
        text = query.text("")
        if "\\u" in text or "\\U" in text:
            raise EvaluationFailure("A query of the shapes cannot be evaluated: it has a \\u that is none.")
        with as_written():
            try:
                asked = prepareQuery(text)
                _refuse_what_reaches_out(asked.algebra)
                found = self._data.query(asked, initBindings={name: _term(term) for name, term in bound.items()})
                if found.type == "SELECT":
                    list(found.bindings)  # so that what fails fails here
                return found
            except Exception as error:  # it raises whatever its parts raise
                raise EvaluationFailure(f"A query of the shapes cannot be evaluated: {error}.") from error


def _refuse_what_reaches_out(part: object) -> None:
    """Raise ValueError for what would have rdflib fetch something; the engine has refused it before."""
    if isinstance(part, CompValue):
        if part.name in ("ServiceGraphPattern", "DatasetClause") or dict.get(part, "datasetClause"):
            raise ValueError("it asks other data")
        part = list(dict.values(part))
    if isinstance(part, list | tuple):
        for each in part:
            _refuse_what_reaches_out(each)
