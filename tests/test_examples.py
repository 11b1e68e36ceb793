"""The smallest description that reaches a level: confirmed, minimal, and marked as made up."""

import pytest

from samsyn import library, reference
from samsyn.engine import Graph
from samsyn.errors import NoExample, UnknownChoice
from samsyn.knowledge import FAMILY_CENTRE, sam
from samsyn.model import Triple
from samsyn.reach.frame import CENTRE, DESCRIPTION, LABEL, MADE_UP, is_provenance
from samsyn.reach.trial import Side, without
from samsyn.reach.turtle import document
from samsyn.reaching import Reaching
from samsyn.selection import Wish
from samsyn.store import parse
from samsyn.store.formats import rdf_format
from samsyn.terms import is_blank

TODAY = "2024-06-01"
VG = "se-o-vg-common-2024"
#: every agreement with a kind of which something counts, read off the bundled files
LEVELS = [
    (wanted, kind)
    for found in (library.load(),)
    for wanted in found.documents
    for kind in found.documents.heads[wanted].kinds
    if Side.of(found.documents[wanted], kind).counts
]


@pytest.fixture(scope="module")
def reaching(lib: library.Library) -> Reaching:
    """What makes examples up."""
    return Reaching(lib, TODAY)


@pytest.mark.parametrize(("agreement", "kind"), LEVELS, ids=str)
def test_an_example_reaches_its_level(reaching: Reaching, lib: library.Library, agreement: str, kind: str) -> None:
    """The validator passes it under every reading, finds nothing to remark on the description, and sees the mark."""
    (report,) = lib.validate_graph(Graph(reaching.example(agreement, kind)), Wish(TODAY, agreement, kind)).reports
    assert report.outcome == "passed"
    assert {outcome for _, outcome in report.profiles} <= {"passed"}
    assert report.description_results == ()
    assert report.made_up
    assert report.claimed_kind == kind


@pytest.mark.parametrize(("agreement", "kind"), LEVELS, ids=str)
def test_an_example_is_minimal(reaching: Reaching, lib: library.Library, agreement: str, kind: str) -> None:
    """Without any one statement other than labels, provenance and the mark it is no such example any more."""
    triples = reaching.example(agreement, kind)
    side = Side.of(lib.documents[agreement], kind)
    assert _is_example(triples, lib, side)
    for triple in triples:
        if not is_provenance(triple):
            assert not _is_example(without(triples, triple), lib, side), triple


def _is_example(triples: "list[Triple] | tuple[Triple, ...]", lib: library.Library, side: Side) -> bool:
    """Whether some statements are a well-formed description, complete about everything, that reaches a level."""
    graph = Graph(triples)
    return (
        CENTRE in graph.instances(FAMILY_CENTRE)
        and sam("everything") in graph.values(DESCRIPTION, sam("completeAbout"))
        and not lib.knowledge.descriptions.results(graph)
        and side.assessed(graph).outcome == "passed"
    )


@pytest.mark.parametrize(("agreement", "kind"), LEVELS, ids=str)
def test_an_example_conforms_for_pyshacl(reaching: Reaching, lib: library.Library, agreement: str, kind: str) -> None:
    """A second engine finds nothing against the shapes that count, and nothing against the description."""
    triples, side = reaching.example(agreement, kind), Side.of(lib.documents[agreement], kind)
    files = {asset.path: asset.data for asset in lib.files}
    shapes = parse.triples(files[f"shapes/minimum/{agreement}.ttl"], rdf_format("turtle"))
    report = reference.validate(triples, shapes, advanced=False)
    assert not [each for each in report.results if each.shape in side.parts()]
    description = parse.triples(files["shapes/description.ttl"], rdf_format("turtle"))
    assert reference.validate(triples, description, advanced=False).conforms


@pytest.mark.parametrize(("agreement", "kind"), LEVELS, ids=str)
def test_its_parts_are_named(reaching: Reaching, agreement: str, kind: str) -> None:
    """Every part has a name in Swedish and English; the document says it is made up, and reads as what it is."""
    triples = reaching.example(agreement, kind)
    graph = Graph(triples)
    for value in {
        value for _, predicate, value in triples if is_blank(value) and predicate.startswith("<https://w3id")
    }:
        assert {each.rpartition("@")[2] for each in graph.values(value, LABEL)} == {"sv", "en"}
    assert graph.value(DESCRIPTION, MADE_UP)
    again = parse.triples(document(triples).encode(), rdf_format("turtle"))
    assert len(again) == len(triples)
    assert Graph(again).out.keys() >= {CENTRE, DESCRIPTION}


def test_an_example_asks_no_more_than_it_must(reaching: Reaching) -> None:
    """Of Västra Götaland's level: the four services, and under one roof, which is the least of the degrees."""
    text = document(reaching.example(VG, "familjecentral"))
    assert text.count("sam:service service:") == 4
    assert "degree:under-one-roof" in text


def test_an_example_is_the_same_each_time(lib: library.Library) -> None:
    """The same question has the same answer, word by word."""
    one, other = (document(Reaching(lib, TODAY).example(VG)) for _ in range(2))
    assert one == other


def test_what_counts_nothing_has_no_example(reaching: Reaching) -> None:
    """Where no requirement counts there is nothing to reach."""
    with pytest.raises(NoExample, match="no requirement on this kind counts"):
        reaching.example("se-w-orsa")


def test_what_does_not_exist_is_named(reaching: Reaching) -> None:
    """Unknown ids and kinds name those that there are."""
    with pytest.raises(UnknownChoice, match="se-o-vg-common-2024"):
        reaching.example("se-o-vg-common")
    with pytest.raises(UnknownChoice, match="familjecentral"):
        reaching.example("se-h-kalmar", "familjecentralsliknande")
