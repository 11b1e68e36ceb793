"""Queries with pre-bound variables about a graph, by pyoxigraph."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from samsyn.engine import Graph
from samsyn.engine.asks import SHAPES_GRAPH, Solution
from samsyn.engine.query import Query
from samsyn.errors import EvaluationFailure
from samsyn.model import Triple
from samsyn.store import queries
from samsyn.terms import Term, is_blank, is_literal

#: the datatypes whose literals a store keeps by value
_BY_VALUE: Final = re.compile(
    r'"\^\^<http://www\.w3\.org/2001/XMLSchema#(?!string|anyURI|language|token|Name|NCName|hexBinary|base64Binary)'
)
_Term = ox.NamedNode | ox.BlankNode | ox.Literal
_FUNCTION: Final = "urn:samsyn:bound:"


def parses(text: str) -> None:
    """Raises BadQuery where a text is no SPARQL 1.1 query."""
    try:
        ox.Store().query(text)
    except SyntaxError as error:
        raise queries.not_a_query(error, text) from error
    except (ValueError, RuntimeError, OSError):
        return  # it can be read: what keeps it from being evaluated is told when it is


def by_worth(values: Iterable[Term]) -> dict[Term, set[Term]]:
    """The literals among some terms that a store keeps by what they are worth: each way one is written, by its own."""
    found: dict[Term, set[Term]] = {}
    for value in {value for value in values if is_literal(value) and _BY_VALUE.search(value)}:
        found.setdefault(_kept(value), set()).add(value)
    return found


@lru_cache(maxsize=4096)
def _kept(literal: Term) -> Term:
    """A literal as a store keeps it."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:samsyn:s"), ox.NamedNode("urn:samsyn:p"), _term(literal)))
    (quad,) = store
    return str(quad.object)


class StoreAsks:
    """Queries about one graph, the shapes graph beside it. Built once; what it is asked changes nothing.

    `spelled` gives literals as they are written by how the store keeps them. Raises EvaluationFailure for what is no
    RDF, which a graph of rdflib can hold.
    """

    def __init__(self, graph: Graph, stated: Iterable[Triple], spelled: Mapping[Term, Term]) -> None:
        self._store, self._spelled = ox.Store(), spelled
        try:
            self._store.extend(_quads(graph.triples(), ox.DefaultGraph()))
            self._store.extend(_quads(stated, ox.NamedNode(SHAPES_GRAPH[1:-1])))
        except (SyntaxError, ValueError) as error:
            raise EvaluationFailure(f"No query can be put to this graph: {error}.", advice="Mend its terms.") from error

    def solutions(self, query: Query, bound: Solution) -> list[Solution]:
        """The solutions of a SELECT query. Raises EvaluationFailure."""
        try:
            found = self._put(query, bound)
            assert isinstance(found, ox.QuerySolutions)
            names = [variable.value for variable in found.variables]
            return [self._solution(names, each, bound) for each in found]
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise _failed(error) from error

    def _solution(self, names: Iterable[str], found: ox.QuerySolution, bound: Solution) -> Solution:
        """A solution in terms as they are written: those bound before as they were bound."""
        terms = {name: str(term) for name in names if (term := found[name]) is not None}
        return {name: bound.get(name) or self._spelled.get(term, term) for name, term in terms.items()}

    def holds(self, query: Query, bound: Solution) -> bool:
        """The answer to an ASK query. Raises EvaluationFailure."""
        try:
            return bool(self._put(query, bound))
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise _failed(error) from error

    def _put(self, query: Query, bound: Solution) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        blank = {name: _term(term) for name, term in bound.items() if is_blank(term)}
        return self._store.query(
            query.text(table(bound)),
            substitutions={
                ox.Variable(name): term for name, term in blank.items() if query.form == "ASK" or name == "this"
            },
            custom_functions={ox.NamedNode(_FUNCTION + name): _giving(term) for name, term in blank.items()},
        )


def table(bound: Solution) -> str:
    """Variables bound to values as SPARQL; a blank node, which no table of SPARQL can hold, by a function of ours."""
    named = {name: term for name, term in bound.items() if not is_blank(term)}
    blank = "".join(f" BIND (<{_FUNCTION}{name}>() AS ?{name})" for name, term in bound.items() if is_blank(term))
    if not named:
        return blank
    return f" VALUES ({' '.join(f'?{name}' for name in named)}) {{ ({' '.join(named.values())}) }}{blank} "


def _giving(term: _Term) -> Callable[..., _Term]:
    return lambda *_: term


def _quads(triples: Iterable[Triple], where: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    text = "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in triples)
    for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, where)


def _term(term: Term) -> _Term:
    if is_blank(term):
        return ox.BlankNode(term[2:])
    text = f"<urn:samsyn:s> <urn:samsyn:p> {term} ."
    (quad,) = ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    found: _Term = quad.object
    return found


def _failed(error: Exception) -> EvaluationFailure:
    return EvaluationFailure(f"A query of the shapes cannot be evaluated: {error}.", advice="Mend the query.")
