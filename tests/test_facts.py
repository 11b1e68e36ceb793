"""The bundled documents beside the facts that they were written from, where the folder with those stands."""

from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from test_agreements import CV, DCTERMS, ID, SAM, Data
from test_documents import FILES, PAGE, agreement, said

FACTS = Path(__file__).parents[2] / "shared" / "facts" / "agreements.yaml"
DCAT = "http://www.w3.org/ns/dcat#"
COMMON = "se-o-vg-common-2024"
BOTH = {"applies_to": ("familjecentral", "familjecentralsliknande"), "responsible": ("region", "municipality")}
CODED = {  # a field of a requirement -> the term that says it
    "theme": "theme", "topic": "topic", "also_topics": "alsoTopic", "subject": "subject", "applies_to": "appliesTo",
    "modality": "modality", "responsible": "responsible", "checkable": "checkable", "confidence": "confidence",
    "evidence": "evidence", "layer": "layer", "holds_in_profiles": "holdsInProfile",
}  # fmt: skip

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed, and the facts are in YAML")
pytestmark = pytest.mark.skipif(not FACTS.is_file(), reason="the folder with the facts is not here")


@cache
def facts() -> dict[str, Any]:
    """The documents of the facts by id."""
    found = yaml.load(FACTS.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {each["id"]: each for each in found["documents"]}


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
