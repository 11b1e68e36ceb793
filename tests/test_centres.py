"""The descriptions of centres, and what is a well-formed description at all."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pyshacl
import pytest
import rdflib
from rdflib import DCTERMS, RDF, RDFS, SH, SKOS, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection

from samsyn.library import Library
from samsyn.model import Report

ROOT = Path(__file__).parents[1]
CENTRES = sorted((ROOT / "data" / "centres").glob("*.ttl"))
CASES = sorted((ROOT / "tests" / "cases" / "descriptions").glob("*.ttl"))
SHAPES = ROOT / "shapes" / "description.ttl"

ID = "https://w3id.org/samsyn/id/"
SAM = Namespace("https://w3id.org/samsyn/ns#")
SHAPE = Namespace("https://w3id.org/samsyn/shapes/description#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")

CODE_LISTS = {  # the shape that lists them -> the folder of the concepts
    "AgeRange-fromEvent-listed": "event",
    "AgeRange-toEvent-listed": "event",
    "Centre-claimedKind-listed": "kind",
    "Centre-status-listed": "status",
    "Centre-targetGroup-listed": "target",
    "CoLocation-degree-listed": "degree",
    "Delivery-service-listed": "service",
    "Feature-kind-listed": "feature",
    "Post-profession-listed": "profession",
    "Presence-listed": "presence",
    "PrincipalType-listed": "principal",
}
SINGLE_VALUED = {
    "claimedKind", "coLocationDegree", "featureKind", "fromEvent", "headcount", "maxAge", "minAge", "presence",
    "principalType", "profession", "service", "share", "signedByAll", "site", "status", "statusDate", "toEvent",
    "upperInclusive",
}  # fmt: skip
CONSTRAINTS = (SH.datatype, SH["in"], SH.languageIn, SH.lessThanOrEquals, SH.maxCount, SH.maxInclusive, SH.minCount,
               SH.minInclusive, SH.nodeKind, SH["not"], SH["or"], SH.pattern, SH.qualifiedMinCount,
               SH.uniqueLang)  # fmt: skip


@pytest.fixture(autouse=True)
def literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A literal is judged as it was written."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    """The shapes of a description."""
    return Graph().parse(SHAPES, format="turtle")


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The IRI of every thing that the bundled data speaks of by itself."""
    files = [
        file for folder in ("agreements", "places", "vocabularies") for file in (ROOT / "data" / folder).glob("*.ttl")
    ]
    return {str(subject) for file in files for subject in Graph().parse(file, format="turtle").subjects(unique=True)}


@pytest.fixture(scope="module")
def concepts() -> set[URIRef]:
    """The IRI of every concept of the code lists."""
    files = (ROOT / "data" / "vocabularies").glob("*.ttl")
    graphs = [Graph().parse(file, format="turtle") for file in files]
    return {node for graph in graphs for node in graph.subjects(RDF.type, SKOS.Concept) if isinstance(node, URIRef)}


def findings(graph: Graph, report: Any) -> Counter[tuple[Any, ...]]:
    """The results of a validation report, each as focus, path, value, severity, component and shape."""
    fields = (SH.focusNode, SH.value, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape)
    return Counter(
        (path(graph, graph.value(result, SH.resultPath)), *(graph.value(result, field) for field in fields))
        for result in graph.objects(report, SH.result)
    )


def path(graph: Graph, node: Any) -> Any:
    """A SHACL path as a value that can be compared across graphs."""
    if not isinstance(node, BNode):
        return node
    if (node, RDF.first, None) in graph:
        return tuple(path(graph, part) for part in Collection(graph, node))
    return tuple(sorted((kind, path(graph, part)) for kind, part in graph.predicate_objects(node)))


def validate(data: Graph, shapes: Graph) -> tuple[bool, Counter[tuple[Any, ...]]]:
    """The reference's answer: does the data conform, and its findings."""
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(report, Graph)
    return conforms, findings(report, report.value(None, RDF.type, SH.ValidationReport))


def things(graph: Graph) -> Iterator[str]:
    """The IRIs of things that a graph points at."""
    for node in set(graph.objects()):
        if isinstance(node, URIRef) and node.startswith(ID):
            yield str(node)


def test_there_are_centres() -> None:
    """The 81 descriptions are there, that of Sollebrunn among them, and one of what only sounds like a centre."""
    names = [file.stem for file in CENTRES]
    assert len(names) == 81
    assert {"alingsas-sollebrunn", "trollhattan-familjehuset"} < set(names)


@pytest.mark.parametrize("file", CENTRES, ids=lambda file: file.stem)
def test_centre_parses(file: Path) -> None:
    """Each file is Turtle for the parser of the service too."""
    assert len(list(pyoxigraph.parse(path=str(file), format=pyoxigraph.RdfFormat.TURTLE))) > 5


@pytest.mark.parametrize("file", CENTRES, ids=lambda file: file.stem)
def test_centre_has_one_description(file: Path) -> None:
    """Each file holds one description, with a source, of one centre, whose identifier is the name of the file."""
    graph = Graph().parse(file, format="turtle")
    centre = URIRef(f"{ID}centre/{file.stem}")
    description = URIRef(f"{centre}/description")
    assert list(graph.subjects(RDF.type, SAM.Description)) == [description]
    assert list(graph.subjects(RDF.type, SAM.FamilyCentre)) == [centre]
    assert list(graph.objects(description, SAM.describes)) == [centre]
    assert [str(identifier) for identifier in graph.objects(centre, DCTERMS.identifier)] == [file.stem]
    assert list(graph.objects(centre, RDFS.label))
    assert list(graph.objects(description, DCTERMS.source))


@pytest.mark.parametrize("file", CENTRES, ids=lambda file: file.stem)
def test_centre_points_at_what_is_there(file: Path, known: set[str]) -> None:
    """Each concept, municipality, party, agreement and source that a description names is defined."""
    own = f"{ID}centre/{file.stem}"
    graph = Graph().parse(file, format="turtle")
    assert {thing for thing in things(graph) if not thing.startswith(own)} <= known


@pytest.mark.parametrize("file", CENTRES, ids=lambda file: file.stem)
def test_centre_speaks_both_languages(file: Path) -> None:
    """Each text about a centre is there in Swedish and in English."""
    graph = Graph().parse(file, format="turtle")
    for text in (RDFS.comment, SAM.coLocationNote, SAM.openingHours, SAM.targetNote, SAM.text, SKOS.note):
        for subject in graph.subjects(text, unique=True):
            languages = [getattr(literal, "language", None) for literal in graph.objects(subject, text)]
            assert sorted(map(str, languages)) == ["en", "sv"], (subject, text)


@pytest.mark.parametrize("file", CENTRES, ids=lambda file: file.stem)
def test_centre_is_well_formed(file: Path, shapes: Graph) -> None:
    """Each description is well formed; only warnings remain."""
    _, found = validate(Graph().parse(file, format="turtle"), shapes)
    assert {finding[3] for finding in found} <= {SH.Warning}


def test_sollebrunn_lacks_a_midwife() -> None:
    """Sollebrunn's source denies maternity care, makes a claim of its own and says nothing of the other services."""
    graph = Graph().parse(ROOT / "data" / "centres" / "alingsas-sollebrunn.ttl", format="turtle")
    assert set(graph.objects(None, SAM.service)) == {URIRef(f"{ID}service/maternal-health")}
    assert set(graph.objects(None, SAM.presence)) == {URIRef(f"{ID}presence/absent")}
    assert len(list(graph.objects(None, SAM.claim))) == 1
    assert len(list(graph.objects(None, SAM.localAgreement))) == 1


def reports(lib: Library, name: str, date: str, agreement: str | None = None) -> tuple[Report, ...]:
    """The reports on a bundled centre."""
    return lib.assess(lib.description(name), date=date, agreement=agreement).reports


def said(report: Report) -> list[str]:
    """The notes of a report in Swedish."""
    return [note.sv for note in report.notes]


@pytest.mark.parametrize("agreement", [None, "national"])
def test_what_only_sounds_like_a_centre_passes_and_fails_nothing(lib: Library, agreement: str | None) -> None:
    """Familjehuset in Trollhättan is social services alone and claims nothing: no minimum level is about it."""
    found = reports(lib, "trollhattan-familjehuset", "2024-06-01", agreement)
    assert found
    for report in found:
        assert {report.outcome, *(each.outcome for each in report.findings)} == {"inapplicable"}
        assert report.plan is None
        assert not report.claims
        assert said(report)[0].startswith("Verksamheten är ingen familjecentral enligt beskrivningen")


def test_a_planned_centre_is_judged_with_its_plan(lib: Library) -> None:
    """Tyresö's centre has not opened: what it is cannot be told, while its plan is that of a family centre."""
    (report,) = reports(lib, "tyreso", "2024-06-01", "se-nat-gov-2024")
    assert report.status == "planned"
    assert report.outcome == "cantTell"
    assert report.plan == "passed"
    assert "Verksamheten är planerad. Planerade delar räknas bara i utfallet för planen." in said(report)


@pytest.mark.parametrize(("date", "closed"), [("2019-12-31", False), ("2020-01-31", False), ("2020-02-01", True)])
def test_a_closed_centre_is_inapplicable_after_its_closing(lib: Library, date: str, closed: bool) -> None:
    """Strömsund's centre is told to be closed in January 2020: after that month no requirement applies."""
    (report,) = reports(lib, "stromsund", date, "se-o-vg-common-2024")
    assert (report.outcome == "inapplicable") is closed
    assert ({each.outcome for each in report.findings} == {"inapplicable"}) is closed
    assert "Verksamheten är stängd." in said(report)


def test_a_centre_closed_for_a_time_is_judged_as_if_open(lib: Library) -> None:
    """Skara's centre is closed for a time: it is judged, and the report says so."""
    (report,) = reports(lib, "skara", "2024-06-01", "se-o-vg-common-2024")
    assert report.status == "temporarily_closed"
    assert {"passed", "cantTell"} <= {each.outcome for each in report.findings}
    assert "Verksamheten är tillfälligt stängd. Den bedöms som om den vore öppen." in said(report)


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_case(file: Path, shapes: Graph) -> None:
    """The reference finds exactly what the case expects."""
    graph = Graph().parse(file, format="turtle")
    test = graph.value(None, RDF.type, SHT.Validate)
    assert list(graph.objects(test, RDFS.label))
    report = graph.value(test, MF.result)
    conforms = graph.value(report, SH.conforms)
    assert isinstance(conforms, rdflib.Literal)
    assert validate(graph, shapes) == (conforms.toPython(), findings(graph, report))


def test_every_shape_has_a_case(shapes: Graph) -> None:
    """Each shape that can be broken alone is broken in a case; some cases are well formed."""
    graphs = [Graph().parse(file, format="turtle") for file in CASES]
    broken = {shape for graph in graphs for shape in graph.objects(None, SH.sourceShape)}
    parts = {part for head in shapes.objects(None, SH["or"]) for part in Collection(shapes, head)}
    parts |= set(shapes.objects(None, SH["not"])) | set(shapes.objects(None, SH.qualifiedValueShape))
    able = {
        shape for shape in shapes.subjects(SH.severity) if any((shape, kind, None) in shapes for kind in CONSTRAINTS)
    }
    assert able - parts == broken
    assert sum(rdflib.Literal(True) in graph.objects(None, SH.conforms) for graph in graphs) >= 2


def test_every_shape_speaks(shapes: Graph) -> None:
    """Each shape has an IRI, a name and a message in both languages, one severity and at most one constraint."""
    nodes = {node for kind in (SH.NodeShape, SH.PropertyShape) for node in shapes.subjects(RDF.type, kind)}
    assert nodes
    for node in nodes:
        assert isinstance(node, URIRef)
        assert node.startswith(SHAPE)
        for words in (SH.name, SH.message):
            assert sorted(str(getattr(word, "language", None)) for word in shapes.objects(node, words)) == ["en", "sv"]
        assert next(iter(shapes.objects(node, SH.severity))) in {SH.Violation, SH.Warning}
        assert sum((node, kind, None) in shapes for kind in CONSTRAINTS) <= 1
        assert (node, RDF.type, SH.NodeShape) in shapes or sum(
            (node, kind, None) in shapes for kind in CONSTRAINTS
        ) == 1


@pytest.mark.parametrize(("shape", "folder"), CODE_LISTS.items())
def test_shape_lists_the_vocabulary(shape: str, folder: str, shapes: Graph, concepts: set[URIRef]) -> None:
    """A shape lists each concept of its code list, and no other."""
    head = shapes.value(SHAPE[shape], SH["in"])
    assert head is not None
    listed = list(Collection(shapes, head))
    assert len(listed) == len(set(listed))
    needless = {URIRef(f"{ID}degree/unspecified")}  # for agreements alone
    assert set(listed) == {concept for concept in concepts if concept.startswith(f"{ID}{folder}/")} - needless


def test_confidence_of_a_description_is_a_concept(shapes: Graph, concepts: set[URIRef]) -> None:
    """The confidences that a description may have are concepts."""
    head = shapes.value(SHAPE["Description-confidence-listed"], SH["in"])
    assert head is not None
    assert set(Collection(shapes, head)) <= concepts


def test_single_valued_properties(shapes: Graph) -> None:
    """Each property that has one value says so on its own path."""
    single = {shapes.value(shape, SH.path) for shape in shapes.subjects(SH.maxCount, rdflib.Literal(1))}
    assert {SAM[name] for name in SINGLE_VALUED} <= single
    assert SAM.municipality not in single
