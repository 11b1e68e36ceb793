"""What would it take: every repair passes when its Turtle is applied, and none could do with less."""

from collections.abc import Iterator

import pytest

from samsyn.engine import Graph
from samsyn.library import Library
from samsyn.model import Remedy, Repair, Repairs, Triple
from samsyn.reaching import Reaching
from samsyn.selection import Wish
from samsyn.store import parse
from samsyn.store.formats import rdf_format
from samsyn.terms import Term, iri, is_blank

TODAY = "2024-06-01"
VG, FFFF = "se-o-vg-common-2024", "se-nat-ffff"
CENTRES = ("alingsas-sollebrunn", "vindeln", "mark-prisman", "skara", "tyreso", "goteborg-tradet", "malmo-sesam")


@pytest.fixture(scope="module")
def reaching(lib: Library) -> Reaching:
    """What finds repairs."""
    return Reaching(lib, TODAY)


def repaired(lib: Library, reaching: Reaching, centre: str, agreement: str, kind: str) -> tuple[Graph, Repairs]:
    """A bundled centre's description and its repairs."""
    found = lib.description(centre)
    graph = Graph(found.triples)
    return graph, reaching.repairs(graph, iri(found.iri), agreement, kind)


def applied(graph: Graph, changes: tuple[Remedy, ...], place: int) -> Graph:
    """A description after some changes, by what their Turtle says."""
    triples = list(graph.triples())
    for number, change in enumerate(changes):
        remove = Graph(parse.triples(change.remove.encode(), rdf_format("turtle"))) if change.remove else Graph(())
        gone = set(_matched(remove, Graph(triples)))
        triples = [each for each in triples if each not in gone]
        if change.add:
            triples += parse.triples(change.add.encode(), rdf_format("turtle"), blank=f"x{place}x{number}x")
    return Graph(triples)


def _matched(remove: Graph, graph: Graph) -> Iterator[Triple]:
    """The statements of a description that some Turtle names, a blank node by what is said of it."""
    for subject, said in remove.out.items():
        for predicate, values in said.items() if not is_blank(subject) else ():
            for value in values:
                if not is_blank(value):
                    assert value in graph.values(subject, predicate)
                    yield subject, predicate, value
                    continue
                node = next(each for each in graph.values(subject, predicate) if _alike(remove, value, graph, each))
                yield subject, predicate, node
                yield from ((node, name, each) for name, every in graph.out[node].items() for each in every)


def _alike(remove: Graph, one: Term, graph: Graph, other: Term) -> bool:
    return is_blank(other) and _said(remove, one) == _said(graph, other)


def _said(graph: Graph, node: Term) -> tuple[tuple[Term, object], ...]:
    """What is said of a node, blank nodes by what is said of them."""
    if not is_blank(node):
        return ((node, ""),)
    said = graph.out.get(node, {})
    return tuple(sorted(((key, _said(graph, each)) for key, every in said.items() for each in every), key=repr))


def outcome(lib: Library, graph: Graph, agreement: str, kind: str) -> str:
    """What a description comes to, where it is well-formed."""
    (report,) = lib.validate_graph(graph, Wish(TODAY, agreement, kind)).reports
    return report.outcome if report.description_conforms else "not well-formed"


@pytest.mark.parametrize("agreement", [VG, FFFF])
@pytest.mark.parametrize("kind", ["familjecentral", "familjecentralsliknande"])
@pytest.mark.parametrize("centre", CENTRES)
def test_every_repair_passes(lib: Library, reaching: Reaching, centre: str, agreement: str, kind: str) -> None:
    """Applied as it is told, each set of changes makes the centre pass; without any one of them it does not."""
    graph, found = repaired(lib, reaching, centre, agreement, kind)
    assert found.repairs
    assert len({len(each.changes) for each in found.repairs}) == 1
    for place, each in enumerate(found.repairs):
        assert outcome(lib, applied(graph, each.changes, place), agreement, kind) == "passed"
        for index in range(len(each.changes)):
            rest = (*each.changes[:index], *each.changes[index + 1 :])
            assert outcome(lib, applied(graph, rest, place), agreement, kind) != "passed"


def test_a_stated_absence_is_replaced(lib: Library, reaching: Reaching) -> None:
    """The midwife that Sollebrunn lacks: the absence goes, a part comes, and the region alone answers for it."""
    _, found = repaired(lib, reaching, "alingsas-sollebrunn", VG, "familjecentral")
    (repair,) = found.repairs
    (change,) = [each for each in repair.changes if each.remove]
    assert "presence:absent" in change.remove
    assert "service:maternal-health" in change.add
    assert change.responsible == ("region",)
    assert "mödrahälsovård" in change.text.sv
    assert "maternity health care" in change.text.en


def test_all_changes_tell_who_and_what(lib: Library, reaching: Reaching) -> None:
    """Each change says in both languages what to do; each part of a service names its principal."""
    _, found = repaired(lib, reaching, "alingsas-sollebrunn", VG, "familjecentral")
    for change in found.repairs[0].changes:
        assert change.text.sv
        assert change.text.en
        assert change.add or change.remove
    preschool = next(each for each in found.repairs[0].changes if "service:open-preschool" in each.add)
    assert preschool.responsible == ("municipality",)


def test_what_is_stated_is_built_on(lib: Library, reaching: Reaching) -> None:
    """A service that is stated, of whose principal nothing is said, gets its principal and is not stated twice."""
    graph, found = repaired(lib, reaching, "goteborg-tradet", VG, "familjecentral")
    changes = [each for repair in found.repairs for each in repair.changes if "service:child-health" in each.add]
    stated = [each for each in graph.triples() if each[2].endswith("/service/child-health>")]
    if stated:
        assert all("service:child-health" in each.remove for each in changes)


def test_choices_are_told(lib: Library, reaching: Reaching) -> None:
    """Where one of several will do, each of the smallest sets is told, and no larger one."""
    _, found = repaired(lib, reaching, "vindeln", FFFF, "familjecentralsliknande")
    assert len(found.repairs) > 1
    assert len({tuple(change.add for change in each.changes) for each in found.repairs}) == len(found.repairs)


def test_an_example_needs_no_repair(reaching: Reaching) -> None:
    """What reaches the level has nothing to mend."""
    graph = Graph(reaching.example(VG, "familjecentral"))
    found = reaching.repairs(graph, "<https://example.org/centre/made-up>", VG, "familjecentral")
    assert (found.outcome, found.repairs) == ("passed", ())
    assert found.note.sv == "Verksamheten når redan lägsta nivån."


def test_nothing_counts_nothing_to_mend(lib: Library, reaching: Reaching) -> None:
    """Of an agreement that counts nothing there is no level to reach, and it says so."""
    _, found = repaired(lib, reaching, "vindeln", "se-w-orsa", "familjecentral")
    assert (found.outcome, found.repairs) == ("inapplicable", ())
    assert "no requirement on this kind counts" in found.note.en


def test_the_answer_as_json(lib: Library, reaching: Reaching) -> None:
    """Centre, agreement, kind, outcome, the sets with their changes, and whether there are more."""
    _, found = repaired(lib, reaching, "vindeln", FFFF, "familjecentral")
    told = found.to_dict()
    assert set(told) == {"centre", "agreement", "kind", "outcome", "repairs", "more", "note"}
    assert set(told["repairs"][0]["changes"][0]) == {"sv", "en", "responsible", "add", "remove"}


@pytest.mark.long
@pytest.mark.parametrize("agreement", [VG, FFFF])
def test_every_centre_can_be_repaired(lib: Library, reaching: Reaching, agreement: str) -> None:
    """For each centre and kind a repair is found, and passes as it is told."""
    for centre in lib.centres:
        for kind in lib.agreement(agreement).kinds:
            graph, found = repaired(lib, reaching, centre.id, agreement, kind)
            if found.outcome in ("failed", "cantTell"):
                first: Repair = found.repairs[0]
                whole = lib.validate_graph(applied(graph, first.changes, 0), Wish(TODAY, agreement, kind))
                assert {each.outcome for each in whole.reports} <= {"passed", "inapplicable"}, centre.id
