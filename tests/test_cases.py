"""Our engine answers each case as the case expects, in the words of the W3C test suite."""

from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, Namespace
from rdflib.compare import to_isomorphic
from rdflib.term import Node

from samsyn.engine import Graph as Indexed
from samsyn.engine import Rules, compile_shapes
from samsyn.engine.report import report_triples
from samsyn.errors import BadShapes, UnsupportedShapes
from samsyn.graphs import as_written, to_rdflib
from samsyn.model import Triple
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases"
SHACL = sorted((CASES / "shacl").glob("*.ttl"))
DESCRIPTIONS = sorted((CASES / "descriptions").glob("*.ttl"))
AGREEMENTS = sorted((CASES / "agreements").glob("*.ttl"))
REFUSED = {"beyond-core": UnsupportedShapes, "ill-formed": BadShapes, "recursion": BadShapes}

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
# What a report is cut down to, before it is compared; messages and details are compared where a case names them.
KEPT = (RDF.type, SH.conforms, SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape, SH.value)


def read(file: Path) -> list[Triple]:
    """The triples of a file."""
    return triples(file.read_bytes(), rdf_format("turtle"), base=file.as_uri())


def answer(data: list[Triple], shapes: list[Triple]) -> Graph:
    """Our validation report."""
    return to_rdflib(report_triples(Rules(compile_shapes(Indexed(shapes))).results(Indexed(data))))


def expected(found: list[Triple]) -> tuple[Graph, Node | None]:
    """The graph of a case, and the node of the report that it expects."""
    graph = to_rdflib(found)
    test = graph.value(None, RDF.type, SHT.Validate)
    assert list(graph.objects(test, RDFS.label)), "the case states no fact"
    return graph, graph.value(test, MF.result)


def cut(graph: Graph, report: Node | None, *more: Node) -> Graph:
    """A report down to what is compared, each path with blank nodes of its own."""
    out = Graph()

    def copy_path(node: Node) -> Node:
        if not isinstance(node, BNode):
            return node
        fresh = BNode()
        for predicate, value in graph.predicate_objects(node):
            out.add((fresh, predicate, copy_path(value)))
        return fresh

    def copy(node: Node) -> None:
        for predicate, value in graph.predicate_objects(node):
            if predicate == SH.resultPath:
                out.add((node, predicate, copy_path(value)))
            elif predicate in (SH.result, *more):
                out.add((node, predicate, value))
                if predicate != SH.resultMessage:
                    copy(value)
            elif predicate in KEPT:
                out.add((node, predicate, value))

    assert report is not None
    copy(report)
    return out


def assert_expected(data: list[Triple], shapes: list[Triple]) -> None:
    """Fails unless our report on a case is the one that it expects."""
    with as_written():
        graph, report = expected(data)
        ours = answer(data, shapes)
        named = [predicate for predicate in (SH.detail, SH.resultMessage) if (None, predicate, None) in graph]
        found = cut(ours, ours.value(None, RDF.type, SH.ValidationReport), *named)
        wanted = cut(graph, report, *named)
        assert to_isomorphic(found) == to_isomorphic(wanted), found.serialize()


@pytest.mark.parametrize("file", DESCRIPTIONS, ids=lambda file: file.stem)
def test_description(file: Path) -> None:
    """The shapes of descriptions find what the case expects."""
    assert_expected(read(file), read(ROOT / "shapes" / "description.ttl"))


@pytest.mark.parametrize("file", AGREEMENTS, ids=lambda file: file.stem)
def test_agreement(file: Path) -> None:
    """The shapes of agreements find what the case expects."""
    assert_expected(read(file), read(ROOT / "shapes" / "agreement.ttl"))


@pytest.mark.parametrize("file", SHACL, ids=lambda file: file.stem)
def test_shacl(file: Path) -> None:
    """Data and shapes in one file give the report, or the failure, that stands beside them."""
    found = read(file)
    _, report = expected(found)
    assert (report == SHT.Failure) == file.stem.startswith(tuple(REFUSED)), "the name does not say what to expect"
    if report != SHT.Failure:
        assert_expected(found, found)
        return
    error = next(error for start, error in REFUSED.items() if file.stem.startswith(start))
    with pytest.raises(error):
        compile_shapes(Indexed(found))


def test_every_component_has_a_case() -> None:
    """Each constraint component of SHACL Core is broken in a case, and some cases conform."""
    graphs = [to_rdflib(read(file)) for file in SHACL]
    broken = {component for graph in graphs for component in graph.objects(None, SH.sourceConstraintComponent)}
    names = {str(component).rsplit("#", 1)[1].removesuffix("ConstraintComponent") for component in broken}
    assert names == {
        "And", "Class", "Closed", "Datatype", "Disjoint", "Equals", "HasValue", "In", "LanguageIn", "LessThan",
        "LessThanOrEquals", "MaxCount", "MaxExclusive", "MaxInclusive", "MaxLength", "MinCount", "MinExclusive",
        "MinInclusive", "MinLength", "Node", "NodeKind", "Not", "Or", "Pattern", "QualifiedMaxCount",
        "QualifiedMinCount", "UniqueLang", "Xone",
    }  # fmt: skip
    assert sum(Literal(True) in graph.objects(None, SH.conforms) for graph in graphs) >= 3
