"""Our cases, reports as the W3C test suite compares them, and the one call that evaluates shapes."""

from pathlib import Path

from rdflib import RDF, RDFS, SH, BNode, Graph, Namespace, URIRef
from rdflib.compare import to_isomorphic
from rdflib.term import Node

from samsyn import sparql
from samsyn.engine import Graph as Indexed
from samsyn.engine import Rules
from samsyn.engine.report import report_triples
from samsyn.errors import BadShapes, EvaluationFailure, SamsynError, UnsupportedShapes
from samsyn.graphs import as_written, to_rdflib
from samsyn.model import Triple
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples

#: our cases on SHACL itself: data, shapes and what is expected in one file
CASES = sorted((Path(__file__).parents[1] / "cases" / "shacl").glob("*.ttl"))
# What is raised where a case expects a failure, by the beginning of its name.
REFUSED: dict[str, tuple[type[SamsynError], ...]] = {
    "beyond-": (UnsupportedShapes,),
    "failure-": (EvaluationFailure, BadShapes),
    "ill-formed-": (BadShapes,),
    "recursion-": (BadShapes,),
}

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
# What a report is cut down to before it is compared; messages and details are compared where a test names them.
KEPT = (RDF.type, SH.conforms, SH.focusNode, SH.resultSeverity, SH.sourceConstraint, SH.sourceConstraintComponent,
        SH.sourceShape, SH.value)  # fmt: skip
# Nodes of data and shapes: where a test and both graphs are one file, its blank nodes are told apart by their labels.
FOREIGN = (SH.focusNode, SH.sourceConstraint, SH.sourceShape, SH.value)
IF_NAMED = (SH.detail, SH.resultMessage)


def refusals(file: Path) -> tuple[type[SamsynError], ...]:
    """The errors of which a case expects one; none where it expects a report."""
    return next((errors for start, errors in REFUSED.items() if file.stem.startswith(start)), ())


def read(file: Path, blank: str = "b") -> list[Triple]:
    """The triples of a file, the labels of its blank nodes starting with `blank`."""
    return triples(file.read_bytes(), rdf_format("turtle"), base=file.as_uri(), blank=blank)


def rules(shapes: Indexed) -> Rules:
    """The engine of a shapes graph, queries included. Raises as `compile_shapes` does."""
    return sparql.rules(shapes)


def answer(data: list[Triple], shapes: list[Triple]) -> Graph:
    """Our validation report."""
    return to_rdflib(report_triples(rules(Indexed(shapes)).results(Indexed(data))))


def expectation(found: list[Triple]) -> tuple[Graph, Node]:
    """The graph of a test, and the node of the report that it expects."""
    graph = to_rdflib(found)
    (test,) = graph.subjects(RDF.type, SHT.Validate)
    assert list(graph.objects(test, RDFS.label)), "the test states no fact"
    (report,) = graph.objects(test, MF.result)
    return graph, report


def assert_report(ours: Graph, wanted: Graph, report: Node, *, one_file: bool) -> None:
    """Fails unless our report is the one expected, result for result."""
    named = tuple(predicate for predicate in IF_NAMED if (None, predicate, None) in wanted)
    (node,) = ours.subjects(RDF.type, SH.ValidationReport)
    with as_written():
        found = cut(ours, node, named, one_file=one_file)
        assert to_isomorphic(found) == to_isomorphic(cut(wanted, report, named, one_file=one_file)), found.serialize()


def cut(graph: Graph, report: Node, named: tuple[Node, ...], *, one_file: bool) -> Graph:
    """A report down to what is compared, each path with blank nodes of its own."""
    out = Graph()

    def path(node: Node) -> Node:
        if not isinstance(node, BNode):
            return node
        fresh = BNode()
        for predicate, value in graph.predicate_objects(node):
            out.add((fresh, predicate, path(value)))
        return fresh

    def copy(node: Node) -> None:
        for predicate, value in graph.predicate_objects(node):
            if predicate == SH.resultPath:
                out.add((node, predicate, path(value)))
            elif predicate in FOREIGN and one_file and isinstance(value, BNode):
                out.add((node, predicate, URIRef(f"urn:blank:{value}")))
            elif predicate in (SH.result, *KEPT, *named):
                out.add((node, predicate, value))
                if predicate in (SH.result, SH.detail):
                    copy(value)

    copy(report)
    return out
