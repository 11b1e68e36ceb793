"""Is one agreement's minimum level contained in another's? Proof and witness, and that they never contradict."""

import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from levels import KIND, level
from random_levels import Maker as RandomLevels
from samsyn import reason, reference, sparql
from samsyn.engine import Graph, Rules, compile_shapes
from samsyn.errors import Contradiction, ReasonerUnavailable, UnknownChoice
from samsyn.knowledge import string_of
from samsyn.library import Library
from samsyn.model import Triple
from samsyn.reach.answer import Containment, Witness
from samsyn.reach.asking import Asker, Pair
from samsyn.reach.frame import CENTRE, DESCRIPTION
from samsyn.reach.made import Maker
from samsyn.reach.search import ROOM as SEARCH_ROOM
from samsyn.reach.trial import Side
from samsyn.reaching import Reaching
from samsyn.store import parse
from samsyn.store.formats import rdf_format
from samsyn.terms import Term

CASES = sorted((Path(__file__).parent / "cases" / "containment").glob("*.ttl"))
TODAY = "2024-06-01"
VG, FFFF = "se-o-vg-common-2024", "se-nat-ffff"
LIKE = "familjecentralsliknande"
ROOM = 3_000


def ex(name: str) -> Term:
    """A term of the cases."""
    return f"<https://example.org/{name}>"


def by_hermit(ontology: str, classes: Sequence[str]) -> frozenset[str]:
    """What the reasoner says."""
    return reason.impossible(ontology, classes, seconds=300)


def no_reasoner(ontology: str, classes: Sequence[str]) -> frozenset[str]:
    """That there is none."""
    raise ReasonerUnavailable("There is no Java.")


def asker(lib: Library, room: int = ROOM) -> Asker:
    """What answers, with a bound on the search."""
    knowledge = lib.knowledge
    return Asker(
        Maker(knowledge.descriptions, knowledge.labels, lib.openness, TODAY, room),
        knowledge.descriptions.plan,
        by_hermit,
    )


def sides(lib: Library, rules: Rules, left: Term, right: Term, name: str) -> Pair:
    """Two shapes as the levels of two agreements."""
    one, other = (
        Side.of(level(lib, rules, shape, name=f"{name}-{word}"), KIND)
        for shape, word in ((left, "left"), (right, "right"))
    )
    return one, other


def breaks(triples: Sequence[Triple], shapes: Sequence[Triple], side: Side, profile: str | None = None) -> bool:
    """Whether pySHACL finds that the made-up centre breaks a shape that counts."""
    targets = [(shape, "<http://www.w3.org/ns/shacl#targetNode>", CENTRE) for shape in side.parts(profile)]
    return bool(reference.validate(triples, [*shapes, *targets], advanced=False).results)


@pytest.fixture(scope="module")
def cases(lib: Library) -> dict[str, tuple[Graph, list[Triple], Pair, Containment, Containment]]:
    """All cases, answered in one run of the reasoner."""
    read = {}
    for file in CASES:
        triples = parse.triples(file.read_bytes(), rdf_format("turtle"), name=file.name)
        rules = sparql.rules(Graph(triples))
        read[file.stem] = Graph(triples), triples, sides(lib, rules, ex("Left"), ex("Right"), file.stem)
    pairs = [pair for _, _, (one, other) in read.values() for pair in ((one, other), (other, one))]
    answers = iter(asker(lib).answers(pairs))
    return {name: (*found, next(answers), next(answers)) for name, found in read.items()}


@pytest.mark.parametrize("name", [file.stem for file in CASES])
def test_case(name: str, cases: dict[str, tuple[Graph, list[Triple], Pair, Containment, Containment]]) -> None:
    """Each case comes out as it says, both ways; pySHACL confirms every witness."""
    graph, triples, (left, right), forth, back = cases[name]
    head = ex("Case")
    assert f"{forth.outcome} {forth.reasoner}" == string_of(graph, head, ex("leftReachesRight")), forth.why
    assert f"{back.outcome} {back.reasoner}" == string_of(graph, head, ex("rightReachesLeft")), back.why
    for one, other, found in ((left, right, forth), (right, left, back)):
        if found.witness is not None:
            assert not breaks(found.witness.triples, triples, one)
            assert breaks(found.witness.triples, triples, other)


#: the constraint components of SHACL, by their parameters, and the forms of paths (SHACL 2.3, 4 and 5)
CONSTRUCTS = (
    "class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive minLength maxLength "
    "pattern languageIn uniqueLang equals disjoint lessThan lessThanOrEquals not and or xone node property "
    "qualifiedMinCount qualifiedMaxCount closed hasValue in sparql inversePath alternativePath zeroOrMorePath "
    "oneOrMorePath zeroOrOnePath"
)


def test_the_cases_show_every_construct_and_outcome() -> None:
    """No constraint component, form of path or answer is without a case by hand; there are at least 40."""
    texts = [file.read_text(encoding="utf-8") for file in CASES]
    used = {name for text in texts for name in re.findall(r"sh:(\w+)", text)}
    assert set(CONSTRUCTS.split()) - used == set()
    assert any("sh:path (" in text for text in texts)
    told = {answer for text in texts for answer in re.findall(r'Reaches(?:Left|Right) "([^"]+)"', text)}
    assert told == {
        "contained contained",
        "notContained notContained",
        "notContained unsupported",
        "undecided notContained",
        "undecided unsupported",
    }
    assert len(CASES) >= 40


def test_what_is_beyond_proof_is_named(
    cases: dict[str, tuple[Graph, list[Triple], Pair, Containment, Containment]],
) -> None:
    """An undecided answer names the constraint that stands in the way, with its path."""
    assert "sh:equals <https://example.org/p>" in cases["equals-undecided"][3].why.en
    assert "a count along <https://example.org/p>/<https://example.org/q>" in cases["counts-over-a-sequence"][4].why.en
    assert "No centre can reach" in cases["unreachable"][3].why.en


def test_a_proof_and_a_witness_together_are_a_fault(lib: Library) -> None:
    """A reasoner that proves everything is caught by the first witness."""
    liar = Reaching(lib, TODAY, prove=lambda ontology, classes: frozenset(classes))
    with pytest.raises(Contradiction):
        liar.containment(VG, FFFF)


def test_without_a_reasoner_a_witness_still_tells(lib: Library) -> None:
    """Not contained is shown all the same; what only a proof settles is undecided, and says why."""
    alone = Reaching(lib, TODAY, prove=no_reasoner)
    found = alone.containment(VG, FFFF).left_reaches_right
    assert (found.outcome, found.reasoner) == ("notContained", "missing")
    assert found.witness is not None
    found = alone.containment(FFFF, "se-nat-sos-2008").left_reaches_right
    assert (found.outcome, found.reasoner, found.witness) == ("undecided", "missing", None)
    assert "There is no Java." in found.why.en


def test_what_does_not_exist_is_named(lib: Library) -> None:
    """Unknown ids name the near ones; a kind that a document lacks names those it has."""
    asked = Reaching(lib, TODAY, prove=no_reasoner)
    with pytest.raises(UnknownChoice, match="se-nat-ffff"):
        asked.containment("se-nat-fff", VG)
    with pytest.raises(UnknownChoice, match="familjecentral"):
        asked.containment("se-h-kalmar", VG, LIKE)
    with pytest.raises(UnknownChoice, match="no kind in common"):
        asked.containment("fi-perhekeskus", VG)


def test_a_document_that_counts_nothing_is_no_level(lib: Library) -> None:
    """Silence is never a no: with nothing read that counts, nothing is decided."""
    found = Reaching(lib, TODAY, prove=no_reasoner).containment("se-w-orsa", FFFF)
    for each in (found.left_reaches_right, found.right_reaches_left):
        assert (each.outcome, each.holds, each.witness) == ("undecided", "asRead", None)
        assert "no requirement on this kind counts" in each.why.en


@pytest.fixture(scope="module")
def reaching(lib: Library, tmp_path_factory: pytest.TempPathFactory) -> Reaching:
    """The real documents, with a folder to keep answers in."""
    return Reaching(lib, TODAY, folder=tmp_path_factory.mktemp("answers"), prove=by_hermit)


@pytest.fixture(scope="module")
def table(reaching: Reaching) -> dict[tuple[str, str, str], Containment]:
    """Who contains whom, of all real documents."""
    return {(left, right, kind): found for left, right, kind, found in reaching.table()}


def test_every_pair_of_documents_is_decided(table: dict[tuple[str, str, str], Containment]) -> None:
    """Each pair is proved or refuted, and none is both."""
    assert len(table) > 400
    assert Counter(each.outcome for each in table.values())["undecided"] == 0
    for each in table.values():
        assert each.outcome == each.reasoner
        assert (each.witness is not None) == (each.outcome == "notContained")


def test_the_page_tells_the_numbers(table: dict[tuple[str, str, str], Containment]) -> None:
    """The documentation says how many pairs there are, and how they come out."""
    page = " ".join((Path(__file__).parents[1] / "docs" / "containment.md").read_text().split())
    counts = Counter(each.outcome for each in table.values())
    said = f"Of the {len(table)} ordered pairs of the bundled documents that share a kind and have a level, "
    said += f"{counts['contained']} are contained and {counts['notContained']} are not; none is undecided."
    assert said in page
    assert f"at most {SEARCH_ROOM:,} choices" in page


def test_some_pairs_are_known(table: dict[tuple[str, str, str], Containment], lib: Library) -> None:
    """FFFF's definition reaches the National Board's; Västra Götaland's level reaches neither."""
    assert table[FFFF, "se-nat-sos-2008", "familjecentral"].outcome == "contained"
    assert table[VG, FFFF, "familjecentral"].outcome == "notContained"
    assert table[VG, "se-nat-sos-2008", "familjecentral"].outcome == "notContained"


def test_coverage_tells_what_is_certain(table: dict[tuple[str, str, str], Containment], lib: Library) -> None:
    """Contained is certain only if the right text is read whole, not contained only if the left is."""
    for (left, right, _), found in table.items():
        deciding = right if found.outcome == "contained" else left
        assert (found.holds == "certain") == (lib.agreement(deciding).coverage == "whole")


def test_a_witness_tells_what_it_lacks(table: dict[tuple[str, str, str], Containment]) -> None:
    """Each requirement that fails is told in both languages, with who answers for it and its source."""
    for found in table.values():
        if found.witness is not None:
            assert found.witness.lacks
            for lack in found.witness.lacks:
                assert lack.statement.sv
                assert lack.statement.en
                assert lack.sources
                assert lack.statement.en.rstrip(".") in found.why.en or found.readings


def shapes_of(lib: Library) -> dict[str, list[Triple]]:
    """The shapes of each document, without their targets."""
    return {
        asset.name: _only(parse.triples(asset.data, rdf_format("turtle")))
        for asset in lib.files
        if asset.path.startswith("shapes/minimum/")
    }


def confirms(lib: Library, shapes: dict[str, list[Triple]], key: tuple[str, str, str], found: Containment) -> bool:
    """Whether pySHACL finds of each witness of an answer what ours does: the whole one's, and that of each reading."""
    left, right, kind = key
    one, other = (Side.of(lib.documents[each], kind) for each in (left, right))
    whole = found.witness
    if whole is not None and not found.readings:
        ways: list[tuple[Witness, str | None, str | None]] = [(whole, None, None)]
    else:
        ways = [(each.witness, each.left, each.right) for each in found.readings if each.witness]
    return all(
        not breaks(witness.triples, shapes[left], one, own) and breaks(witness.triples, shapes[right], other, theirs)
        for witness, own, theirs in ways
    )


def test_witnesses_hold_for_pyshacl(table: dict[tuple[str, str, str], Containment], lib: Library) -> None:
    """A second engine finds of the witnesses against FFFF's definition what ours does."""
    shapes = shapes_of(lib)
    for key, found in table.items():
        if key[1] == FFFF:
            assert confirms(lib, shapes, key, found), key


@pytest.mark.long
def test_every_witness_holds_for_pyshacl(table: dict[tuple[str, str, str], Containment], lib: Library) -> None:
    """A second engine finds of every witness, and under each reading, what ours does."""
    shapes = shapes_of(lib)
    for key, found in table.items():
        assert confirms(lib, shapes, key, found), key


def _only(shapes: Sequence[Triple]) -> list[Triple]:
    """Shapes without their targets."""
    return [each for each in shapes if each[1] != "<http://www.w3.org/ns/shacl#targetClass>"]


def test_answers_are_kept(reaching: Reaching, table: dict[tuple[str, str, str], Containment], lib: Library) -> None:
    """What was answered once is answered again without a reasoner: from memory, and from the folder."""
    again = Reaching(lib, TODAY, folder=reaching.folder, prove=no_reasoner)
    assert again.knows_all
    for asked in (reaching, again):
        assert {(left, right, kind): found for left, right, kind, found in asked.table()} == table


def test_answers_do_not_hang_on_the_day(
    reaching: Reaching, table: dict[tuple[str, str, str], Containment], lib: Library
) -> None:
    """On another day the answers are the same, and their witnesses are dated that day."""
    later = Reaching(lib, "2026-01-31", folder=reaching.folder, prove=no_reasoner)
    for left, right, kind, found in later.table():
        known = table[left, right, kind]
        assert (found.outcome, found.why, bool(found.witness)) == (known.outcome, known.why, bool(known.witness))
        if found.witness and known.witness:
            assert "2026-01-31" in found.witness.turtle
            assert found.witness.turtle.replace("2026-01-31", TODAY) == known.witness.turtle


def test_readings_make_a_difference(reaching: Reaching) -> None:
    """Under reading B Västra Götaland's smaller form reaches what it is under A and the national one, not back."""
    found = reaching.containment(VG, VG, LIKE).left_reaches_right
    assert found.outcome == "undecided"
    outcomes = {(each.left, each.right): each.outcome for each in found.readings}
    stricter = {("B", "A"), ("B", "national"), ("national", "A")}
    for pair, outcome in outcomes.items():
        expected = "contained" if pair in stricter or pair[0] == pair[1] else "notContained"
        assert outcome == expected, pair
    assert "left A, right B: not contained" in found.why.en
    assert "vänster B, höger A: ryms" in found.why.sv


def test_the_answer_as_json(reaching: Reaching) -> None:
    """The shape of the answer is the contract's."""
    found = reaching.containment(VG, FFFF, LIKE).to_dict()
    assert set(found) == {"left_reaches_right", "right_reaches_left"}
    one = found["left_reaches_right"]
    assert set(one) == {"outcome", "holds", "reasoner", "witness", "readings", "why"}
    assert {"turtle", "left", "right"} <= set(one["witness"])
    assert (one["witness"]["left"], one["witness"]["right"]) == ("passed", "failed")
    assert [each["left"] for each in one["readings"]] == ["A", "B", "national"]
    triples = parse.triples(one["witness"]["turtle"].encode(), rdf_format("turtle"))
    assert DESCRIPTION in {subject for subject, _, _ in triples}


def random_answers(lib: Library, seed: int, number: int) -> tuple[list[Triple], list[tuple[Pair, Containment]]]:
    """Random pairs, answered in one run of the reasoner."""
    made = RandomLevels(seed)
    drawn = [made.pair() for _ in range(number)]
    rules = Rules(compile_shapes(Graph(made.triples)))
    pairs = [sides(lib, rules, left, right, f"r{index}") for index, (left, right) in enumerate(drawn)]
    return made.triples, list(zip(pairs, asker(lib).answers(pairs), strict=True))


def confirmed(witness: Witness, shapes: Sequence[Triple], left: Side, right: Side) -> bool:
    """Whether pySHACL finds of a witness what our validator does."""
    return not breaks(witness.triples, shapes, left) and breaks(witness.triples, shapes, right)


def check_random(lib: Library, seed: int, number: int) -> Counter[str]:
    """Proof and witness agree on random pairs (a contradiction raises), pySHACL confirms the witnesses."""
    shapes, answers = random_answers(lib, seed, number)
    outcomes: Counter[str] = Counter()
    for (left, right), found in answers:
        outcomes[found.outcome] += 1
        if found.witness is not None:
            own = below(shapes, [*left.parts(), *right.parts()])
            assert confirmed(found.witness, own, left, right), (seed, left.level.agreement.id)
    return outcomes


def below(shapes: Sequence[Triple], roots: Sequence[Term]) -> list[Triple]:
    """What is stated of some shapes and of those that they are made of."""
    out = Graph(shapes).out
    seen, todo = set(roots), list(roots)
    while todo:
        for values in out.get(todo.pop(), {}).values():
            fresh = [each for each in values if each in out and each not in seen]
            seen.update(fresh)
            todo += fresh
    return [each for each in shapes if each[0] in seen]


def test_proof_and_witness_agree_on_random_pairs(lib: Library) -> None:
    """On 200 random pairs, in one run; hardly any is left undecided, and both answers come about."""
    outcomes = check_random(lib, 7, 200)
    assert outcomes["contained"] > 30
    assert outcomes["notContained"] > 30
    assert outcomes["undecided"] < 20


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 110))
def test_proof_and_witness_agree_on_many_random_pairs(lib: Library, seed: int) -> None:
    """On 2,000 random pairs, 200 a run."""
    assert check_random(lib, seed, 200)["undecided"] < 30


@pytest.mark.long
def test_all_pairs_take_less_than_a_minute(lib: Library, tmp_path: Path) -> None:
    """From cold on two cores; and at once when they are kept."""
    begun = time.monotonic()
    cold = list(Reaching(lib, TODAY, folder=tmp_path, prove=by_hermit).table())
    between = time.monotonic()
    kept = list(Reaching(lib, TODAY, folder=tmp_path, prove=no_reasoner).table())
    assert between - begun < 60
    assert time.monotonic() - between < 3
    assert kept == cold
