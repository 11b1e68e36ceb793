"""The common agreement of Västra Götaland, what is told of decisions, and what is a well-formed agreement at all."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib import RDF, RDFS, SH, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection

ROOT = Path(__file__).parents[1]
AGREEMENT = ROOT / "data" / "agreements" / "se-o-vg-common-2024.ttl"
DECISIONS = sorted((ROOT / "data" / "decisions").glob("*.ttl"))
CASES = sorted((ROOT / "tests" / "cases" / "agreements").glob("*.ttl"))
SHAPES = ROOT / "shapes" / "agreement.ttl"

ID = "https://w3id.org/samsyn/id/"
CV = "http://data.europa.eu/m8g/"
DCTERMS = "http://purl.org/dc/terms/"
SAM = "https://w3id.org/samsyn/ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TYPE = ox.NamedNode(str(RDF.type))
SHAPE = Namespace("https://w3id.org/samsyn/shapes/agreement#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")

CODE_LISTS = {  # the shape that lists them -> the folder of the concepts
    "Agreement-coverage-known": "coverage",
    "Agreement-documentKind-known": "document-kind",
    "Agreement-kind-known": "kind",
    "Agreement-level-known": "level",
    "LayerUse-use-known": "use",
    "OrderedValue-degree-known": "degree",
    "Requirement-appliesTo-known": "kind",
    "Requirement-checkable-known": "checkable",
    "Requirement-subject-known": "subject",
    "Requirement-theme-known": "theme",
    "evidence-known": "evidence",
    "judgedAs-known": "modality",
    "layer-known": "layer",
    "modality-known": "modality",
    "responsible-known": "principal",
}
CONSTRAINTS = (SH["class"], SH.datatype, SH.equals, SH["in"], SH.hasValue, SH.languageIn, SH.lessThanOrEquals,
               SH.maxCount, SH.maxInclusive, SH.minCount, SH.minInclusive, SH.nodeKind, SH["not"], SH["or"], SH.pattern,
               SH.qualifiedMinCount, SH.uniqueLang)  # fmt: skip
# A list says which IRIs, a pattern what they look like: each goes with the kind of node.
TOGETHER = ({SH.nodeKind, SH["in"]}, {SH.nodeKind, SH.pattern})


class Data:
    """The triples of some files, each with its own blank nodes."""

    def __init__(self, *files: Path) -> None:
        self.store = ox.Store()
        for file in files:
            for triple in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
                self.store.add(triple)

    def values(self, node: Any, term: str) -> list[Any]:
        """What a property of a node says."""
        return [quad.object for quad in self.store.quads_for_pattern(node, ox.NamedNode(term), None)]

    def keys(self, node: Any, term: str) -> list[str]:
        """The last parts of the IRIs that a property of a node names."""
        return sorted(value.value.rsplit("/", 1)[1] for value in self.values(node, term))

    def languages(self, node: Any, term: str) -> list[str]:
        """The languages of the texts of a property of a node."""
        return sorted(text.language for text in self.values(node, term))

    def of_class(self, name: str) -> list[Any]:
        """The things of a class of ours."""
        return [quad.subject for quad in self.store.quads_for_pattern(None, TYPE, ox.NamedNode(SAM + name))]


@pytest.fixture(scope="module")
def agreement() -> Data:
    """The common agreement alone: its file needs no other to be read."""
    return Data(AGREEMENT)


@pytest.fixture(scope="module")
def everything() -> Data:
    """The agreement with the code lists and the places."""
    return Data(AGREEMENT, *files("vocabularies", "places"))


@pytest.fixture(scope="module")
def decided() -> Data:
    """What is told of decisions, with all documents, code lists and places."""
    return Data(*DECISIONS, *files("agreements", "vocabularies", "places"))


def files(*folders: str) -> list[Path]:
    """The files of some folders of data."""
    return [file for folder in folders for file in sorted((ROOT / "data" / folder).glob("*.ttl"))]


def requirement(key: str) -> ox.NamedNode:
    """The requirement of a key."""
    return ox.NamedNode(f"{ID}requirement/{key}")


def test_agreement_lists_its_requirements(agreement: Data) -> None:
    """The agreement has 70 requirements, and each of them is described."""
    listed = agreement.values(ox.NamedNode(f"{ID}agreement/se-o-vg-common-2024"), CV + "hasRequirement")
    assert len(listed) == 70
    assert set(listed) == set(agreement.of_class("Requirement"))


@pytest.mark.parametrize(
    ("term", "counts"),
    [
        ("checkable", {"agreement": 33, "centre": 26, "decision": 7, "no": 4}),
        ("layer", {"reported": 37, "mandate": 14, "local-precedent": 12, "national-alignment": 7}),
        ("modality", {"definition": 27, "shall": 23, "may": 15, "should": 5}),
        ("confidence", {"stated": 45, "implied": 13, "uncertain": 12}),
        ("evidence", {"secondary": 60, "text": 5, "heading-only": 5}),
    ],
)
def test_requirements_count(agreement: Data, term: str, counts: dict[str, int]) -> None:
    """Each requirement has one value of each term, as often as the sources give it."""
    found = Counter(key for node in agreement.of_class("Requirement") for key in agreement.keys(node, SAM + term))
    assert found == counts


def test_texts_are_in_both_languages(agreement: Data) -> None:
    """Each requirement and each reading is stated once in Swedish and once in English."""
    nodes = agreement.of_class("Requirement") + agreement.of_class("Reading")
    assert len(nodes) == 75
    for node in nodes:
        assert agreement.languages(node, SAM + "statement") == ["en", "sv"]


def test_what_a_centre_is_checked_for_is_said(agreement: Data) -> None:
    """Each requirement says in both languages what must be seen, save the four that nothing can be checked for."""
    for node in agreement.of_class("Requirement"):
        checked = agreement.keys(node, SAM + "checkable") != ["no"]
        assert agreement.languages(node, SAM + "check") == ["en", "sv"] * checked


def test_titles_and_notes_are_in_both_languages(agreement: Data) -> None:
    """The title of the agreement, and each note, is given once in Swedish and once in English."""
    assert agreement.languages(ox.NamedNode(f"{ID}agreement/se-o-vg-common-2024"), DCTERMS + "title") == ["en", "sv"]
    noted = {quad.subject for quad in agreement.store.quads_for_pattern(None, ox.NamedNode(SKOS + "note"), None)}
    assert len(noted) == 44
    for node in noted:
        assert agreement.languages(node, SKOS + "note") == ["en", "sv"]


def test_sources_are_described(agreement: Data) -> None:
    """Each requirement and reading has one main citation; each citation names a place in a source that is described."""
    sources = set(agreement.of_class("Source"))
    assert len(sources) == 21
    for node in agreement.of_class("Requirement") + agreement.of_class("Reading"):
        assert len(agreement.values(node, SAM + "citation")) == 1
    for citation in agreement.of_class("Citation"):
        assert set(agreement.values(citation, DCTERMS + "source")) < sources
        places = agreement.values(citation, SAM + "locator")
        assert len(places) == 1 or agreement.languages(citation, SAM + "locator") == ["en", "sv"]


def test_profiles_of_readings_are_described(agreement: Data) -> None:
    """Each reading is chosen by profiles of the agreement, and each profile chooses at most one of a requirement."""
    profiles = set(agreement.values(ox.NamedNode(f"{ID}agreement/se-o-vg-common-2024"), SAM + "profile"))
    assert profiles == set(agreement.of_class("ReadingProfile"))
    assert {profile.value.rsplit("/", 1)[1] for profile in profiles} == {"A", "B", "national", "alingsas"}
    for node in agreement.of_class("Requirement"):
        readings = agreement.values(node, SAM + "reading")
        chosen = [profile for reading in readings for profile in agreement.values(reading, SAM + "profile")]
        assert len(chosen) == len(set(chosen))
        assert set(chosen) <= profiles
        assert set(agreement.values(node, SAM + "holdsInProfile")) <= profiles
        for reading in readings:
            (name,) = agreement.values(reading, SKOS + "notation")
            assert reading.value == f"{node.value}/reading/{name.value}"


@pytest.mark.parametrize(
    ("key", "readings"),
    [
        ("vg-fclike-minimum-services", {"A": ["A"], "B": ["B"], "national": ["national"]}),
        ("vg-fclike-maternity-care", {"expected": ["alingsas"], "optional": ["A", "B", "national"]}),
    ],
)
def test_readings(agreement: Data, key: str, readings: dict[str, list[str]]) -> None:
    """Two requirements can be read in more than one way."""
    found = agreement.values(requirement(key), SAM + "reading")
    assert {node.value.rsplit("/", 1)[1]: agreement.keys(node, SAM + "profile") for node in found} == readings


def test_two_principals_hold_in_two_profiles(agreement: Data) -> None:
    """That both principals take part follows from reading B and from the national one alone."""
    assert agreement.keys(requirement("vg-fclike-two-principals-present"), SAM + "holdsInProfile") == ["B", "national"]


def test_what_shows_no_conformity_is_judged_as_a_permission(agreement: Data) -> None:
    """Local precedent, and the older local agreement, fail nobody: they are judged as permissions."""
    older = requirement("vg-older-local-agreement-not-sufficient")
    for node in agreement.of_class("Requirement"):
        lenient = node == older or agreement.keys(node, SAM + "layer") == ["local-precedent"]
        permission = agreement.keys(node, SAM + "modality") == ["may"]
        assert agreement.keys(node, SAM + "judgedAs") == (["may"] if lenient and not permission else [])


def test_clauses_are_the_seven_that_the_assignment_demands(agreement: Data) -> None:
    """Each of the seven parts has one requirement, that it be there; no other clause is known."""
    clauses = set(agreement.of_class("Clause"))
    assert len(clauses) == 7
    held = {node: agreement.values(node, SAM + "clause") for node in agreement.of_class("Requirement")}
    assert {clause for parts in held.values() for clause in parts} == clauses
    for node, parts in held.items():
        assert len(parts) == ("/vg-describe-" in node.value)
        assert [part.value.rsplit("/", 1)[1] for part in parts] == agreement.keys(node, SAM + "theme") * len(parts)


def test_value_is_of_the_kind_that_its_topic_compares(everything: Data) -> None:
    """A requirement on a topic compared as a set has a set as its value, and so on for the other kinds."""
    valued = 0
    for node in everything.of_class("Requirement"):
        (topic,) = everything.values(node, SAM + "topic")
        (comparison,) = everything.keys(topic, SAM + "comparison")
        for reading in (node, *everything.values(node, SAM + "reading")):
            for value in everything.values(reading, SAM + "value"):
                valued += 1
                assert everything.values(value, TYPE.value) == [ox.NamedNode(f"{SAM}{comparison.title()}Value")]
    assert valued == 33


def test_theme_is_that_of_the_topic(everything: Data) -> None:
    """The theme of a requirement is always the theme of its topic."""
    for node in everything.of_class("Requirement"):
        (topic,) = everything.values(node, SAM + "topic")
        assert everything.keys(node, SAM + "theme") == everything.keys(topic, SAM + "theme")


@pytest.mark.parametrize("file", [AGREEMENT, *DECISIONS], ids=lambda file: file.stem)
def test_what_is_pointed_at_is_there(decided: Data, file: Path) -> None:
    """Each concept, place, party, source, body and topic that the agreement or a decision names is defined."""
    objects = {triple.object for triple in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)}
    named = {node for node in objects if isinstance(node, ox.NamedNode) and node.value.startswith(ID)}
    assert [node for node in named if not any(decided.store.quads_for_pattern(node, None, None))] == []


def test_contradictions(decided: Data) -> None:
    """Each of the 21 contradictions is a question with two claims or more, each from a source that is described."""
    sources = set(decided.of_class("Source"))
    contradictions = decided.of_class("Contradiction")
    scopes = Counter(scope.value for node in contradictions for scope in decided.values(node, SAM + "scope"))
    assert scopes == {"vg": 15, "national": 5, "regional": 1}
    for node in contradictions:
        assert decided.languages(node, SAM + "question") == ["en", "sv"]
        assert decided.languages(node, SAM + "howToHold") == ["en", "sv"]
        claims = decided.values(node, SAM + "claim")
        assert len(claims) >= 2
        for claim in claims:
            assert decided.languages(claim, SAM + "text") == ["en", "sv"]
            (source,) = decided.values(claim, DCTERMS + "source")
            assert source in sources


def test_what_is_not_known_is_never_a_no(decided: Data) -> None:
    """Each of the 49 municipalities has an adoption of the common agreement; for 47 of them it is not known."""
    adoptions = decided.of_class("Adoption")
    parties = [party for node in adoptions for party in decided.values(node, SAM + "party")]
    members = decided.values(ox.NamedNode(f"{ID}party/municipalities-14"), SAM + "memberParty")
    assert len(parties) == len(members) == 49
    assert set(parties) == set(members)
    outcomes = Counter(key for node in adoptions for key in decided.keys(node, SAM + "outcome"))
    assert outcomes == {"unknown": 47, "proposed": 1, "approved-and-forwarded": 1}


def test_a_step_says_how_it_is_known(decided: Data) -> None:
    """Each step of the process says once whether it is shown, planned, told afterwards or not known."""
    steps = decided.of_class("Step")
    assert steps
    for node in steps:
        assert len(decided.keys(node, SAM + "stepKind")) == 1


@pytest.fixture(autouse=True)
def literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A literal is judged as it was written."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    """The shapes of an agreement."""
    return Graph().parse(SHAPES, format="turtle")


def findings(graph: Graph, report: Any) -> Counter[tuple[Any, ...]]:
    """The results of a validation report, each as path, focus, value, severity, component and shape."""
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


def own_constraints(shapes: Graph, node: Any) -> set[Any]:
    """The constraints that a shape states by itself."""
    return {kind for kind in CONSTRAINTS if (node, kind, None) in shapes}


def parts(shapes: Graph) -> Iterator[Any]:
    """The shapes that others use to test a value, with the property shapes that these hold."""
    inner = {part for head in shapes.objects(None, SH["or"]) for part in Collection(shapes, head)}
    inner |= set(shapes.objects(None, SH["not"])) | set(shapes.objects(None, SH.qualifiedValueShape))
    for part in inner:
        yield part
        yield from shapes.objects(part, SH.property)


def test_agreement_is_well_formed(shapes: Graph) -> None:
    """The common agreement conforms, without a warning."""
    assert validate(Graph().parse(AGREEMENT, format="turtle"), shapes) == (True, Counter())


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
    """Each shape that can be broken by itself is broken in a case."""
    graphs = [Graph().parse(file, format="turtle") for file in CASES]
    broken = {shape for graph in graphs for shape in graph.objects(None, SH.sourceShape)}
    able = {shape for shape in shapes.subjects(SH.severity) if own_constraints(shapes, shape)}
    assert able - set(parts(shapes)) == broken


def test_every_shape_speaks(shapes: Graph) -> None:
    """Each shape has an IRI, a name and a message in both languages, one severity and one kind of constraint."""
    nodes = {node for kind in (SH.NodeShape, SH.PropertyShape) for node in shapes.subjects(RDF.type, kind)}
    assert nodes == set(shapes.subjects(SH.severity))
    for node in nodes:
        assert isinstance(node, URIRef)
        assert node.startswith(SHAPE)
        for words in (SH.name, SH.message):
            assert sorted(str(getattr(word, "language", None)) for word in shapes.objects(node, words)) == ["en", "sv"]
        assert list(shapes.objects(node, SH.severity)) in ([SH.Violation], [SH.Warning])
        stated = own_constraints(shapes, node)
        holds_others = (node, SH.property, None) in shapes
        assert stated in TOGETHER or len(stated) == (0 if holds_others else 1), node


@pytest.mark.parametrize(("shape", "folder"), CODE_LISTS.items())
def test_shape_lists_the_vocabulary(shape: str, folder: str, shapes: Graph, everything: Data) -> None:
    """A shape lists each concept of its code list, and no other."""
    head = shapes.value(SHAPE[shape], SH["in"])
    assert head is not None
    listed = [str(concept) for concept in Collection(shapes, head)]
    concepts = everything.store.quads_for_pattern(None, TYPE, ox.NamedNode(SKOS + "Concept"))
    known = [quad.subject.value for quad in concepts if isinstance(quad.subject, ox.NamedNode)]
    needless = {f"{ID}kind/not-a-centre"}  # no agreement is on what is no centre
    assert sorted(listed) == sorted(iri for iri in known if iri.startswith(f"{ID}{folder}/") and iri not in needless)
