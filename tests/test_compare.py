"""Agreements compared by topic: pairs made by hand, the laws of the relation, and every real pair."""

from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from samsyn.assets import Asset
from samsyn.comparing import Comparer
from samsyn.comparison import Scales, distance, joins, ordered
from samsyn.comparison.atoms import Demand, together
from samsyn.comparison.notes import related
from samsyn.comparison.stated import values
from samsyn.comparison.topics import Document, relations
from samsyn.engine import Graph
from samsyn.errors import BadDate, UnknownChoice
from samsyn.knowledge import agreement, sam, string_of, text_of
from samsyn.library import Library, load
from samsyn.model import Text
from samsyn.model.comparison import RELATIONS, Comparison, TopicRelation
from samsyn.model.matrix import Distance
from samsyn.model.value import AtLeast, Item, OrderedValue, SetValue
from samsyn.store import parse
from samsyn.store.formats import rdf_format
from samsyn.terms import DCTERMS, ID, iri, lexical, local

CASES = sorted((Path(__file__).parent / "cases" / "compare").glob("*.ttl"))
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
CONVERSE: dict[str, str] = {
    **{name: name for name in RELATIONS},
    "stricter": "looser",
    "looser": "stricter",
    "onlyLeft": "onlyRight",
    "onlyRight": "onlyLeft",
}
COMMON = "se-o-vg-common-2024"


@pytest.fixture(scope="module")
def comparer(lib: Library) -> Comparer:
    """Compares the bundled agreements."""
    return Comparer(lib)


@pytest.fixture(scope="module")
def pairs(comparer: Comparer) -> dict[tuple[str, str], Comparison]:
    """Every pair of bundled documents, each way, and each with itself."""
    ids = tuple(comparer.library.documents)
    return {(left, right): comparer.pair(left, right) for left, right in product(ids, ids)}


def document(graph: Graph, name: str, lib: Library, coverage: str = "") -> Document:
    """An agreement of a case."""
    found = agreement(graph, iri(f"{ID}agreement/{name}"))
    found = replace(found, coverage=coverage or found.coverage)
    return Document(found, values(graph, lib.knowledge.label), found.kinds[0])


def on_topic(scales: Scales, left: Document, right: Document, topic: str) -> TopicRelation:
    """The relation on a topic."""
    return next(each for each in relations(scales, left, right) if each.topic == topic)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, lib: Library, comparer: Comparer) -> None:
    """Each pair relates as its file says; so does the converse; reading more changes nothing that is decided."""
    graph = parse.graph(path.read_bytes(), rdf_format("turtle"), name=path.name)
    (result,) = graph.into(iri(MF + "result"))
    topic = local(graph.value(result, sam("onTopic")) or "")
    left, right = document(graph, "left", lib), document(graph, "right", lib)
    found = on_topic(comparer.scales, left, right, topic)
    assert found.relation == local(graph.value(result, sam("relation")) or ""), found.note.sv
    assert str(found.found.decided).lower() == string_of(graph, result, sam("decided"))
    for node in graph.values(result, sam("certain")):
        assert str(found.holds == "certain").lower() == lexical(node)
    if said := text_of(graph, result, iri(DCTERMS + "description")):
        assert found.note.sv == said.sv
    readings = {
        (profile(graph, each, "left"), profile(graph, each, "right"), local(graph.value(each, sam("relation")) or ""))
        for each in graph.values(result, sam("byReading"))
    }
    assert {(each.left, each.right, each.found.relation) for each in found.readings} == readings
    back = on_topic(comparer.scales, right, left, topic)
    assert (back.relation, back.found.decided) == (CONVERSE[found.relation], found.found.decided)
    for one in (left, right):
        assert all(each.relation == "equal" for each in relations(comparer.scales, one, one) if each.left.compared)
    whole = document(graph, "left", lib, "whole"), document(graph, "right", lib, "whole")
    if found.relation != "notRead":
        assert on_topic(comparer.scales, *whole, topic).relation == found.relation


def profile(graph: Graph, node: str, side: str) -> str:
    """The name of a profile that an expected relation holds under."""
    value = graph.value(node, sam(f"{side}Profile"))
    return local(value) if value else ""


def test_the_cases_show_every_relation_and_way_of_comparing(lib: Library, comparer: Comparer) -> None:
    """No relation, and no way of comparing, is without a case."""
    relations_seen, ways = set(), set()
    for path in CASES:
        graph = parse.graph(path.read_bytes(), rdf_format("turtle"), name=path.name)
        (result,) = graph.into(iri(MF + "result"))
        relations_seen.add(local(graph.value(result, sam("relation")) or ""))
        ways.add(comparer.scales.topics[local(graph.value(result, sam("onTopic")) or "")])
    assert relations_seen == set(RELATIONS)
    assert ways == set(comparer.scales.topics.values())
    assert len(CASES) >= 40


# The laws, on demands drawn at random.

THINGS = [Item(name, Text(name, name)) for name in "abcd"]
DEGREES = [Item(f"{ID}degree/{name}", Text(name, name)) for name in ("full", "partial", "network", "unspecified")]
SOME = st.lists(st.sampled_from(THINGS), unique=True, max_size=3).map(tuple)
TWO = st.lists(st.sampled_from(THINGS), unique=True, min_size=2).map(tuple)
MODALITIES = st.sampled_from(["shall", "should", "may", "definition"])
SETS = st.builds(
    SetValue,
    all_of=SOME,
    some_of=SOME,
    at_least=st.lists(
        st.builds(
            AtLeast, count=st.integers(1, 2), of=st.lists(st.sampled_from(THINGS), unique=True, min_size=2).map(tuple)
        ),
        max_size=1,
    ).map(tuple),
    degree=st.none() | st.sampled_from(DEGREES),
)
VALUES = {"set": SETS | st.none(), "ordered": st.builds(OrderedValue, degree=st.sampled_from(DEGREES))}
SOURCES = st.sampled_from(["s", "t"])


@st.composite
def sides(draw: st.DrawFn, n: int) -> list[list[Demand]]:
    """Some sides that are compared in one way, each with one demand or two."""
    way = draw(st.sampled_from(sorted(VALUES)))
    demands = st.builds(
        Demand,
        requirement=st.just("r"),
        subject=st.sampled_from(["centre", "region"]),
        modality=MODALITIES,
        statement=st.sampled_from([Text("x", "x"), Text("y", "y")]),
        source=SOURCES,
        value=VALUES[way],
        compared_as=st.just(way),
    )
    return [draw(st.lists(demands, min_size=1, max_size=2)) for _ in range(n)]


@given(found=sides(2))
def test_the_converse(found: list[list[Demand]], comparer: Comparer) -> None:
    """The relation of the right against the left is the converse of that of the left against the right."""
    left, right = map(together, found)
    relation, decided = related(comparer.scales, left, right)
    assert related(comparer.scales, right, left) == (CONVERSE[relation], decided)


@given(found=sides(1))
def test_equal_to_itself(found: list[list[Demand]], comparer: Comparer) -> None:
    """The same demands of the same source are equal, whatever they mean."""
    (side,) = map(together, found)
    assert related(comparer.scales, side, side) == ("equal", True)


@given(found=sides(3))
def test_stricter_is_transitive(found: list[list[Demand]], comparer: Comparer) -> None:
    """What is stricter than something stricter is stricter; what is equal to something is as strict as it is."""
    a, b, c = map(together, found)
    first, second = related(comparer.scales, a, b)[0], related(comparer.scales, b, c)[0]
    if {first, second} <= {"stricter", "equal"}:
        expected = "equal" if first == second == "equal" else "stricter"
        assert related(comparer.scales, a, c)[0] == expected


@given(found=sides(2), more=sides(1))
def test_a_demand_more_is_never_looser(found: list[list[Demand]], more: list[list[Demand]], comparer: Comparer) -> None:
    """A side with a further demand that binds is never looser than without it."""
    side, extra = found[0], [each for each in more[0] if each.modality != "may"]
    if any(each.modality != "may" for each in side):
        relation, _ = related(comparer.scales, together([*side, *extra]), together(side))
        assert relation != "looser"


# Groups.


def test_groups_meet_at_the_mean_distance() -> None:
    """The nearest are joined first; a group lies as far from another as its members do in the mean."""
    distances = [Distance("a", "b", 0.1, 5), Distance("a", "c", 0.4, 5), Distance("b", "c", 0.6, 5)]
    first, last = joins(("c", "b", "a"), distances)
    assert ({*first.left, *first.right}, first.distance) == ({"a", "b"}, 0.1)
    assert ({*last.members}, last.distance) == ({"a", "b", "c"}, 0.5)


def test_what_is_hardly_read_has_no_place() -> None:
    """A distance on few topics places nobody; between two that are placed, one that is not known counts as far."""
    distances = [Distance("a", "b", 0.0, 3), Distance("c", "d", 0.0, 3), Distance("a", "e", 0.0, 2)]
    found = joins(("a", "b", "c", "d", "e"), distances)
    assert found[-1].members == ("a", "b", "c", "d")
    assert found[-1].distance == 1.0
    assert ordered(("e", "a", "b", "c", "d"), distances)[-1] == "e"
    assert joins(("a", "e"), [Distance("a", "e", None, 0)]) == ()


def test_every_document_is_placed_once(comparer: Comparer) -> None:
    """The last join holds all that are placed; each document stands in the order once, with its group."""
    found = comparer.matrix()
    assert sorted(found.documents) == sorted(comparer.library.documents)
    for each in found.joins:
        start = found.documents.index(each.members[0])
        assert found.documents[start : start + len(each.members)] == each.members


# The real documents.


def test_every_pair_is_compared(pairs: dict[tuple[str, str], Comparison]) -> None:
    """All pairs have a relation with a reason in both languages for every topic, its converse, and their ground."""
    for (left, right), found in pairs.items():
        back = {each.topic: each.relation for each in pairs[right, left].topics}
        told = found.to_dict()
        assert len({each.topic for each in found.topics}) == len(found.topics) > 0 or left == right
        for each in found.topics:
            assert back[each.topic] == CONVERSE[each.relation]
            assert each.note.sv.endswith(".")
            assert each.note.en.endswith(".")
            assert {*each.left.compared, *each.right.beside} <= set(told["requirements"])
        if left == right:
            assert {each.relation for each in found.topics if each.left.compared} <= {"equal"}


def test_silence_is_told_only_of_what_was_read_whole(pairs: dict[tuple[str, str], Comparison]) -> None:
    """Only on one side is said where the other was read as a whole, and there alone."""
    for found in pairs.values():
        for each in found.topics:
            if each.relation in ("onlyLeft", "onlyRight"):
                silent = found.right if each.relation == "onlyLeft" else found.left
                assert silent.coverage == "whole"
            if each.holds == "certain":
                assert found.left.coverage == found.right.coverage == "whole"


def test_the_common_agreement_beside_the_national_definition(comparer: Comparer) -> None:
    """What docs/comparing.md tells of the two is so."""
    found = {each.topic: each for each in comparer.pair(COMMON, "se-nat-ffff").topics}
    assert found["definition:family-centre"].relation == "looser"
    assert found["service-required:social-services"].relation == "looser"
    assert found["co-location"].relation == "incomparable"
    assert found["co-location"].left.beside == ("vg-colocation-whole-ordinary-activity",)
    assert found["target-age"].relation == "notRead"
    assert found["universal-access"].relation == "stricter"


@pytest.mark.parametrize(
    ("other", "topic", "relation", "decided"),
    [
        ("se-nat-sos-2008", "definition:family-centre", "looser", True),
        ("se-nat-sos-2008", "target-group", "notRead", False),
        ("se-nat-sos-2008", "service-required:maternal-health", "equal", True),
        ("se-nat-sos-2008", "service-required:social-services", "looser", True),
        ("se-nat-sos-2008", "co-location", "incomparable", False),
        ("se-nat-sos-2008", "universal-access", "notRead", False),
        ("se-m-skane-2018", "target-group", "incomparable", False),
        ("se-m-skane-2018", "service-required:child-health", "equal", True),
        ("se-m-skane-2018", "service-required:social-services", "equal", True),
        ("se-m-skane-2018", "co-location", "incomparable", False),
        ("se-m-skane-2018", "universal-access", "stricter", True),
        ("se-f-jonkoping-agreement", "target-group", "looser", True),
        ("se-f-jonkoping-agreement", "service-required:child-health", "incomparable", False),
        ("se-f-jonkoping-agreement", "co-location", "incomparable", False),
        ("se-f-jonkoping-agreement", "universal-access", "notRead", False),
        ("se-ab-stockholm-fc", "target-group", "incomparable", True),
        ("se-ab-stockholm-fc", "service-required:social-services", "incomparable", False),
        ("se-ab-stockholm-fc", "target-age", "notRead", False),
    ],
)
def test_the_common_agreement_beside_others(
    comparer: Comparer, other: str, topic: str, relation: str, decided: bool
) -> None:
    """What the table of docs/comparing.md tells is so."""
    (found,) = (each for each in comparer.pair(COMMON, other).topics if each.topic == topic)
    assert (found.relation, found.found.decided) == (relation, decided)


def test_an_age_is_compared_by_what_is_said(comparer: Comparer) -> None:
    """To five is looser than to six; to six and to six is not equal where nobody says if six-year-olds belong."""
    for left, relation in (("se-ab-stockholm-fc", "looser"), ("se-ac-skelleftea-2019", "incomparable")):
        (found,) = (each for each in comparer.pair(left, "se-h-kalmar").topics if each.topic == "target-age")
        assert found.relation == relation


def test_readings_show(comparer: Comparer) -> None:
    """The form that is like a family centre is looser than the national one under two readings of three."""
    (found,) = (
        each
        for each in comparer.pair(COMMON, "se-nat-ffff", "familjecentralsliknande").topics
        if each.topic == "definition:fc-like"
    )
    assert [(each.left, each.found.relation) for each in found.readings] == [
        ("A", "looser"),
        ("B", "incomparable"),
        ("national", "looser"),
    ]
    assert (found.relation, found.found.decided) == ("incomparable", False)


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (("se-o-vg-common", "se-nat-ffff"), COMMON),
        ((COMMON, "se-nat-ffffff"), "se-nat-ffff"),
        ((COMMON, "se-nat-ffff", "familjecentral-like"), "familjecentralsliknande"),
        ((COMMON, "se-h-kalmar", "familjecentralsliknande"), "familjecentral"),
    ],
)
def test_what_does_not_exist_is_refused(comparer: Comparer, asked: tuple[str, ...], named: str) -> None:
    """An id, or a kind that a document lacks, is refused with those that are near."""
    with pytest.raises(UnknownChoice) as refused:
        comparer.pair(*asked)
    assert named in refused.value.advice
    assert named in refused.value.said("sv").advice


def test_dates(comparer: Comparer) -> None:
    """A date within the stated period is taken, one outside every version is refused, and so is what is no date."""
    assert comparer.pair(COMMON, "se-nat-ffff", date="2025-01-01").left.in_force is True
    for date in ("2030-01-01", "2025-13-01"):
        with pytest.raises(BadDate):
            comparer.pair(COMMON, "se-nat-ffff", date=date)


def versions() -> Iterator[Asset]:
    """The common agreement again, revised by one of a later period."""
    path = Path(__file__).parents[1] / "data" / "agreements" / "se-g-vaxjo-teleborg-2020.ttl"
    text = path.read_text(encoding="utf-8").replace("se-g-vaxjo-teleborg-2020", "our-later")
    period = 'dcterms:temporal [ dcat:startDate "2027-01-01"^^xsd:date ] ;'
    revised = f"prov:wasRevisionOf agreement:{COMMON} ; {period}"
    text = text.replace("    a sam:Agreement ;", f"    a sam:Agreement ; {revised}", 1)
    prefixes = "\n".join(
        f"@prefix {name}: <{address}> ."
        for name, address in (
            ("prov", "http://www.w3.org/ns/prov#"),
            ("dcat", "http://www.w3.org/ns/dcat#"),
            ("xsd", "http://www.w3.org/2001/XMLSchema#"),
        )
    )
    yield Asset("data/agreements/our-later.ttl", f"{prefixes}\n{text}".encode())
    rules = Path(__file__).parents[1] / "shapes" / "minimum" / path.name
    yield Asset(
        "shapes/minimum/our-later.ttl", rules.read_text().replace("se-g-vaxjo-teleborg-2020", "our-later").encode()
    )


def test_versions() -> None:
    """The version whose period holds the date is compared; of two versions it is told which is the later."""
    comparer = Comparer(load(tuple(versions())))
    found = comparer.pair("our-later", "se-nat-ffff", date="2024-06-01")
    assert (found.left.id, found.left.asked) == (COMMON, "our-later")
    assert comparer.pair(COMMON, "se-nat-ffff", date="2028-01-01").left.id == "our-later"
    assert comparer.pair(COMMON, "our-later").revision == "right"
    assert comparer.pair("our-later", COMMON).revision == "left"
    with pytest.raises(BadDate):
        comparer.pair(COMMON, "se-nat-ffff", date="2026-06-01")


# All at once.


def test_a_distance_counts_what_can_be_compared(comparer: Comparer) -> None:
    """It is the mean over the topics that are decided, from 0 to 1, the same both ways; else there is none."""
    there, back = comparer.pair(COMMON, "se-nat-ffff"), comparer.pair("se-nat-ffff", COMMON)
    assert (distance(there).distance, distance(there).topics) == (distance(back).distance, distance(back).topics)
    assert distance(there).topics == sum(
        each.found.decided and each.relation in ("equal", "stricter", "looser", "incomparable") for each in there.topics
    )
    matrix = comparer.matrix()
    assert len(matrix.distances) == 28 * 27 // 2
    assert all((each.distance is None) == (each.topics == 0) for each in matrix.distances)
    assert all(each.distance is None or 0 <= each.distance <= 1 for each in matrix.distances)
    assert sorted(matrix.documents) == sorted(comparer.library.documents)


def test_near_documents_stand_together() -> None:
    """Average linkage puts two pairs beside each other, whatever order they come in."""
    near = {frozenset("ac"): 0.0, frozenset("bd"): 0.1}
    distances = [
        Distance(one, other, near.get(frozenset((one, other)), 0.9), 5) for one, other in combinations("abcd", 2)
    ]
    assert ordered("abcd", distances) == ("a", "c", "b", "d")
    assert ordered((), ()) == ()


def test_which_documents_demand_co_location(comparer: Comparer) -> None:
    """The row of a topic names the documents with how binding they are, and no demand that is not their own."""
    (row,) = (each for each in comparer.matrix().topics if each.topic == "co-location")
    found = {each.agreement: each for each in row.positions}
    assert found["se-w-smedjebacken-2019"].modalities == ("shall",)
    assert found[COMMON].requirements == ("vg-fc-colocated-and-cooperating",)


def test_a_matrix_of_a_kind_and_a_date(comparer: Comparer) -> None:
    """Only documents that speak of the kind; those of which no version holds on the date are named as left out."""
    found = comparer.matrix("familjecentralsliknande", "2030-01-01")
    assert COMMON in found.left_out
    assert set(found.documents) | set(found.left_out) == {
        each.id for each in comparer.library.knowledge.heads.values() if "familjecentralsliknande" in each.kinds
    }


def json_of(found: Comparison) -> dict[str, Any]:
    """A comparison as JSON."""
    return found.to_dict()


def test_json(comparer: Comparer) -> None:
    """The JSON has the members that the contract names."""
    told = json_of(comparer.pair(COMMON, "se-nat-ffff"))
    assert (told["left"], told["right"], told["kind"], told["date"]) == (COMMON, "se-nat-ffff", "familjecentral", None)
    for each in told["topics"]:
        assert {"topic", "relation", "left", "right", "note"} <= each.keys()
        assert each["note"].keys() == {"sv", "en"}
    shown = told["requirements"]["vg-fc-four-base-services"]
    assert shown["statement"]["sv"]
    assert shown["sources"]
