"""Every bundled document on family centres: whole in itself, checked by its shapes, and read when it is asked for."""

import pickle
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import samsyn
from samsyn import library
from samsyn.assets import Asset
from samsyn.documents import Documents
from samsyn.errors import BundledDataBroken, NoAgreement
from samsyn.library import Document, Library
from samsyn.model import Head
from samsyn.outcomes import severity
from samsyn.selection import Wish
from samsyn.terms import ID, SAM, SH, iri
from test_agreements import CV, DCTERMS, SKOS, Data

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "data" / "agreements").glob("*.ttl"))
DEFINING = [
    *sorted((ROOT / "ontology").glob("*.ttl")),
    *(file for folder in ("vocabularies", "places") for file in sorted((ROOT / "data" / folder).glob("*.ttl"))),
]
PAGE = "http://xmlns.com/foaf/0.1/page"
CITED = DCTERMS + "bibliographicCitation"
PLAIN = ("http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")

every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@cache
def said(file: Path) -> Data:
    """What one file says."""
    return Data(file)


@cache
def defined() -> frozenset[str]:
    """Every IRI that ontology, code lists and places say something of."""
    quads = Data(*DEFINING).store.quads_for_pattern(None, None, None)
    return frozenset(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))


@cache
def minimum(file: Path) -> Data:
    """The shapes of a document's minimum level; nothing where it has none."""
    shapes = ROOT / "shapes" / "minimum" / file.name
    return Data(*[shapes] * shapes.exists())


def agreement(file: Path) -> ox.NamedNode:
    """The document of a file."""
    return ox.NamedNode(f"{ID}agreement/{file.stem}")


def texts(data: Data, node: Any, term: str) -> dict[str, str]:
    """The texts of a property by language."""
    return {text.language: text.value for text in data.values(node, term)}


def test_documents_count() -> None:
    """There are 28 documents with 341 requirements; no requirement and no source stands in two."""
    assert len(FILES) == 28
    for name, count in (("Requirement", 341), ("Source", 75)):
        found = Counter(node for file in FILES for node in said(file).of_class(name))
        assert (len(found), set(found.values())) == (count, {1}), name
        identifiers = [text.value for file in FILES for node in said(file).of_class(name)
                       for text in said(file).values(node, DCTERMS + "identifier")]  # fmt: skip
        assert len(set(identifiers)) == len(identifiers) == count
    levels = Counter(key for file in FILES for key in said(file).keys(agreement(file), SAM + "level"))
    assert levels == {"national": 6, "regional": 11, "local": 9, "foreign": 2}


@every_file
def test_document_is_well_formed(file: Path) -> None:
    """Each document conforms to the shapes of an agreement, without a warning."""
    assert samsyn.shacl(file, samsyn.compile(ROOT / "shapes" / "agreement.ttl")).results == ()


@every_file
def test_document_stands_first_in_its_file(file: Path) -> None:
    """A file is named after its document and begins with it, and the document lists the requirements of the file."""
    first = next(iter(ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)))
    listed = said(file).values(agreement(file), CV + "hasRequirement")
    assert first.subject == agreement(file)
    assert [text.value for text in said(file).values(agreement(file), DCTERMS + "identifier")] == [file.stem]
    assert set(listed) == set(said(file).of_class("Requirement"))
    assert len(listed) == len(set(listed))


@every_file
def test_texts_of_a_document_are_in_both_languages(file: Path) -> None:
    """Each text that has a language is there in Swedish and in English; citations are as they are."""
    counted: dict[tuple[Any, str], Counter[str]] = {}
    for quad in said(file).store.quads_for_pattern(None, None, None):
        if isinstance(quad.object, ox.Literal) and quad.object.language and quad.predicate.value != CITED:
            counted.setdefault((quad.subject, quad.predicate.value), Counter())[quad.object.language] += 1
    for place, languages in counted.items():
        assert languages["sv"] == languages["en"] == sum(languages.values()) / 2, place


@every_file
def test_requirement_says_what_it_says(file: Path) -> None:
    """Each requirement has a statement; what is checked for is said wherever something can be checked."""
    for node in said(file).of_class("Requirement"):
        checked = said(file).keys(node, SAM + "checkable") != ["no"]
        assert said(file).languages(node, SAM + "statement") == ["en", "sv"], node
        assert said(file).languages(node, SAM + "check") == ["en", "sv"] * checked, node
        assert said(file).languages(node, SKOS + "note") in ([], ["en", "sv"]), node


def test_checks_are_worded_for_readers() -> None:
    """No check points at a value that a reader does not see; what is said in one way in English is so in Swedish."""
    checks = [texts(said(file), node, SAM + "check") for file in FILES for node in said(file).of_class("Requirement")]
    told: dict[str, set[str]] = {}
    for check in filter(None, checks):
        told.setdefault(check["en"], set()).add(check["sv"])
        assert "värdet" not in check["sv"].split(), check
        assert "value" not in check["en"].split(), check
    assert {words: found for words, found in told.items() if len(found) > 1} == {}


@every_file
def test_citation_leads_to_a_source(file: Path) -> None:
    """Each requirement and reading has a main citation; each citation names a place in a source of the document."""
    sources = set(said(file).values(agreement(file), DCTERMS + "source"))
    assert sources == set(said(file).of_class("Source"))
    for node in said(file).of_class("Requirement") + said(file).of_class("Reading"):
        assert len(said(file).values(node, SAM + "citation")) == 1, node
    for citation in said(file).of_class("Citation"):
        (source,) = said(file).values(citation, DCTERMS + "source")
        assert source in sources
        assert said(file).values(citation, SAM + "locator"), node


@every_file
def test_what_a_document_names_is_defined(file: Path) -> None:
    """Each IRI is defined by the file, the ontology, a code list or a place, is a page of a source or a document."""
    known = (
        defined()
        | {agreement(each).value for each in FILES}
        | {
            quad.subject.value
            for quad in said(file).store.quads_for_pattern(None, None, None)
            if isinstance(quad.subject, ox.NamedNode)
        }
    )
    quads = said(file).store.quads_for_pattern(None, None, None)
    used = {
        node.value
        for quad in quads
        for node in (quad.predicate, *[quad.object] * (quad.predicate.value != PAGE))
        if isinstance(node, ox.NamedNode)
    }
    assert {name for name in used - known if not name.startswith(PLAIN)} == set()


@every_file
def test_what_is_checked_on_a_centre_has_a_shape(file: Path) -> None:
    """Each requirement checked on a centre, or each of its readings, has one shape; each shape states one of them."""
    stated = [node for shape in shapes_with_targets(file) for node in minimum(file).values(shape, SAM + "states")]
    checked = {node for node in said(file).of_class("Requirement")
               if said(file).keys(node, SAM + "checkable") == ["centre"]}  # fmt: skip
    readings = {node: said(file).values(node, SAM + "reading") for node in checked}
    assert Counter(stated) == Counter(part for node in checked for part in (readings[node] or [node]))
    assert len(stated) == len(shapes_with_targets(file))
    assert minimum(file).of_class("FamilyCentre") == []


@every_file
def test_severity_follows_from_modality(file: Path) -> None:
    """A shape is as severe as the modality of what it states has it, and no more than the layer allows."""
    for shape in shapes_with_targets(file):
        (node,) = minimum(file).values(shape, SAM + "states")
        read = said(file).store.quads_for_pattern(None, ox.NamedNode(SAM + "reading"), node)
        requirement = next((quad.subject for quad in read), node)
        (modality,), (layer,) = said(file).keys(node, SAM + "modality"), said(file).keys(requirement, SAM + "layer")
        (found,) = minimum(file).values(shape, SH + "severity")
        assert found.value == SH + severity(modality, layer), shape


def shapes_with_targets(file: Path) -> list[Any]:
    """The shapes of a minimum level that look at a centre."""
    target = ox.NamedNode(SH + "targetClass")
    quads = minimum(file).store.quads_for_pattern(None, target, ox.NamedNode(SAM + "FamilyCentre"))
    return [quad.subject for quad in quads]


# Reading when asked


def test_nothing_is_read_before_it_is_asked_for() -> None:
    """A library knows the heads of all documents; it reads the one that is assessed against, and keeps it."""
    fresh = library.load()
    assert set(fresh.knowledge.heads) == {file.stem for file in FILES} == set(fresh.documents)
    assert (fresh.documents._agreements, fresh.documents._levels) == ({}, {})
    fresh.validate(_centre("1489"), Wish("2024-06-01", "se-o-vg-common-2024"))
    fresh.validate(_centre("1480"), Wish("2024-06-01", "se-o-vg-common-2024", "familjecentral"))
    assert list(fresh.documents._levels) == ["se-o-vg-common-2024"]
    assert list(fresh.documents._graphs) == ["data/agreements/se-o-vg-common-2024.ttl"]
    level = fresh.documents["se-o-vg-common-2024"]
    assert fresh.documents["se-o-vg-common-2024"] is level
    assert set(fresh.whole().documents._levels) == set(fresh.documents)


def test_heads_say_what_the_documents_say(lib: Library) -> None:
    """The head of a document, read alone, is that of the document read whole."""
    for found in lib.agreements:
        whole = Head(**{name: getattr(found, name) for name in Head.__struct_fields__})
        assert lib.knowledge.heads[found.id] == whole


def test_a_library_travels_with_what_was_read(lib: Library) -> None:
    """A worker gets what was read before it was made, and can read the rest."""
    fresh = library.load()
    fresh.agreement("se-nat-ffff")
    there: Library = pickle.loads(pickle.dumps(fresh))
    assert list(there.documents._agreements) == ["se-nat-ffff"]
    assert there.agreements == lib.agreements
    assert there.documents["se-h-kalmar"].hash == lib.documents["se-h-kalmar"].hash


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("source/se-h-kalmar-s1", ""),
        ("agreement/se-nat-ffff", "FFFF: Vad är en familjecentral? (definition, fylligare text)"),
        ("municipality/1480", "Göteborg"),
        ("source/no-such-source", "no-such-source"),
        ("requirement/se-h-kalmar-r99", "se-h-kalmar-r99"),
    ],
)
def test_whatever_a_document_tells_of_has_its_label(lib: Library, name: str, label: str) -> None:
    """What a thing is called is found in whichever document tells of it; what none tells of, by its last name."""
    found = lib.label(ID + name).sv
    assert found == label if label else found not in ("", name.rpartition("/")[2])


def test_a_thing_is_told_of_by_one_document(lib: Library) -> None:
    """The graph about a thing is that of its document; about anything else, that of the model."""
    source, elsewhere = iri(f"{ID}source/se-h-kalmar-s1"), iri("https://example.org/se-h-kalmar-s1")
    assert source in lib.knowledge.about(source).out
    assert lib.knowledge.about(elsewhere) is lib.knowledge.labels


def test_a_file_without_an_agreement_is_refused(lib: Library) -> None:
    """A bundled file that begins with something else is told by its path."""
    broken = Asset("data/agreements/broken.ttl", b"<https://example.org/a> <https://example.org/b> 1 .")
    documents = Documents([broken], lib.knowledge.labels, lib.openness)
    with pytest.raises(BundledDataBroken, match=r"broken\.ttl"):
        _ = documents.heads
    with pytest.raises(BundledDataBroken, match=r"broken\.ttl"):
        documents.agreement("broken")


# Which documents are chosen


@pytest.mark.parametrize(
    ("municipality", "chosen"),
    [
        ("1489", ["se-o-vg-common-2024"]),
        ("1480", ["se-o-goteborg-city", "se-o-goteborg-vhisingen-2021", "se-o-vg-common-2024"]),
        ("0880", ["se-h-kalmar"]),
        ("0680", ["se-f-jonkoping-2018", "se-f-jonkoping-agreement"]),
        ("2061", ["se-w-smedjebacken-2019"]),
        ("0780", ["se-g-vaxjo-teleborg-2020"]),
        ("2482", ["se-ac-skelleftea-2019"]),
    ],
)
def test_documents_are_chosen_by_area(lib: Library, municipality: str, chosen: list[str]) -> None:
    """The regional and local documents whose area holds the centre's municipality, none of another place."""
    reports = lib.validate(_centre(municipality), Wish("2024-06-01")).reports
    assert sorted({report.agreement for report in reports}) == chosen


def test_national_documents_are_asked_for(lib: Library) -> None:
    """The national documents are chosen by the word, of two versions the later; foreign ones by their names alone."""
    reports = lib.validate(_centre("1489"), Wish("2024-06-01", "national")).reports
    national = {file.stem for file in FILES if file.stem.startswith("se-nat-")}
    assert {report.agreement for report in reports} == national - {"se-nat-rhb-older"}
    abroad = lib.validate(_centre("1489"), Wish("2024-06-01", "no-familiens-hus")).reports
    assert {report.agreement for report in abroad} == {"no-familiens-hus"}


def test_where_no_document_holds_none_is_chosen(lib: Library) -> None:
    """A local document of the next municipality says nothing here."""
    with pytest.raises(NoAgreement, match="2085"):
        lib.validate(_centre("2085"), Wish("2024-06-01"))


def _centre(municipality: str) -> Document:
    """A centre in a municipality, of which little is said."""
    text = f"""
        @prefix sam: <{SAM}> .
        <https://example.org/said> sam:describes <https://example.org/centre> .
        <https://example.org/centre> a sam:FamilyCentre ; sam:municipality <{ID}municipality/{municipality}> ;
            sam:claimedKind <{ID}kind/familjecentral> ."""
    return Document(text.encode(), "turtle")
