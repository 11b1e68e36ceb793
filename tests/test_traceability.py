"""From every requirement to its source, from every rule to its requirement, from every IRI to what is told of it."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from samsyn.library import Library
from samsyn.store.embedded import EmbeddedStore
from samsyn.terms import CV, DCTERMS, FOAF, ID, ORG, OWL, PREFIXES, RDF, RDFS, SAM, SH, SKOS, XSD

ROOT = Path(__file__).parents[1]
BASE = "https://w3id.org/samsyn/"
FOLDERS = ("ontology", "shapes", "data")
TURTLE = {"accept": "text/turtle"}
ESCO = re.compile(r"http://data\.europa\.eu/esco/(occupation/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|isco/C\d{1,4})")

Said = dict[Any, list[tuple[str, Any]]]


def read(*files: Path) -> Said:
    """What some files say of each node; the blank nodes of each file are its own."""
    said: Said = defaultdict(list)
    for file in files:
        for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            said[quad.subject].append((quad.predicate.value, quad.object))
    return said


@cache
def everything() -> Said:
    """What all bundled Turtle says."""
    return read(*(file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.ttl"))))


def values(said: Said, node: Any, predicate: str) -> list[Any]:
    """The values of a property of a node."""
    return [value for name, value in said.get(node, ()) if name == predicate]


def of_class(said: Said, cls: str) -> list[Any]:
    """The nodes of a class."""
    return [node for node, told in said.items() if (RDF + "type", ox.NamedNode(cls)) in told]


def subjects(said: Said, start: str = BASE) -> set[str]:
    """The IRIs of ours that something is said of."""
    return {node.value for node in said if isinstance(node, ox.NamedNode) and node.value.startswith(start)}


def closure(said: Said, node: Any) -> int:
    """How many statements tell of a node, those of its blank nodes with them."""
    told = said.get(node, [])
    return len(set(told)) + sum(closure(said, value) for _, value in set(told) if isinstance(value, ox.BlankNode))


# To the source


def test_every_requirement_reaches_a_source() -> None:
    """Each of the 341, and each reading, cites a source that says by citation or page what it is."""
    said = everything()
    requirements, readings = of_class(said, SAM + "Requirement"), of_class(said, SAM + "Reading")
    assert len(requirements) == 341
    for node in requirements + readings:
        cited = values(said, node, SAM + "citation")
        sources = [source for citation in cited for source in values(said, citation, DCTERMS + "source")]
        assert sources, node
        for source in sources:
            texts = values(said, source, DCTERMS + "bibliographicCitation")
            assert any(text.value.strip() for text in texts) or values(said, source, FOAF + "page"), (node, source)


def test_whatever_names_a_source_names_one_that_is_told_of() -> None:
    """Claims, decisions, steps, memberships and descriptions, too: no source is a bare name."""
    said = everything()
    bare = {
        (node, source)
        for node in said
        for source in values(said, node, DCTERMS + "source")
        if isinstance(source, ox.Literal)
        or not any(values(said, source, name) for name in (DCTERMS + "bibliographicCitation", FOAF + "page"))
    }
    assert bare == set()


@pytest.mark.parametrize("file", sorted((ROOT / "shapes" / "minimum").glob("*.ttl")), ids=lambda file: file.stem)
def test_every_rule_reaches_a_requirement_of_its_document(file: Path) -> None:
    """Each rule of a minimum level states a requirement, or a reading of one, that the document of the file lists."""
    said = everything()
    (about,) = [agreement for told in read(file).values() for name, agreement in told if name == SAM + "aboutAgreement"]
    assert about == ox.NamedNode(f"{ID}agreement/{file.stem}")
    listed = set(values(said, about, CV + "hasRequirement"))
    listed |= {reading for node in listed for reading in values(said, node, SAM + "reading")}
    rules = [node for node in read(file) if values(said, node, SH + "targetClass")]
    assert rules
    for rule in rules:
        (stated,) = values(said, rule, SAM + "states")
        assert stated in listed, rule


def stated(*folders: str) -> set[Any]:
    """What the nodes of the Turtle in some folders state."""
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.ttl"))]
    return {value for told in read(*files).values() for name, value in told if name == SAM + "states"}


def test_what_is_checked_on_the_text_of_an_agreement_has_a_shape() -> None:
    """Each requirement that is checked on a text is stated by a shape of the demands on texts."""
    said, key = everything(), ox.NamedNode(f"{ID}checkable/agreement")
    wanted = {node for node in of_class(said, SAM + "Requirement") if key in values(said, node, SAM + "checkable")}
    assert wanted
    assert sorted(node.value for node in wanted - stated("shapes/mandate")) == []


def test_what_is_checked_on_a_decision_has_a_query() -> None:
    """Each requirement that is checked on a decision is stated by what describes a query."""
    said, key = everything(), ox.NamedNode(f"{ID}checkable/decision")
    wanted = {node for node in of_class(said, SAM + "Requirement") if key in values(said, node, SAM + "checkable")}
    assert wanted
    assert sorted(node.value for node in wanted - stated("data/queries")) == []


@pytest.mark.parametrize("file", sorted((ROOT / "shapes" / "mandate").glob("*.ttl")), ids=lambda file: file.stem)
def test_every_rule_of_a_mandate_states_a_requirement_of_its_document(file: Path) -> None:
    """A file of mandate shapes states requirements of the document it is called after, and no others."""
    said = everything()
    listed = set(values(said, ox.NamedNode(f"{ID}agreement/{file.stem}"), CV + "hasRequirement"))
    found = {value for told in read(file).values() for name, value in told if name == SAM + "states"}
    assert found
    assert found <= listed | {part for node in listed for part in values(said, node, SAM + "reading")}


# No name without a thing


@pytest.mark.parametrize("file", sorted((ROOT / "data" / "queries").glob("*.rq")), ids=lambda file: file.stem)
def test_a_query_asks_for_what_there_is(file: Path) -> None:
    """Each IRI of ours that a query names is told of somewhere; each term of another vocabulary is listed."""
    text = re.sub(r'"(?:[^"\\]|\\.)*"|^\s*#.*$', "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    declared = re.compile(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE)
    prefixes, body = PREFIXES | dict(declared.findall(text)), declared.sub("", text)
    short = re.findall(r"([A-Za-z][\w-]*):([\w:.-]*\w)", re.sub(r"<[^>]*>", "", body))
    named = {prefixes.get(prefix, f"{prefix}:") + local for prefix, local in short}
    named |= set(re.findall(r"<([^>\s]+)>", body))
    described = subjects(everything()) | subjects(read(ROOT / "ontology" / "reused.ttl"), "http")
    plain = (RDF, RDFS, OWL, SH, XSD, f"{ID}graph/")
    assert {name for name in named if not name.startswith(plain)} - described == set()


def test_every_iri_of_ours_is_described() -> None:
    """Each IRI in ontology, shapes or data that is ours is told of somewhere; versions are told by their names."""
    said = everything()
    named = {node for told in said.values() for statement in told for node in _iris(statement)}
    versions = {value.value for told in said.values() for name, value in told if name == OWL + "versionIRI"}
    assert {name for name in named if name.startswith(BASE)} - subjects(said) == versions


def test_shapes_use_listed_terms_alone() -> None:
    """Each term of another vocabulary that a shape asks for stands in ontology/reused.ttl."""
    shapes = read(*sorted((ROOT / "shapes").rglob("*.ttl")))
    used = {name for told in shapes.values() for statement in told for name in _iris(statement)}
    listed = subjects(read(ROOT / "ontology" / "reused.ttl"), "http")
    own = (BASE, SH, RDF, RDFS, OWL, XSD, "https://creativecommons.org/", "http://creativecommons.org/")
    assert {name for name in used if not name.startswith(own)} - listed == set()


def _iris(statement: tuple[str, Any]) -> list[str]:
    name, value = statement
    return [name, value.value] if isinstance(value, ox.NamedNode) else [name]


def test_matches_have_the_form_of_what_they_match() -> None:
    """A profession is matched with ESCO, an area with an area; no party and no area has the match of another thing."""
    said = everything()
    found = defaultdict(list)
    for node, told in said.items():
        for name, value in told:
            if name in (SKOS + "exactMatch", SKOS + "closeMatch") and node.value.startswith(ID):
                found[node.value.removeprefix(ID).split("/")[0]].append((node.value.rsplit("/", 1)[1], value.value))
    assert set(found) == {"county", "municipality", "profession"}
    assert [match for _, match in found["profession"] if not ESCO.fullmatch(match)] == []
    heritage = "http://kulturarvsdata.se/resurser/aukt/geo/municipality#"
    assert {match for _, match in found["municipality"]} == {heritage + code for code, _ in found["municipality"]}
    assert len(found["municipality"]) == len(of_class(said, SAM + "Municipality"))
    assert found["county"] == [("14", "http://data.europa.eu/nuts/code/SE232")]
    assert len({match for pairs in found.values() for _, match in pairs}) == sum(map(len, found.values()))


def test_the_49_are_members_of_four_associations() -> None:
    """By a source each, with a time or the word that none is known; Kungsbacka is a member from another county."""
    said = everything()
    members: dict[str, set[str]] = defaultdict(set)
    for node in of_class(said, ORG + "Membership"):
        (party,), (association,) = values(said, node, ORG + "member"), values(said, node, ORG + "organization")
        assert values(said, party, SAM + "municipalAssociation") == [association]
        assert values(said, node, ORG + "memberDuring") or len(values(said, node, SKOS + "note")) == 2
        (area,) = values(said, party, SAM + "governs")
        members[association.value.rsplit("/", 1)[1]].add(area.value.rsplit("/", 1)[1])
    assert {name: len(codes) for name, codes in members.items()} == {
        "gr": 13, "fyrbodal": 14, "skaraborg": 15, "sjuharad": 8
    }  # fmt: skip
    together = set().union(*members.values())
    county = {code: values(said, ox.NamedNode(f"{ID}municipality/{code}"), SAM + "inCounty") for code in together}
    outside = {code for code, found in county.items() if found != [ox.NamedNode(f"{ID}county/14")]}
    assert (len(together), outside) == (50, {"1384"})
    assert county["1384"] == [ox.NamedNode(f"{ID}county/13")]
    assert len([party for party in said if values(said, party, SAM + "municipalAssociation")]) == 50


# Every IRI answers


@pytest.fixture(scope="module")
def store(lib: Library) -> EmbeddedStore:
    """A store filled as that of the service is."""
    found = EmbeddedStore()
    found.load(lib.turtle_sources())
    return found


def test_every_thing_is_told_of_with_its_parts(store: EmbeddedStore) -> None:
    """Whatever a bundled file tells of a thing comes with its IRI, values and citations in brackets too."""
    said = everything()
    for name in sorted(subjects(said, ID)):
        answer = store.describe(name, "n-triples")
        assert answer, name
        told = {(quad.subject, quad.predicate, quad.object) for quad in ox.parse(answer.body, ox.RdfFormat.N_TRIPLES)}
        added = 2 if name.startswith(f"{ID}query/") else 0  # the text of a query and its prefixes, from its own file
        assert len(told) == closure(said, ox.NamedNode(name)) + added, name


def one_of_each_kind() -> list[str]:
    """The first thing of each folder of things; what is said of a graph comes with the catalogue."""
    kinds: dict[str, str] = {}
    for name in sorted(subjects(everything(), ID) - subjects(everything(), f"{ID}graph/"), reverse=True):
        path = name.removeprefix(ID)
        kinds[re.sub(r"^centre/[^/]+/", "centre//", path).rpartition("/")[0]] = path
    return sorted(kinds.values())


@pytest.mark.parametrize("path", one_of_each_kind())
def test_a_thing_of_each_kind_answers(client: TestClient, path: str) -> None:
    """The path of an IRI answers 200 with statements about it."""
    answer = client.get(f"/id/{path}", headers=TURTLE)
    assert answer.status_code == 200
    assert ox.NamedNode(ID + path) in read_answer(answer.content)


def test_documents_tell_of_all_that_they_hold(client: TestClient) -> None:
    """/ns tells of every term, /ns/<theme> and /shapes/<name> of what stands behind their #, and of themselves."""
    said = everything()
    documents = defaultdict(set)
    for name in subjects(said) - subjects(said, ID):
        documents[name.partition("#")[0].removeprefix(BASE)].add(name)
    assert len(documents) > 30
    for path, names in documents.items():
        answer = client.get(f"/{path}", headers=TURTLE)
        assert answer.status_code == 200, path
        assert names <= subjects(read_answer(answer.content)), path


def test_named_graphs_answer(client: TestClient, lib: Library) -> None:
    """The name of a graph in an answer to a query is an address too; one that is none says so."""
    name, _ = next(source for source in lib.turtle_sources() if source[0].endswith("/se-nat-ffff"))
    answer = client.get(f"/id/{name.removeprefix(ID)}", headers=TURTLE)
    assert ox.NamedNode(f"{ID}agreement/se-nat-ffff") in read_answer(answer.content)
    for path in ("/id/graph/nothing", "/ns/nothing", "/shapes/nothing", "/id/nothing"):
        assert client.get(path, headers=TURTLE).status_code == 404, path


def read_answer(body: bytes) -> Said:
    """What an answer in Turtle says of each node."""
    said: Said = defaultdict(list)
    for quad in ox.parse(body, format=ox.RdfFormat.TURTLE):
        said[quad.subject].append((quad.predicate.value, quad.object))
    return said
