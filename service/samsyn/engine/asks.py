"""How the engine puts queries: through a function that is handed in, which knows a store."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from samsyn.engine.graph import Graph
from samsyn.engine.paths import short
from samsyn.engine.plan import Asked
from samsyn.engine.query import Query
from samsyn.engine.syntax import named
from samsyn.errors import EvaluationFailure, Swedish
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
    try:
        found = asks.solutions(asked.query, bound(asked, focus))
    except EvaluationFailure as error:
        raise _placed(error, asked, focus) from error
    if any(each.get("failure") in _TRUE for each in found):
        failed = EvaluationFailure(
            "A query says that it failed: its ?failure is true.",
            sv=Swedish("En fråga säger att den misslyckades: dess ?failure är sann."),
        )
        raise _placed(failed, asked, focus)
    return found


def holds(asks: Asks, asked: Asked, focus: Term, value: Term) -> bool:
    """The answer about a value at a focus node. Raises EvaluationFailure."""
    try:
        return asks.holds(asked.query, bound(asked, focus, value))
    except EvaluationFailure as error:
        raise _placed(error, asked, focus) from error


def _placed(error: EvaluationFailure, asked: Asked, focus: Term) -> EvaluationFailure:
    """A failure that says in which shape it came about, and at which node."""
    if error.sv.message == error.message:  # whoever answers knows no Swedish
        error.sv = Swedish(f"En fråga i reglerna kan inte besvaras. På engelska: ”{error.message}”")
    error.shape, error.source = asked.shape, asked.source
    return error.adding(
        f"The shape is {named(asked.shape)}, the focus node {short(focus)}.",
        f"Regeln är {named(asked.shape, 'sv')}, noden {short(focus)}.",
    )
