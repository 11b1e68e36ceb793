"""Queries with pre-bound variables about a graph, by rdflib."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import rdflib
import rdflib.query
from rdflib.paths import Path
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query as Prepared
from rdflib.term import BNode, Literal, URIRef, Variable

from samsyn.engine import Graph
from samsyn.engine.asks import SHAPES_GRAPH, Solution
from samsyn.engine.query import Query
from samsyn.engine.tokens import Token, tokens
from samsyn.errors import EvaluationFailure
from samsyn.graphs import as_written, from_term, reaches_out, to_term
from samsyn.graphs.joined import join_paths, parts
from samsyn.model import Triple
from samsyn.terms import Term

#: what stands in a negated set beside names
_SIGNS: Final = frozenset("(|^)")


class RdflibAsks:
    """Queries about one graph by rdflib, which knows literals as they are written (engine's `Asks`)."""

    def __init__(self, graph: Graph, stated: Iterable[Triple]) -> None:
        self._data = rdflib.Dataset()
        with as_written():
            for subject, predicate, value in graph.triples():
                self._data.default_graph.add((to_term(subject), to_term(predicate), to_term(value)))
            shapes = self._data.graph(URIRef(SHAPES_GRAPH[1:-1]))
            for subject, predicate, value in stated:
                shapes.add((to_term(subject), to_term(predicate), to_term(value)))

    def solutions(self, query: Query, bound: Solution) -> list[Solution]:
        """The solutions of a SELECT query. Raises EvaluationFailure."""
        found = self._put(query, bound).bindings
        return [{str(name): from_term(term) for name, term in each.items()} for each in found]

    def holds(self, query: Query, bound: Solution) -> bool:
        """The answer to an ASK query. Raises EvaluationFailure."""
        return bool(self._put(query, bound).askAnswer)

    def _put(self, query: Query, bound: Solution) -> rdflib.query.Result:
        text = query.text("")
        if "\\u" in text or "\\U" in text:
            raise EvaluationFailure("A query of the shapes cannot be evaluated: it has a \\u that is none.")
        with as_written():
            try:
                found = self._data.query(
                    _prepared(text), initBindings={name: to_term(term) for name, term in bound.items()}
                )
                if found.type == "SELECT":
                    list(found.bindings)  # so that what fails fails here
                return found
            except Exception as error:  # it raises whatever its parts raise
                raise EvaluationFailure(f"A query of the shapes cannot be evaluated: {error}.") from error


class Constants(NamedTuple):
    """What a query names in its text: its literals, and the nodes at the ends of its paths."""

    literals: frozenset[Term]
    ends: frozenset[Term]


def without_inverses(text: str) -> str:
    """A query that rdflib reads: of a negated set of predicates it forgets those that are inverse.

    `!(ex:a|^ex:b)` is `(!(ex:a)|^!(ex:b))` (SPARQL 1.1, 18.4).
    """
    found = [token for token in tokens(text) if token.kind != "skip"]
    pieces, last = list[str](), 0
    for place, token in enumerate(found):
        inside = _negated(found[place + 1 :]) if token.text == "!" else ()
        if "^" in (each.text for each in inside):
            pairs = list(pairwise(("", *(each.text for each in inside))))
            inverse = [name for sign, name in pairs if sign == "^"]
            onward = [name for sign, name in pairs if sign != "^" and name not in _SIGNS]
            parts = [f"{sign}!({'|'.join(names)})" for sign, names in (("", onward), ("^", inverse)) if names]
            pieces += [text[last : token.start], f"({'|'.join(parts)})"]
            last = inside[-1].end
    return "".join([*pieces, text[last:]])


def _negated(found: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a negated set that stands right behind its sign; none where something else does."""
    if not found or found[0].text != "(":
        return found[:2] if found and found[0].text == "^" else ()
    inside = found[: next((place for place, token in enumerate(found, 1) if token.text == ")"), 0)]
    named = (token.text in _SIGNS or token.kind in ("iri", "name", "word") for token in inside)
    return inside if all(named) else ()


@lru_cache(maxsize=512)
def constants(text: str) -> Constants:
    """The constants of a query; none where rdflib cannot read it."""
    found = Constants(frozenset(), frozenset())
    with as_written():
        try:
            algebra = prepareQuery(without_inverses(text)).algebra
        except Exception:  # it raises whatever its parts raise
            return found
        inner = list(parts(algebra))
        literals = {from_term(part) for part in inner if isinstance(part, Literal)}
        triples = [part for part in inner if isinstance(part, tuple) and len(part) == 3 and isinstance(part[1], Path)]
        nodes = {term for start, _, end in triples for term in (start, end) if not isinstance(term, Variable | BNode)}
        return Constants(frozenset(literals), frozenset(from_term(term) for term in nodes))


@lru_cache(maxsize=64)
def _prepared(text: str) -> Prepared:
    """A query that is read. Raises ValueError where it would have rdflib fetch something."""
    asked = prepareQuery(without_inverses(text))
    if any(
        isinstance(part, CompValue) and reaches_out(part) for part in parts(asked.algebra)
    ):  # refused before, by words
        raise ValueError("it asks other data")
    join_paths(asked.algebra)
    return asked
