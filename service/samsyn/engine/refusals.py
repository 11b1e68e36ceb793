"""What a shapes graph may hold that is not evaluated here, and is refused rather than passed over."""

from typing import Final

from samsyn.engine.graph import Graph
from samsyn.engine.paths import short
from samsyn.engine.syntax import sh
from samsyn.errors import UnsupportedShapes
from samsyn.terms import SH, Term, is_iri

#: what makes a node a shape beyond Core
BEYOND: Final = frozenset({sh("sparql"), sh("js"), sh("rule"), sh("target")})
_ADVICE: Final = "This engine evaluates SHACL 1.0 Core; --engine pyshacl evaluates more."


def refuse_unsupported(graph: Graph) -> None:
    """Raises UnsupportedShapes for constraint components of the author's own, and for entailment (SHACL 3.2)."""
    if any(not term.startswith(f"<{SH}") for term in graph.instances(sh("ConstraintComponent"))):
        raise UnsupportedShapes(
            "The shapes define constraint components of their own, which are not evaluated here.", advice=_ADVICE
        )
    if any(sh("entailment") in statements for statements in graph.out.values()):
        raise UnsupportedShapes("The shapes ask for an entailment regime, and none is supported (SHACL 3.2).")


def refuse_unknown(graph: Graph, term: Term, known: frozenset[Term]) -> None:
    """Raises UnsupportedShapes for a shape that says something in SHACL's words that is not known."""
    for predicate in graph.out.get(term, {}):
        if predicate.startswith(f"<{SH}") and predicate not in known:
            raise UnsupportedShapes(
                f"{short(predicate)} in {short(term) if is_iri(term) else 'a blank shape'} is not evaluated here.",
                advice=_ADVICE,
            )
