"""What is bundled beside the facts it was written from, where those stand: documents, centres, memberships and more."""

from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from test_agreements import CV, DCTERMS, DECISIONS, ID, SAM, Data
from test_centres import CENTRES
from test_documents import FILES, PAGE, agreement, said

FACTS = Path(__file__).parents[2] / "shared" / "facts"
DCAT = "http://www.w3.org/ns/dcat#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
IDENTIFIER = DCTERMS + "identifier"
COMMON = "se-o-vg-common-2024"
BOTH = {"applies_to": ("familjecentral", "familjecentralsliknande"), "responsible": ("region", "municipality")}
CODED = {  # a field of a requirement -> the term that says it
    "theme": "theme", "topic": "topic", "also_topics": "alsoTopic", "subject": "subject", "applies_to": "appliesTo",
    "modality": "modality", "responsible": "responsible", "checkable": "checkable", "confidence": "confidence",
    "evidence": "evidence", "layer": "layer", "holds_in_profiles": "holdsInProfile",
}  # fmt: skip

SERVICES = {  # a word for a service in the facts -> its concept
    "barnlakare": "paediatrician", "bhv": "child-health", "bibliotek": "library", "familjeforskola": "family-preschool",
    "familjeradgivning": "family-counselling", "forskola": "preschool", "halsobuss": "mobile-health-unit",
    "kompassen": "extended-family-support", "kulturskola": "arts-school", "kyrka": "church", "mhv": "maternal-health",
    "migration": "migration-support", "of": "open-preschool", "psykolog": "psychologist",
    "psykosocial": "psychosocial-unit", "sfi": "swedish-for-immigrants", "soc": "social-services",
    "tandhalsa": "dental-care", "ungdomsmottagning": "youth-clinic", "vardcentral": "health-centre",
}  # fmt: skip
SAME_PAGE = {  # a source of the process -> the source of a document that is the same page
    "ffff-kort": "se-nat-ffff-variant-s1", "jonkoping": "se-f-jonkoping-agreement-s1",
    "jonkoping-2018": "se-f-jonkoping-2018-s1", "rikshandboken-aldre": "se-nat-rhb-older-s1",
    "rikshandboken-nyare": "se-nat-rhb-newer-s1", "socialstyrelsen-2008": "se-nat-sos-2008-s1",
    "sormland-2012": "se-d-sormland-policy-2012-s1", "stockholm": "se-ab-stockholm-fc-s1",
}  # fmt: skip
ELSEWISE = {  # a centre and a field of the facts -> what its description says instead, and why
    ("heby", "as_of"): ["2023"],  # the spring stands in a note
    ("tomelilla", "as_of"): ["2019-04-15"],  # that the year follows from the weekday stands in a note
    ("soderhamn", "name"): ["Familjecentralen i Söderhamn", "The Family centre"],  # one name in each language
    ("trollhattan-familjehuset", "kind_claimed"): ["not-a-centre"],  # the facts say so in words: a negative case
}

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed, and the facts are in YAML")
pytestmark = pytest.mark.skipif(not FACTS.is_dir(), reason="the folder with the facts is not here")


@cache
def facts(file: str = "agreements", part: str = "documents") -> dict[str, Any]:
    """What a part of a file of the facts lists, by id."""
    text = (FACTS / f"{file}.yaml").read_text(encoding="utf-8")
    found = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {each["id"]: each for each in found[part]}


def coded(field: str, value: Any) -> list[str]:
    """The keys that a field of the facts names."""
    if value == "both" and field in BOTH:
        return sorted(BOTH[field])
    return sorted(value) if isinstance(value, list) else [value] * (value is not None)


def source(document: str, key: str) -> ox.NamedNode:
    """A source of a document."""
    return ox.NamedNode(f"{ID}source/{key if document == COMMON else f'{document}-{key}'}")


def words(data: Data, node: Any, term: str) -> dict[str, str]:
    """The texts of a property by language."""
    return {text.language: text.value for text in data.values(node, term)}


def test_all_documents_are_there() -> None:
    """The facts hold 28 documents with 341 requirements, and each of them is bundled."""
    assert set(facts()) == {file.stem for file in FILES}
    assert len(facts()) == 28
    assert sum(len(each["requirements"]) for each in facts().values()) == 341


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_document_is_that_of_the_facts(file: Path) -> None:
    """Level, kind, coverage, area, period and sources are those of the facts."""
    data, node, fact = said(file), agreement(file), facts()[file.stem]
    assert data.keys(node, SAM + "level") == [fact["level"]]
    assert data.keys(node, SAM + "documentKind") == [fact["kind"].replace(" ", "-")]
    assert data.keys(node, SAM + "coverage") == [fact["coverage"]]
    assert [text.value for text in data.values(node, SAM + "documentSubkind")] == coded("subkind", fact["subkind"])
    assert [key[:2] for key in data.keys(node, SAM + "area")] == coded("county_code", fact["county_code"])
    periods = data.values(node, DCTERMS + "temporal")
    for key, term in (("valid_from", "startDate"), ("valid_to", "endDate")):
        assert [text.value for period in periods for text in data.values(period, DCAT + term)] == [
            str(value) for value in coded(key, fact[key])
        ]
    assert {
        node: [page.value for page in data.values(node, PAGE)] for node in data.values(node, DCTERMS + "source")
    } == {source(file.stem, each["id"]): coded("url", each["url"]) for each in fact["sources"]}
    listed = [each.value.rpartition("/")[2] for each in data.values(node, CV + "hasRequirement")]
    assert sorted(listed) == sorted(each["id"] for each in fact["requirements"])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_requirement_is_that_of_the_facts(file: Path) -> None:
    """Statements are those of the facts to the letter; coded fields, source and whether there is a value, the same."""
    data = said(file)
    for fact in facts()[file.stem]["requirements"]:
        node = ox.NamedNode(f"{ID}requirement/{fact['id']}")
        assert words(data, node, SAM + "statement") == {"sv": fact["statement_sv"], "en": fact["statement_en"]}
        for field, term in CODED.items():
            assert data.keys(node, SAM + term) == coded(field, fact.get(field)), (fact["id"], field)
        (citation,) = data.values(node, SAM + "citation")
        assert data.values(citation, DCTERMS + "source") == [source(file.stem, fact["source"])], fact["id"]
        assert bool(data.values(node, SAM + "value")) == (fact["value"] is not None), fact["id"]
        if fact["locator"] and file.stem != COMMON:
            assert words(data, citation, SAM + "locator")["en"] == fact["locator"], fact["id"]


def centre(file: Path) -> dict[str, list[Any]]:
    """What a description says of the fields that the facts have too."""
    data, node = said(file), ox.NamedNode(f"{ID}centre/{file.stem}")
    description = ox.NamedNode(f"{node.value}/description")
    deliveries = data.values(node, SAM + "serviceDelivery")
    return {
        "id": [text.value for text in data.values(node, DCTERMS + "identifier")],
        "name": sorted(text.value for text in data.values(node, LABEL)),
        "municipality_code": data.keys(node, SAM + "municipality"),
        "status": data.keys(node, SAM + "status"),
        "as_of": [text.value for text in data.values(description, DCTERMS + "date")],
        "services": sorted(
            (*data.keys(each, SAM + "service"), *data.keys(each, SAM + "presence")) for each in deliveries
        ),
        "kind_claimed": data.keys(node, SAM + "claimedKind"),
        "confidence": data.keys(description, SAM + "confidence"),
        "oddities": sorted(text.value for text in data.values(description, SAM + "oddity")),
    }


def test_all_centres_are_there() -> None:
    """The facts hold 81 centres, and each of them is described."""
    assert set(facts("centres", "centres")) == {file.stem for file in CENTRES}
    assert len(CENTRES) == 81


@pytest.mark.parametrize("file", CENTRES, ids=lambda file: file.stem)
def test_centre_is_that_of_the_facts(file: Path) -> None:
    """Name, municipality, state, date, services, kind, confidence and oddities are those of the facts."""
    fact = facts("centres", "centres")[file.stem]
    stated = fact["as_stated"]
    services = stated["services"] if stated["services"] != "unknown" else []
    expected = {
        **{field: [fact[field]] for field in ("id", "name", "municipality_code", "status", "confidence")},
        "as_of": [fact["as_of"]] * (fact["as_of"] != "unknown"),
        "services": sorted((SERVICES[each["service"]], each["presence"]) for each in services),
        "kind_claimed": [stated["kind_claimed"]] * (stated["kind_claimed"] != "unknown"),
        "oddities": sorted(fact.get("oddities", [])),
    }
    assert centre(file) == {field: ELSEWISE.get((file.stem, field), value) for field, value in expected.items()}


def test_memberships_are_those_of_the_facts() -> None:
    """Each association has the members of the facts, by the page on its members; only one of them is in doubt."""
    data, org = Data(*DECISIONS), "http://www.w3.org/ns/org#"
    known = {
        (f"party/{name}", f"party/municipality-{code}", f"source/{name}-medlemmar")
        for name, fact in facts("process", "bodies").items()
        if fact["kind"] == "municipal-association"
        for code in fact["members"]
    }
    nodes = {quad.subject for quad in data.store.quads_for_pattern(None, ox.NamedNode(org + "organization"), None)}
    terms = (org + "organization", org + "member", DCTERMS + "source")
    found = [
        tuple(value.value.removeprefix(ID) for term in terms for value in data.values(node, term)) for node in nodes
    ]
    assert len(found) == len(known) == 50
    assert set(found) == known
    doubted = [node for node in nodes if data.values(node, LABEL.replace("label", "seeAlso"))]
    assert doubted == [ox.NamedNode(f"{ID}membership/fyrbodal-1439")]


def test_contradictions_are_those_of_the_facts() -> None:
    """Each contradiction has the scope, the topic and the claims of the facts, with the sources of those."""
    data, known = Data(*DECISIONS), facts("process", "contradictions")
    assert len(known) == 21
    found = {text.value: node for node in data.of_class("Contradiction") for text in data.values(node, IDENTIFIER)}
    assert set(found) == set(known)
    for name, fact in known.items():
        node = found[name]
        assert [text.value for text in data.values(node, SAM + "scope")] == [fact["scope"]]
        assert [topic.value for topic in data.values(node, SAM + "topic")] == [f"{ID}topic/{fact['topic']}"]
        claims = [
            (words(data, claim, SAM + "text")["sv"].replace("–", "-"), data.keys(claim, DCTERMS + "source"))
            for claim in data.values(node, SAM + "claim")
        ]
        told = [(each["claim_sv"], [SAME_PAGE.get(each["source"], each["source"])]) for each in fact["claims"]]
        assert sorted(claims) == sorted(told)
