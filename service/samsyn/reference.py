"""pySHACL, the engine that ours is held against; asked for by name where SHACL beyond Core is wanted."""

from collections.abc import Iterable, Iterator

import pyshacl
from pyshacl.constraints.sparql.sparql_based_constraint_components import SPARQLConstraintComponentValidator
from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError

from samsyn.errors import BadShapes, EvaluationFailure
from samsyn.graphs import Graph, as_written, from_rdflib, kept_to_itself, silent, to_rdflib
from samsyn.model import Result, ShaclReport, Triple
from samsyn.terms import RDF, SH, Term, iri


def validate(data: Iterable[Triple], shapes: Iterable[Triple], *, advanced: bool = True) -> ShaclReport:
    """pySHACL's report, with nothing fetched and nothing imported.

    Raises BadShapes where it refuses the shapes, EvaluationFailure where it fails or a query asks other data.
    """
    with as_written(), kept_to_itself(), silent("pyshacl-validate"):
        SPARQLConstraintComponentValidator.validator_cache.clear()  # by the id of a graph, which another may have had
        try:
            _, graph, text = pyshacl.validate(
                to_rdflib(data),
                shacl_graph=to_rdflib(shapes),
                advanced=advanced,
                do_owl_imports=False,
                inference="none",
            )
        except (ShapeLoadError, ConstraintLoadError) as error:
            raise BadShapes(f"pySHACL refuses the shapes: {error}") from error
        except EvaluationFailure:
            raise
        except ReportableRuntimeError as error:
            raise EvaluationFailure(f"pySHACL failed: {error}") from error
        except Exception as error:  # it raises whatever its parts raise: re.error, ValueError, RecursionError
            raise EvaluationFailure(f"pySHACL failed: {type(error).__name__}: {error}") from error
    if not isinstance(graph, Graph):
        raise EvaluationFailure(f"pySHACL failed: {graph or text}")
    return ShaclReport(tuple(sorted(_results(_Index(from_rdflib(graph))), key=_order)))


class _Index:
    def __init__(self, triples: Iterable[Triple]) -> None:
        self.out: dict[Term, dict[Term, list[Term]]] = {}
        for subject, predicate, value in triples:
            self.out.setdefault(subject, {}).setdefault(predicate, []).append(value)

    def values(self, node: Term, name: str) -> list[Term]:
        return self.out.get(node, {}).get(iri(SH + name), [])

    def value(self, node: Term, name: str) -> Term | None:
        return next(iter(self.values(node, name)), None)

    def below(self, node: Term) -> Iterator[Triple]:
        """The triples that describe a blank node."""
        for predicate, values in self.out.get(node, {}).items() if node.startswith("_:") else ():
            for value in values:
                yield node, predicate, value
                yield from self.below(value)


def _results(index: _Index) -> Iterator[Result]:
    for said in list(index.out):
        if iri(SH + "ValidationReport") in index.out[said].get(iri(RDF + "type"), []):
            yield from (_result(index, node) for node in index.values(said, "result"))


def _result(index: _Index, node: Term) -> Result:
    path = index.value(node, "resultPath")
    return Result(
        focus=index.value(node, "focusNode") or "",
        component=(index.value(node, "sourceConstraintComponent") or "<>")[1:-1],
        shape=index.value(node, "sourceShape") or "",
        severity=(index.value(node, "resultSeverity") or "<>")[1:-1],
        path=path,
        value=index.value(node, "value"),
        messages=tuple(sorted(index.values(node, "resultMessage"))),
        path_triples=tuple(index.below(path)) if path else (),
        detail=tuple(_result(index, part) for part in index.values(node, "detail")),
    )


def _order(result: Result) -> tuple[str, ...]:
    return result.focus, result.shape, result.path or "", result.component, result.value or ""
