"""What a shapes graph may hold that is not evaluated here, and is refused rather than passed over."""

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from samsyn.engine.closed import Closed, asking_shapes
from samsyn.engine.graph import Graph
from samsyn.engine.paths import short
from samsyn.engine.plan import Plan
from samsyn.engine.syntax import named, refuse, sh
from samsyn.errors import UnsupportedShapes
from samsyn.terms import SH, Term, local

if TYPE_CHECKING:
    from samsyn.engine.sparql import Component

#: what makes a node a shape beyond Core
BEYOND: Final = frozenset({sh("sparql"), sh("js"), sh("rule"), sh("target")})
_ADVICE: Final = "This engine evaluates SHACL 1.0 Core and SPARQL; --engine pyshacl evaluates more, rules among it."


def refuse_unsupported(graph: Graph, *, queries: bool) -> None:
    """Raises UnsupportedShapes for entailment (SHACL 3.2), and for queries where they cannot be put."""
    if any(sh("entailment") in statements for statements in graph.out.values()):
        raise UnsupportedShapes("The shapes ask for an entailment regime, and none is supported (SHACL 3.2).")
    if queries:
        return
    if any(not term.startswith(f"<{SH}") for term in graph.instances(sh("ConstraintComponent"))) or any(
        sh("sparql") in statements for statements in graph.out.values()
    ):
        raise UnsupportedShapes("The shapes hold SPARQL queries, which cannot be put here.", advice=_ADVICE)


def refuse_unlike(graph: Graph, plan: Plan, components: "tuple[Component, ...]") -> None:
    """Raises BadShapes for a shape that gives a parameter what its declaration does not allow (SHACL 6.2.1)."""
    closed = Closed(plan, asking_shapes(plan), lambda term: lambda graph, node: True)  # a query is not put here
    for component in components:
        for shape in plan.shapes:
            if all(graph.values(shape, each.predicate) for each in component.mandatory):
                for parameter in component.parameters:
                    if parameter.declared in plan.shapes and not closed.conforms(parameter.declared)(graph, shape):
                        refuse(
                            shape,
                            f"what it gives {short(parameter.predicate)} is not what {short(component.term)} allows.",
                        )


def refuse_unknown(graph: Graph, term: Term, known: frozenset[Term]) -> None:
    """Raises UnsupportedShapes for a shape that says something in SHACL's words that is not known."""
    for predicate in graph.out.get(term, {}):
        if predicate.startswith(f"<{SH}") and predicate not in known:
            near = get_close_matches(local(predicate), map(local, known), n=1, cutoff=0.8)
            advice = f"Did you mean sh:{near[0]}? Else: {_ADVICE}" if near else _ADVICE
            error = UnsupportedShapes(f"{short(predicate)} in {named(term)} is not evaluated here.", advice=advice)
            error.shape, error.stated = term, predicate
            raise error
