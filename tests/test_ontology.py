"""The ontology, the code lists and the places: complete, well defined and free of contradiction."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from samsyn.reason import consistency

ROOT = Path(__file__).parents[1]
ONTOLOGY = sorted((ROOT / "ontology").glob("*.ttl"))
OURS = [file for file in ONTOLOGY if file.stem != "reused"]
VOCABULARIES = sorted((ROOT / "data" / "vocabularies").glob("*.ttl"))
PLACES = sorted((ROOT / "data" / "places").glob("*.ttl"))
CASES = sorted((ROOT / "tests" / "cases" / "ontology").glob("*.ttl"))

SAM = "https://w3id.org/samsyn/ns#"
ID = "https://w3id.org/samsyn/id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
SHAPES = "https://w3id.org/samsyn/shapes/"
TEST = "http://www.w3.org/2007/OWL/testOntology#"

PROPERTIES = {OWL + name for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
KINDS = [{OWL + "Class"}, PROPERTIES, {OWL + "NamedIndividual"}]

Node = ox.NamedNode | ox.BlankNode | ox.Literal


class Graph:
    """The triples of some Turtle files, each file with blank nodes of its own."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.quads = [
            quad for file in files for quad in ox.parse(path=file, base_iri=file.as_uri(), rename_blank_nodes=True)
        ]

    def subjects(self, predicate: str, value: str) -> list[str]:
        """The IRIs of all that have this IRI as a value."""
        return [
            quad.subject.value
            for quad in self.quads
            if isinstance(quad.subject, ox.NamedNode)
            and quad.predicate.value == predicate
            and isinstance(quad.object, ox.NamedNode)
            and quad.object.value == value
        ]

    def objects(self, subject: str, predicate: str) -> list[Node]:
        """The values of a property of a thing."""
        return [
            quad.object
            for quad in self.quads
            if quad.subject == ox.NamedNode(subject)
            and quad.predicate.value == predicate
            and not isinstance(quad.object, ox.Triple)
        ]

    def iris(self, subject: str, predicate: str) -> list[str]:
        """The IRIs among the values of a property of a thing."""
        return [value.value for value in self.objects(subject, predicate) if isinstance(value, ox.NamedNode)]

    def classes(self) -> set[str]:
        """The IRI of every class that something belongs to."""
        return {
            quad.object.value
            for quad in self.quads
            if quad.predicate.value == RDF + "type" and isinstance(quad.object, ox.NamedNode)
        }

    def named(self) -> set[str]:
        """Every IRI that is the subject of a statement."""
        return {quad.subject.value for quad in self.quads if isinstance(quad.subject, ox.NamedNode)}

    def used(self) -> set[str]:
        """Every IRI anywhere in a statement."""
        nodes = [node for quad in self.quads for node in (quad.subject, quad.predicate, quad.object)]
        return {node.value for node in nodes if isinstance(node, ox.NamedNode)}

    def ntriples(self) -> bytes:
        """All statements in N-Triples."""
        return "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in self.quads).encode()


def both_languages(values: list[Node]) -> bool:
    """Whether there is one text in Swedish and one in English, neither empty."""
    texts = [value for value in values if isinstance(value, ox.Literal) and value.value.strip()]
    return len(texts) == len(values) and sorted(str(text.language) for text in texts) == ["en", "sv"]


def stems(files: list[Path]) -> list[str]:
    """The names of files, for the names of tests."""
    return [file.stem for file in files]


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """All of the ontology."""
    return Graph(ONTOLOGY)


@pytest.fixture(scope="module")
def everything() -> Graph:
    """All Turtle of the house: ontology, shapes and data."""
    return Graph(file for folder in ("ontology", "shapes", "data") for file in sorted((ROOT / folder).rglob("*.ttl")))


@pytest.mark.parametrize("file", ONTOLOGY, ids=stems(ONTOLOGY))
def test_a_file_has_one_header(file: Path) -> None:
    """Each file is one owl:Ontology with title, licence, date and version IRI."""
    graph = Graph([file])
    (header,) = graph.subjects(RDF + "type", OWL + "Ontology")
    assert header == f"{SAM[:-1]}/{file.stem}"
    assert both_languages(graph.objects(header, DCTERMS + "title"))
    assert graph.iris(header, DCTERMS + "license") == ["https://creativecommons.org/licenses/by/4.0/"]
    assert len(graph.objects(header, DCTERMS + "modified")) == 1
    assert [iri.startswith(header + "/") for iri in graph.iris(header, OWL + "versionIRI")] == [True]


@pytest.mark.parametrize("file", OURS, ids=stems(OURS))
def test_every_term_has_a_card(file: Path) -> None:
    """Each term has a label, a definition and an example in both languages, and says where it is defined."""
    graph = Graph([file])
    (header,) = graph.subjects(RDF + "type", OWL + "Ontology")
    terms = {name for name in graph.named() if name.startswith(SAM)}
    parts = (RDFS + "label", SKOS + "definition", SKOS + "example")
    lacking = {name for name in terms if not all(both_languages(graph.objects(name, part)) for part in parts)}
    assert terms
    assert not lacking
    assert {name for name in terms if graph.iris(name, RDFS + "isDefinedBy") != [header]} == set()


@pytest.mark.parametrize("file", ONTOLOGY, ids=stems(ONTOLOGY))
def test_classes_come_first_then_properties(file: Path) -> None:
    """A file lists its classes, then its properties, then its individuals, each from A to Z and each once."""
    graph = Graph([file])
    prefixes = dict(re.findall(r"^@prefix (\w+): <(.*)> \.$", file.read_text(), re.MULTILINE))
    names = re.findall(r"^(\w+):([\w-]+)$", file.read_text(), re.MULTILINE)
    terms = [(prefix, local, set(graph.iris(prefixes[prefix] + local, RDF + "type"))) for prefix, local in names]
    order = [
        (next(place for place, kinds in enumerate(KINDS) if kinds & types), f"{prefix}:{local}".lower())
        for prefix, local, types in terms
    ]
    assert order
    assert order == sorted(set(order))


def test_a_term_is_defined_in_one_file() -> None:
    """No term has two cards."""
    counts = Counter(name for file in OURS for name in Graph([file]).named() if name.startswith(SAM))
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_file_uses_an_undefined_term(ontology: Graph, everything: Graph) -> None:
    """Every term in our namespace that ontology, shapes or data use is defined by the ontology."""
    assert {name for name in everything.used() - ontology.named() if name.startswith(SAM)} == set()


def test_reused_terms_are_named_with_their_source(ontology: Graph) -> None:
    """Every term of another vocabulary that the ontology or the bundled data use stands in reused.ttl."""
    reused = Graph([ROOT / "ontology" / "reused.ttl"])
    data = Graph(sorted((ROOT / "data").rglob("*.ttl")))
    vocabulary = data.classes() | {quad.predicate.value for quad in data.quads} | ontology.used()
    links = {iri for name in ontology.named() for iri in ontology.iris(name, RDFS + "isDefinedBy")}
    plain = (SAM, SAM[:-1], RDF, RDFS, OWL, XSD, ID, SHAPES, "https://creativecommons.org/")
    foreign = {name for name in vocabulary - links if not name.startswith(plain)}
    assert foreign - reused.named() == set()
    for name in reused.named() - {f"{SAM[:-1]}/reused"}:
        assert both_languages(reused.objects(name, RDFS + "label")), name
        assert [name.startswith(source) for source in reused.iris(name, RDFS + "isDefinedBy")] == [True], name


def test_denials_know_their_keys(ontology: Graph) -> None:
    """A delivery is known by its service and site, a feature by its kind, a post by its profession."""
    keys = {
        (name, part): ontology.iris(SAM + name, SAM + part)
        for name in ("serviceDelivery", "feature", "post")
        for part in ("key", "refinedKey")
    }
    assert {place: [iri.removeprefix(SAM) for iri in iris] for place, iris in keys.items() if iris} == {
        ("serviceDelivery", "key"): ["service"],
        ("serviceDelivery", "refinedKey"): ["site"],
        ("feature", "key"): ["featureKind"],
        ("post", "key"): ["profession"],
    }


@pytest.mark.parametrize("file", VOCABULARIES, ids=stems(VOCABULARIES))
def test_a_code_list_is_complete(file: Path) -> None:
    """Each file is one scheme with a title; each concept has label and definition in both languages and its key."""
    graph = Graph([file])
    (scheme,) = graph.subjects(RDF + "type", SKOS + "ConceptScheme")
    assert scheme == f"{ID}scheme/{file.stem}"
    assert both_languages(graph.objects(scheme, DCTERMS + "title"))
    concepts = graph.subjects(RDF + "type", SKOS + "Concept")
    assert set(concepts) == graph.named() - {scheme}
    for concept in concepts:
        assert both_languages(graph.objects(concept, SKOS + "prefLabel")), concept
        assert both_languages(graph.objects(concept, SKOS + "definition")), concept
        assert graph.iris(concept, SKOS + "inScheme") == [scheme]
        (notation,) = graph.objects(concept, SKOS + "notation")
        assert concept == f"{concept[: -len(notation.value)]}{notation.value}"
        assert concept[: -len(notation.value)].count("/") == ID.count("/") + 1


@pytest.mark.parametrize("file", VOCABULARIES, ids=stems(VOCABULARIES))
def test_concepts_of_a_list_are_distinct(file: Path) -> None:
    """Each list says that no two of its concepts are the same, and gives all of them one class of ours."""
    graph = Graph([file])
    concepts = set(graph.subjects(RDF + "type", SKOS + "Concept"))
    distinct = [str(quad.object)[1:-1] for quad in graph.quads if quad.predicate.value == RDF + "first"]
    assert Counter(distinct) == Counter(concepts)
    classes = {iri for concept in concepts for iri in graph.iris(concept, RDF + "type")} - {SKOS + "Concept"}
    assert [name.startswith(SAM) for name in classes] == [True]


def test_every_code_in_use_is_in_a_list(everything: Graph) -> None:
    """Whatever looks like a concept of a code list, in shapes or data, is one."""
    concepts = set(everything.subjects(RDF + "type", SKOS + "Concept"))
    folders = tuple({re.sub(r"[^/]+$", "", concept) for concept in concepts})
    assert {name for name in everything.used() if name.startswith(folders)} == concepts


def test_topics_make_agreements_comparable() -> None:
    """The 98 topics belong to the seven themes, and each is compared in one way; two of them define a kind."""
    graph = Graph(VOCABULARIES)
    topics = graph.subjects(RDF + "type", SAM + "Topic")
    themes = set(graph.subjects(RDF + "type", SAM + "Theme"))
    assert len(topics) == 98
    assert len(themes) == 7
    assert {iri for topic in topics for iri in graph.iris(topic, SAM + "theme")} == themes
    assert {len(graph.iris(topic, SAM + "theme")) for topic in topics} == {1}
    assert {len(graph.iris(topic, SAM + "comparison")) for topic in topics} == {1}
    defined = {topic.removeprefix(ID): graph.iris(topic, SAM + "definesKind") for topic in topics}
    assert {topic: kinds for topic, kinds in defined.items() if kinds} == {
        "topic/definition:family-centre": [ID + "kind/familjecentral"],
        "topic/definition:fc-like": [ID + "kind/familjecentralsliknande"],
    }


@pytest.mark.parametrize(
    ("name", "truth", "presences"),
    [
        ("shows", "true", {"on_site", "listed", "part_time", "visiting", "mobile"}),
        ("showsInPlan", "true", {"on_site", "listed", "part_time", "visiting", "mobile", "planned"}),
        ("denies", "true", {"absent"}),
        ("shows", "false", {"cooperation", "mentioned", "same_building", "moved", "planned", "absent"}),
    ],
)
def test_presences_show_or_deny(name: str, truth: str, presences: set[str]) -> None:
    """Each presence says whether it shows that a part is there, now or in the plan, or denies it."""
    graph = Graph(VOCABULARIES)
    every = graph.subjects(RDF + "type", SAM + "Presence")
    found = {iri for iri in every if [value.value for value in graph.objects(iri, SAM + name)] == [truth]}
    assert {iri.removeprefix(ID + "presence/") for iri in found} == presences


@pytest.mark.parametrize(
    ("folder", "order"),
    [
        ("degree", ["full", "under-one-roof", "partial", "same-place-services", "area-cooperation", "network"]),
        ("modality", ["shall", "should", "may"]),
    ],
)
def test_scales_are_ordered(folder: str, order: list[str]) -> None:
    """The degrees of co-location and the modalities form an order; what stands outside it has no strictness."""
    graph = Graph(VOCABULARIES)
    found = [
        iri for iri in graph.named() if iri.startswith(f"{ID}{folder}/") and graph.objects(iri, SAM + "strictness")
    ]
    strictness = {iri: int(graph.objects(iri, SAM + "strictness")[0].value) for iri in found}
    assert [iri.rsplit("/")[-1] for iri in sorted(found, key=strictness.__getitem__, reverse=True)] == order


def test_places_and_parties_fit_together() -> None:
    """Each municipality lies in the county of its code; each area is governed by one party, which is none itself."""
    graph = Graph(PLACES)
    counties, municipalities, parties = (
        set(graph.subjects(RDF + "type", SAM + name)) for name in ("County", "Municipality", "Party")
    )
    areas = counties | municipalities
    assert len(counties) == 21
    assert len(graph.subjects(SAM + "inCounty", ID + "county/14")) == 49
    for place in municipalities:
        assert graph.iris(place, SAM + "inCounty") == [f"{ID}county/{place.rpartition('/')[2][:2]}"]
    for area in areas:
        (code,) = graph.objects(area, DCTERMS + "identifier")
        assert area.endswith(f"/{code.value}")
    governed = Counter(iri for party in parties for iri in graph.iris(party, SAM + "governs"))
    assert governed == Counter(areas)
    assert not parties & areas
    groups = {
        group: graph.iris(group, SAM + "memberParty") for group in graph.subjects(RDF + "type", SAM + "PartyGroup")
    }
    assert {group: len(members) for group, members in groups.items() if members} == {f"{ID}party/municipalities-14": 49}
    assert {party for members in groups.values() for party in members} <= parties
    for party in [*parties, *groups]:
        assert both_languages(graph.objects(party, RDFS + "label")), party
        assert len(graph.iris(party, SAM + "principalType")) == 1, party


def test_model_and_code_lists_are_consistent() -> None:
    """HermiT finds no contradiction in ontology, code lists and places, and every class can have members."""
    answer = consistency(Graph([*ONTOLOGY, *VOCABULARIES, *PLACES]).ntriples())
    assert answer.consistent, answer.explanation
    assert answer.unsatisfiable == ()


def test_everything_bundled_is_consistent() -> None:
    """HermiT finds no contradiction in the ontology together with all data."""
    answer = consistency(Graph([*ONTOLOGY, *sorted((ROOT / "data").rglob("*.ttl"))]).ntriples())
    assert answer.consistent, answer.explanation
    assert answer.unsatisfiable == ()


@pytest.mark.parametrize("case", CASES, ids=stems(CASES))
def test_a_planted_contradiction_is_found(case: Path) -> None:
    """Statements that break the model contradict it; those that keep to it do not."""
    data = Graph([case])
    expected = {kind for kind in data.iris(case.as_uri(), RDF + "type") if kind.startswith(TEST)}
    answer = consistency(Graph([*ONTOLOGY, *VOCABULARIES, *PLACES, case]).ntriples())
    assert expected == {TEST + ("ConsistencyTest" if answer.consistent else "InconsistencyTest")}, answer.explanation
