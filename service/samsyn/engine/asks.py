"""How the engine puts queries: through a function that is handed in, which knows a store."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from samsyn.engine.graph import Graph
from samsyn.engine.plan import Asked
from samsyn.engine.query import Query
from samsyn.errors import EvaluationFailure
from samsyn.model import Triple
from samsyn.terms import XSD, Term

#: variables and what they are bound to
Solution = Mapping[str, Term]
#: the name under which a query finds the shapes graph
SHAPES_GRAPH: Final = "<urn:samsyn:shapes-graph>"
_TRUE: Final = frozenset({f'"true"^^<{XSD}boolean>', f'"1"^^<{XSD}boolean>'})


class Asks(Protocol):
    """Queries about one graph. Every call raises EvaluationFailure where a query cannot be evaluated."""

    def solutions(self, query: Query, bound: Solution) -> Sequence[Solution]:
        """The solutions of a SELECT query with some variables bound before."""

    def holds(self, query: Query, bound: Solution) -> bool:
        """The answer to an ASK query with some variables bound before."""


#: what can be asked about a graph, the shapes graph beside it
Asking = Callable[[Graph, tuple[Triple, ...]], Asks]


def bound(asked: Asked, focus: Term, value: Term | None = None) -> dict[str, Term]:
    """The variables bound before a query (SHACL 5.3.1, 6.3); the focus node always."""
    found = {"this": focus, "shapesGraph": SHAPES_GRAPH, "currentShape": asked.shape, **dict(asked.given)}
    if value is not None:
        found["value"] = value
    return {name: term for name, term in found.items() if name in asked.query.variables or name == "this"}


def solutions(asks: Asks, asked: Asked, focus: Term) -> Sequence[Solution]:
    """The solutions at a focus node. Raises EvaluationFailure also where one of them says so (SHACL 5.3)."""
    found = asks.solutions(asked.query, bound(asked, focus))
    if any(each.get("failure") in _TRUE for each in found):
        raise EvaluationFailure(f"A query in {asked.shape} says of {focus} that it failed: its ?failure is true.")
    return found
