"""Every folder of data has its shapes; decisions, places and code lists pass theirs, each of which has a case.

Agreements and centres, and the cases of their shapes, are tested in test_documents, test_agreements and test_centres.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib import RDF, RDFS, SH, SKOS, Graph, URIRef
from rdflib.collection import Collection

import samsyn
from samsyn.engine import Rules
from test_agreements import MF, SHT, findings, own_constraints, parts, validate

ROOT = Path(__file__).parents[1]
CASES = sorted((ROOT / "tests" / "cases" / "bundled").glob("*.ttl"))
BASE = "https://w3id.org/samsyn/"
SHAPES_OF = {  # a folder of data -> the shapes that are for it
    "agreements": "agreement",
    "centres": "description",
    "decisions": "decision",
    "places": "place",
    "vocabularies": "vocabulary",
}
HERE = ["decision", "place", "vocabulary"]  # the shapes whose cases are here
FILES = [file for folder in SHAPES_OF for file in sorted((ROOT / "data" / folder).glob("*.ttl"))]
PASSED_HERE = [file for file in FILES if SHAPES_OF[file.parent.name] in HERE]
CODE_LISTS = {  # the shape that lists them -> the folder of the concepts
    "decision#Decision-outcome-known": "outcome",
    "decision#Adoption-outcome-known": "outcome",
    "decision#Step-stepKind-known": "step-kind",
    "place#Party-principalType-known": "principal",
}


@pytest.fixture(autouse=True)
def literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A literal is judged as it was written."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.fixture(scope="module")
def rules() -> dict[str, Rules]:
    """The shapes of each kind of file, compiled."""
    return {name: samsyn.compile(ROOT / "shapes" / f"{name}.ttl") for name in HERE}


def shapes(name: str) -> Graph:
    """A file of shapes."""
    return Graph().parse(ROOT / "shapes" / f"{name}.ttl", format="turtle")


def test_every_folder_has_its_shapes() -> None:
    """No folder of data is without shapes, save the catalogue, which has those of DCAT-AP-SE, and what is asked."""
    data = ROOT / "data"
    elsewhere = {*data.glob("catalog/*.ttl"), *data.glob("queries/**/*.ttl")}
    assert set(FILES) == set(data.rglob("*.ttl")) - elsewhere


@pytest.mark.parametrize("file", PASSED_HERE, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_file_passes_its_shapes(file: Path, rules: dict[str, Rules]) -> None:
    """Nothing is missing or wrong in it."""
    assert samsyn.shacl(file, rules[SHAPES_OF[file.parent.name]]).results == ()


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_case(file: Path) -> None:
    """The reference finds exactly what the case expects, by the shapes that it names; the engine finds as much."""
    graph = Graph().parse(file, format="turtle")
    test = graph.value(None, RDF.type, SHT.Validate)
    name = str(graph.value(graph.value(test, MF.action), SHT.shapesGraph)).removeprefix(f"{BASE}shapes/")
    report = graph.value(test, MF.result)
    conforms = graph.value(report, SH.conforms)
    assert isinstance(conforms, rdflib.Literal)
    assert list(graph.objects(test, RDFS.label))
    assert validate(graph, shapes(name)) == (conforms.toPython(), findings(graph, report))
    assert samsyn.shacl(graph, samsyn.compile(ROOT / "shapes" / f"{name}.ttl")).conforms is conforms.toPython()


@pytest.mark.parametrize("name", HERE)
def test_every_shape_has_a_case(name: str) -> None:
    """Each shape that can be broken by itself is broken in a case."""
    graph = shapes(name)
    cases = [Graph().parse(file, format="turtle") for file in CASES]
    broken = {shape for case in cases for shape in case.objects(None, SH.sourceShape)}
    able = {shape for shape in graph.subjects(SH.severity) if own_constraints(graph, shape)}
    assert able - inner(graph) == {shape for shape in broken if str(shape).startswith(f"{BASE}shapes/{name}#")}


@pytest.mark.parametrize("name", HERE)
def test_every_shape_has_one_constraint(name: str) -> None:
    """A message speaks of one constraint; a shape that only holds others has none."""
    graph = shapes(name)
    for node in set(graph.subjects(SH.severity)):
        holds_others = (node, SH.property, None) in graph
        assert len(own_constraints(graph, node)) == (0 if holds_others else 1), node
        assert list(graph.objects(node, SH.severity)) == [SH.Violation]


def inner(graph: Graph) -> set[Any]:
    """The shapes that others use, with what these use in turn."""
    found = set(parts(graph))
    return found | {
        part for node in found for head in graph.objects(node, SH["or"]) for part in Collection(graph, head)
    }


@pytest.mark.parametrize(("shape", "folder"), CODE_LISTS.items())
def test_shape_lists_the_vocabulary(shape: str, folder: str) -> None:
    """A shape lists each concept of its code list, and no other."""
    graph = shapes(shape.partition("#")[0])
    head = graph.value(URIRef(f"{BASE}shapes/{shape}"), SH["in"])
    assert head is not None
    listed = list(Collection(graph, head))
    files = (ROOT / "data" / "vocabularies").glob("*.ttl")
    known = Counter(node for file in files for node in Graph().parse(file).subjects(RDF.type, SKOS.Concept))
    assert Counter(map(str, listed)) == Counter(str(node) for node in known if f"/id/{folder}/" in str(node))
