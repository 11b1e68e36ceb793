"""Our standard mode and other engines find the same, in every graph of the repository and in every case on SHACL."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from any_shapes import Drawn
from conformance.reports import CASES, read, refusals
from departures import Departure
from departures_in_sparql import NO_STEPS, PYSHACL_IN_SPARQL, TURBO_IN_SPARQL
from fragment import OUTSIDE
from meetings import Meetings, Said
from peers import Found, Peer, few_certificates, findings, named, pyshacl, reported, rudof, turbo, unlabelled
from samsyn.engine import Graph, Rules, compile_shapes
from samsyn.errors import SamsynError
from samsyn.model import Triple
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples

ROOT = Path(__file__).parents[1]
SHAPES = ROOT / "shapes"
MINIMUM = sorted((SHAPES / "minimum").glob("*.ttl"))
CENTRES = sorted((ROOT / "data" / "centres").glob("*.ttl"))
DESCRIPTIONS = [*CENTRES, *sorted((ROOT / "tests" / "cases" / "descriptions").glob("*.ttl"))]
AGREEMENTS = [
    *sorted((ROOT / "data" / "agreements").glob("*.ttl")),
    *sorted((ROOT / "tests" / "cases" / "agreements").glob("*.ttl")),
]
TURTLE = rdf_format("turtle")
__all__ = ["few_certificates"]
RESULT = "<http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#result>"


@cache
def said(file: Path, blank: str = "b") -> list[Triple]:
    """The triples of a file: both engines are given the same, labels of blank nodes included."""
    return read(file, blank)


@cache
def rules(file: Path) -> Rules:
    """The compiled shapes of a file."""
    return Rules(compile_shapes(Graph(said(file, "s"))))


def assert_same(data: list[Triple], ours: Rules, shapes: list[Triple]) -> Found:
    """The findings, if pySHACL has the same."""
    found = findings(ours.results(Graph(data)))
    theirs = pyshacl(Drawn(tuple(shapes), tuple(data)))
    assert not found - theirs, "found by us alone"
    assert not theirs - found, "found by pySHACL alone"
    return found


@pytest.mark.parametrize("shapes", [SHAPES / "description.ttl", *MINIMUM], ids=lambda file: file.stem)
@pytest.mark.parametrize("data", DESCRIPTIONS, ids=lambda file: file.stem)
def test_description(data: Path, shapes: Path) -> None:
    """Both find the same in each description, by the shapes of descriptions and by each minimum level."""
    assert_same(said(data), rules(shapes), said(shapes, "s"))


@pytest.mark.parametrize("data", AGREEMENTS, ids=lambda file: file.stem)
def test_agreement(data: Path) -> None:
    """Both find the same in each agreement."""
    assert_same(said(data), rules(SHAPES / "agreement.ttl"), said(SHAPES / "agreement.ttl", "s"))


@pytest.mark.parametrize("shapes", [SHAPES / "description.ttl", *MINIMUM], ids=lambda file: file.stem)
def test_all_centres_in_one_graph(shapes: Path) -> None:
    """Both find the same in all centres at once, and as much as in each centre by itself."""
    data = [triple for number, file in enumerate(CENTRES) for triple in said(file, f"c{number}x")]
    together = assert_same(data, rules(shapes), said(shapes, "s"))
    apart = sum(len(rules(shapes).results(Graph(said(file)))) for file in CENTRES)
    assert together.total() == apart


# Cases: what they expect is right, and no engine of ours has a part in it


PEERS: Mapping[str, tuple[Peer, tuple[Departure, ...]]] = {
    "pyshacl": (pyshacl, PYSHACL_IN_SPARQL),
    "turbo": (turbo, TURBO_IN_SPARQL),
    "rudof": (lambda case: unlabelled(rudof(case)), OUTSIDE),
}
each_peer = pytest.mark.parametrize("peer", PEERS)


def stated(file: Path, peer: str) -> tuple[Drawn, Found]:
    """A case as a peer is given it, and what is to be found."""
    case = Drawn(tuple(said(file)), tuple(said(file)))
    if peer == "rudof":
        case = named(case)
    graph = Said(case.shapes)
    found = reported(graph, next(report for _, report in graph.about(RESULT)))
    return case, unlabelled(found) if peer == "rudof" else found


def departs(peer: str, case: Drawn, expected: Found) -> bool:
    """Whether a peer finds anything else, or fails."""
    engine, _ = PEERS[peer]
    try:
        return engine(case) != expected
    except SamsynError:
        return True


@each_peer
@pytest.mark.parametrize("file", [file for file in CASES if not refusals(file)], ids=lambda file: file.stem)
@pytest.mark.usefixtures("few_certificates")
def test_case(file: Path, peer: str) -> None:
    """A peer finds what each case expects, unless it is known to depart from the Recommendation there."""
    _, departures = PEERS[peer]
    case, expected = stated(file, peer)
    if any(each.case == file.stem for each in departures):
        assert departs(peer, case, expected)
    elif not any(each.meets(Meetings(case)) for each in departures):
        assert not departs(peer, case, expected)


@each_peer
def test_departures(peer: str) -> None:
    """Each known departure of a peer has a way of its own, and a case that its rule, if it has one, finds."""
    _, departures = PEERS[peer]
    assert len({each.way for each in departures}) == len(departures)
    cases = {file.stem: file for file in CASES}
    for each in departures:
        if each.case != NO_STEPS:
            case, _ = stated(cases[each.case], peer)
            assert each.rule is None or each.meets(Meetings(case)), each.case


@cache
def shapes_of_shapes() -> list[Triple]:
    """The shapes that SHACL gives of itself."""
    return triples(files("pyshacl").joinpath("assets/shacl-shacl.ttl").read_bytes(), TURTLE, blank="s")


@pytest.mark.parametrize("data", [*SHAPES.glob("*.ttl"), *MINIMUM], ids=lambda file: file.stem)
def test_our_shapes_are_shapes(data: Path) -> None:
    """Our shapes are well formed by the shapes that SHACL gives of itself."""
    assert Rules(compile_shapes(Graph(shapes_of_shapes()))).results(Graph(said(data))) == ()


def test_broken_shapes_are_found_alike() -> None:
    """Both find the same wrong with shapes that break the rules of SHACL."""
    data = triples(BROKEN, TURTLE)
    assert assert_same(data, Rules(compile_shapes(Graph(shapes_of_shapes()))), shapes_of_shapes()).total() > 5


BROKEN = b"""
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:Node a sh:NodeShape ; sh:path ex:p ; sh:targetClass "a text" ; sh:severity "high" ; sh:message 1 .
ex:Property a sh:PropertyShape ; sh:path [ sh:inversePath ex:p , ex:q ] ; sh:minCount "one" ; sh:minCount 1 .
ex:Other sh:targetNode ex:a ; sh:minLength 1.5 ; sh:in ex:noList ; sh:or ( "a text" ) ; sh:property ex:Node , "p" ;
    sh:nodeKind sh:Thing ; sh:closed "yes" ; sh:languageIn ( ex:en ) ; sh:node ex:Property , "n" .
"""
