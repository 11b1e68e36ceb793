"""The laws of open mode, on random shapes and descriptions: what is known stays known, and is what closing would give.

The default run tries a few hundred examples of each, always the same; `make long` tries ten thousand new ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import every_shape
from random_descriptions import KINDS, changes, descriptions, sam
from random_shapes import Shapes, shapes
from samsyn import sparql
from samsyn.engine import Graph, OpenWorld, Rules, World
from samsyn.engine.ground import snippet
from samsyn.engine.reasons import reasons
from samsyn.engine.truth import Truth
from samsyn.errors import EvaluationFailure
from samsyn.fulfilment import Assessor, Level
from samsyn.library import Library
from samsyn.model import Finding, Mode, Outcome, Result
from samsyn.reference import validate as by_reference
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples
from samsyn.terms import ID, SH, Term, is_blank, is_iri
from strategies import (
    CENTRE,
    FEW,
    OPENNESS,
    TYPE,
    UNIVERSE,
    Described,
    Triples,
    complete,
    ex,
    few_nodes,
    few_parts,
    graphs,
    lawful,
    steps,
)

VG = "se-o-vg-common-2024"
TURTLE = rdf_format("turtle")
#: the labels that parsers give to blank nodes
LABELS = tuple(f"_:{letter}{number}" for letter in ("b", "a0x", "new") for number in range(60))


def examples(few: int) -> pytest.MarkDecorator:
    """How many examples a law is tried on: few each time, very many in the long run."""
    return pytest.mark.parametrize(
        "count", [pytest.param(few, id="few"), pytest.param(10_000, id="many", marks=pytest.mark.long)]
    )


def for_all(count: int, law: Callable[..., None], *strategies: st.SearchStrategy[Any]) -> None:
    """Try a law on so many examples."""
    chosen = settings(
        max_examples=count,
        derandomize=count < 10_000,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    chosen(given(*strategies)(law))()


# Shapes


def compiled(found: Triples) -> Rules:
    """Shapes, compiled."""
    return sparql.rules(Graph(found))


Truths = dict[tuple[Term, Term], Truth]


def truths(rules: Rules, world: World) -> Truths:
    """What every shape with a name comes to at every node; of a whole catalogue at three."""
    named = [shape for shape in rules.plan.shapes if is_iri(shape)]
    nodes = UNIVERSE if len(named) < 100 else FEW
    return {(shape, node): rules.conforms(world, shape, node) for shape in named for node in nodes}


def seen_open(rules: Rules, said: Triples) -> Truths:
    """What every shape comes to in open mode."""
    return truths(rules, OpenWorld(Graph(said), OPENNESS))


def seen_closed(rules: Rules, said: Triples) -> Truths:
    """What every shape comes to in standard mode."""
    return truths(rules, World(Graph(said)))


def decided(found: Truths) -> Truths:
    """What is known of it."""
    return {key: truth for key, truth in found.items() if truth is not None}


def stays_decided(rules: Rules, said: Triples, walk: list[Triples]) -> None:
    """What is true or false stays so by every lawful step, and is what standard mode says once all is told."""
    was = decided(seen_open(rules, said))
    for step in walk:
        after = lawful(said, step, OPENNESS)
        if after is not None:
            said, now = after, decided(seen_open(rules, after))
            assert not {key for key, truth in was.items() if now.get(key) is not truth}, step
            was = now
    closed = seen_closed(rules, complete(said, OPENNESS))
    assert not {key for key, truth in was.items() if closed[key] is not truth}


@examples(200)
def test_a_lawful_step_changes_only_what_is_not_known(count: int) -> None:
    """Shapes of all sorts, nested: what is known stays known."""

    def law(found: Shapes, said: Triples, walk: list[Triples]) -> None:
        stays_decided(compiled(found.triples), said, walk)

    for_all(count, law, shapes(), graphs(), st.lists(steps(), min_size=2, max_size=8))


@examples(150)
def test_a_lawful_step_about_a_part_changes_only_what_is_not_known(count: int) -> None:
    """Every way to ask for a part: what is known stays known."""
    rules = compiled(every_shape.parts())
    for_all(count, lambda told: stays_decided(rules, *told), few_parts())


@examples(250)
def test_a_lawful_step_along_a_path_changes_only_what_is_not_known(count: int) -> None:
    """Every constraint on every sort of path: what is known stays known."""
    rules = compiled(every_shape.paths())
    for_all(count, lambda told: stays_decided(rules, *told), few_nodes())


@examples(60)
def test_a_lawful_step_changes_only_what_a_query_does_not_know(count: int) -> None:
    """Queries of every sort, alone and within other shapes: what is known stays known."""
    rules = compiled(every_shape.queries())
    for_all(count, lambda told: stays_decided(rules, *told), few_nodes())


def judged_alike(rules: Rules, said: Triples) -> None:
    """Complete about everything and without contradiction, open mode is standard mode."""
    said = complete(said, OPENNESS)
    assume(not Described(said, OPENNESS).contradictions())
    assert seen_open(rules, said) == seen_closed(rules, said)


@examples(100)
def test_a_complete_description_is_judged_alike_in_both_modes(count: int) -> None:
    """Shapes of all sorts, every way to ask for a part, every constraint on every sort of path."""
    parts, paths = compiled(every_shape.parts()), compiled(every_shape.paths())
    asked = compiled(every_shape.queries())
    for_all(count, lambda found, said: judged_alike(compiled(found.triples), said), shapes(), graphs())
    for_all(count, lambda told: judged_alike(parts, told[0]), few_parts())
    for_all(count, lambda told: judged_alike(paths, told[0]), few_nodes())
    for_all(count // 4, lambda told: judged_alike(asked, told[0]), few_nodes())


def relabelled(said: Triples, labels: Mapping[Term, Term]) -> Triples:
    """The same with other labels of blank nodes."""
    return tuple((labels.get(s, s), p, labels.get(o, o)) for s, p, o in said)


def blanks(said: Triples) -> list[Term]:
    """The blank nodes of some statements."""
    return list(dict.fromkeys(term for s, _, o in said for term in (s, o) if is_blank(term)))


@st.composite
def told_otherwise(draw: st.DrawFn, from_: st.SearchStrategy[Triples]) -> tuple[Triples, Triples, dict[Term, Term]]:
    """Statements, the same in another order and with other labels, and which label became which."""
    said = draw(from_)
    chance = Random(draw(st.integers(0, 9999)))
    labels = dict(zip(blanks(said), chance.sample(LABELS, len(LABELS)), strict=False))
    return said, relabelled(tuple(chance.sample(said, len(said))), labels), labels


@examples(100)
def test_neither_order_nor_labels_matter(count: int) -> None:
    """Triples and shapes in another order, and blank nodes with other labels, come to the same."""

    def law(found: Shapes, mixed: tuple[Triples, ...], told: tuple[Triples, Triples, dict[Term, Term]]) -> None:
        said, again, labels = told
        rules, others = compiled(found.triples), compiled(mixed[1])
        before, after = OpenWorld(Graph(said), OPENNESS), OpenWorld(Graph(again), OPENNESS)
        for shape in rules.plan.shapes:
            for node in UNIVERSE:
                now = others.conforms(after, shape, labels.get(node, node))
                assert rules.conforms(before, shape, node) == now

    def both(found: Shapes) -> st.SearchStrategy[tuple[Shapes, Any]]:
        return st.tuples(st.just(found), told_otherwise(st.just(found.triples)))

    def unpacked(pair: tuple[Shapes, Any], told: Any) -> None:
        law(*pair, told)

    for_all(count, unpacked, shapes().flatmap(both), told_otherwise(graphs()))


def found_by_both(rules: Rules, said: Triples) -> None:
    """The functions for a closed world say what the tables of Kleene say where all is known."""
    graph = Graph(said)
    for shape in rules.plan.shapes:
        for node in UNIVERSE:
            assert rules.conforms_closed(graph, shape, node) == rules.conforms(World(graph), shape, node), (shape, node)


@examples(150)
def test_the_closed_world_is_told_alike_by_both_tables(count: int) -> None:
    """Standard mode's own functions and the tables of Kleene over a closed world agree on every shape and node."""
    parts, paths = compiled(every_shape.parts()), compiled(every_shape.paths())
    for_all(count, lambda found, said: found_by_both(compiled(found.triples), said), shapes(), graphs())
    for_all(count // 10, lambda told: found_by_both(parts, told[0]), few_parts())
    for_all(count // 10, lambda told: found_by_both(paths, told[0]), few_nodes())


@examples(100)
def test_a_judgement_has_the_truth_of_its_shape(count: int) -> None:
    """What a judgement says, and its parts, is what the shape says; only what is not true has parts and reasons."""

    def law(found: Shapes, said: Triples) -> None:
        rules, world = compiled(found.triples), OpenWorld(Graph(said), OPENNESS)
        for each in rules.judgements(world):
            assert each.truth == rules.conforms(world, each.shape, each.focus)
            assert (each.truth is True) == (not each.parts)
            told = {reason.outcome for reason in reasons(rules, world, each)}
            assert ("failed" in told) == (each.truth is False)
            assert bool(told) == (each.truth is not True)

    for_all(count, law, shapes(), graphs())


Key = tuple[Term | str | None, ...]


def spelled(result: Result) -> Key:
    """A result as what W3C asks of it, blank nodes without their labels."""
    below = dict[Term, list[tuple[Term, Term]]]()
    for subject, predicate, value in result.path_triples:
        below.setdefault(subject, []).append((predicate, value))

    def path(term: Term) -> str:
        return str(sorted((name, path(value)) for name, value in below[term])) if term in below else term

    def node(term: Term | None) -> Term | None:
        return "_:" if term and is_blank(term) else term

    at = path(result.path) if result.path else None
    return node(result.focus), at, node(result.value), result.component, result.shape, result.severity


@examples(200)
def test_standard_mode_is_that_of_the_reference(count: int) -> None:
    """The same results as the reference's: focus, path, value, component, shape and severity."""

    def law(found: Shapes, said: Triples) -> None:
        ours = compiled(found.triples).results(Graph(said))
        try:
            theirs = by_reference(said, found.triples, advanced=False).results
        except EvaluationFailure:  # it will not compare a blank node with sh:lessThan
            reject()
        assert _told(ours) == _told(theirs)

    for_all(min(count, 1000), law, shapes(), graphs())


def _told(results: tuple[Result, ...]) -> list[str]:
    """What results say, but for IRIs by sh:lessThan and sh:lessThanOrEquals: the reference puts them in order."""
    ordered = (SH + "LessThanConstraintComponent", SH + "LessThanOrEqualsConstraintComponent")
    return sorted(
        str(spelled(each)) for each in results if each.component not in ordered or not is_iri(each.value or "")
    )


# The minimum level of Västra Götaland


@pytest.fixture(scope="module")
def level(lib: Library) -> Level:
    """The common agreement of Västra Götaland with its minimum level."""
    return lib.knowledge.levels[VG]


@dataclass(frozen=True)
class Outcomes:
    """What a description comes to: findings by requirement, the whole, and every reading and profile by itself."""

    findings: Mapping[str, Finding]
    every: Mapping[str, Outcome]


def outcomes(level: Level, said: Triples, kind: str, mode: Mode = "open") -> Outcomes:
    """The assessment of a description."""
    found = Assessor(level, Graph(said), CENTRE, kind, mode).assessed()
    every = {"": found.outcome} | {f"as {name}": outcome for name, outcome in found.profiles}
    for each in found.findings:
        every[each.requirement] = each.outcome
        every |= {f"{each.requirement} {way.reading}": way.outcome for way in each.readings}
    return Outcomes({each.requirement: each for each in found.findings}, every)


def permissions(level: Level) -> set[str]:
    """The requirements and readings that are judged as permissions."""
    ways = [(each.id, each.judged_as or each.modality) for each in level.checked]
    ways += [
        (f"{each.id} {way.name}", each.judged_as or way.modality) for each in level.checked for way in each.readings
    ]
    return {name for name, modality in ways if modality == "may"}


KIND = st.sampled_from(KINDS)


@examples(200)
def test_a_lawful_step_changes_only_what_cannot_be_told(level: Level, count: int) -> None:
    """An outcome stays, save that what cannot be told may be decided and a permission be used."""
    permitted = permissions(level)

    def law(said: Triples, walk: list[Triples], kind: str) -> None:
        was = outcomes(level, said, kind).every
        for step in walk:
            after = lawful(said, step, level.openness)
            if after is not None:
                said, now = after, outcomes(level, after, kind).every
                for name, outcome in was.items():
                    used = outcome == "inapplicable" and name in permitted and now[name] == "passed"
                    assert outcome in (now[name], "cantTell") or used, (name, outcome, now[name], step)
                was = now
        closed = outcomes(level, complete(said, level.openness), kind, "standard").every
        for name, outcome in was.items():
            assert outcome in (closed[name], "cantTell", "inapplicable"), (name, outcome, closed[name])

    for_all(count, law, descriptions(), st.lists(changes(), min_size=3, max_size=8), KIND)


@examples(100)
def test_a_complete_description_has_the_outcomes_of_standard_mode(level: Level, count: int) -> None:
    """Complete about everything and without contradiction, every outcome is that of standard mode."""

    def law(said: Triples, kind: str) -> None:
        said = complete(said, level.openness)
        assume(not Described(said, level.openness).contradictions())
        assert outcomes(level, said, kind).every == outcomes(level, said, kind, "standard").every

    for_all(count, law, descriptions(), KIND)


@examples(100)
def test_findings_do_not_depend_on_order_or_labels(level: Level, count: int) -> None:
    """The same findings with the same grounds and remedies, in whatever order and with whatever labels it is told."""

    def law(told: tuple[Triples, Triples, dict[Term, Term]], kind: str) -> None:
        said, again, _ = told
        assert outcomes(level, said, kind) == outcomes(level, again, kind)

    for_all(count, law, told_otherwise(descriptions()), KIND)


def without(said: Triples, removed: str) -> Triples:
    """A description without what a remedy removes; a blank node is the one of which the same is said."""
    gone = Graph(triples(removed.encode(), TURTLE, blank="gone")) if removed else Graph(())
    graph = Graph(said)
    dropped: set[Term] = set()
    links = set()
    for predicate, values in gone.out.get(CENTRE, {}).items():
        for value in values:
            same = [each for each in graph.values(CENTRE, predicate) if each not in dropped]
            found = next((each for each in same if snippet(graph, each) == snippet(gone, value)), value)
            dropped |= {found} if is_blank(found) else set()
            links.add((CENTRE, predicate, found))
    return tuple(triple for triple in said if triple not in links and triple[0] not in dropped)


def mended(said: Triples, finding: Finding) -> Triples:
    """A description after all steps that would mend a finding: first what is removed, then what is added."""
    for step in finding.remedy:
        said = without(said, step.remove)
    for number, step in enumerate(finding.remedy):
        said = (*said, *(triples(step.add.encode(), TURTLE, blank=f"mended{number}x") if step.add else ()))
    return tuple(dict.fromkeys(said))


def alone(level: Level, name: str) -> Level:
    """The agreement with one of its requirements."""
    kept = tuple(each for each in level.agreement.requirements if each.id == name)
    return replace(level, agreement=replace(level.agreement, requirements=kept))


def twice(level: Level, said: Triples) -> set[Term]:
    """The properties of the centre that have two values and may have one."""
    stated = Graph(said).out[CENTRE]
    return {predicate for predicate in stated if predicate in level.openness.single and len(stated[predicate]) > 1}


@examples(150)
def test_remedies_mend(level: Level, count: int) -> None:
    """Who takes all steps that a finding names has fulfilled the requirement, however it is read."""
    permitted = permissions(level)

    def law(said: Triples, kind: str) -> None:
        for name, finding in outcomes(level, said, kind).findings.items():
            if finding.outcome not in ("failed", "cantTell"):
                assert finding.remedy == ()
                continue
            after = mended(said, finding)
            now = outcomes(alone(level, name), after, kind).findings[name]
            assert now.outcome == "passed", (name, finding.remedy)
            assert twice(level, after) <= twice(level, said), (name, finding.remedy)
            for way in now.readings:
                unused = way.outcome == "inapplicable" and (f"{name} {way.reading}" in permitted or way.ground is None)
                assert way.outcome == "passed" or unused, (name, way.reading, finding.remedy)

    for_all(count, law, descriptions(), KIND)


@pytest.mark.parametrize(
    ("name", "site", "removed"),
    [
        ("vg-child-health-always-included", (), True),
        ("vg-child-health-always-included", ((ex("gone"), sam("site"), ex("north")),), False),
        ("vg-region-answers-for-midwifery-and-child-health", (), False),
    ],
)
def test_remedies_leave_what_does_not_stand_in_the_way(level: Level, name: str, site: Triples, removed: bool) -> None:
    """A denial is to be removed only where it is of the part that is asked for, everywhere."""
    said = (
        (CENTRE, sam("serviceDelivery"), ex("gone")),
        (ex("gone"), sam("service"), f"<{ID}service/child-health>"),
        (ex("gone"), sam("presence"), f"<{ID}presence/absent>"),
    )
    finding = outcomes(level, (*said, *site), KINDS[0]).findings[name]
    assert finding.outcome != "passed"
    assert any(step.remove for step in finding.remedy) is removed


def test_remedies_of_a_centre_without_address_are_turtle(level: Level) -> None:
    """What mends a centre that is a blank node can be read, though it names no centre."""
    said = (("_:centre", TYPE, sam("FamilyCentre")),)
    found = Assessor(level, Graph(said), "_:centre", KINDS[0], "open").assessed()
    steps = [step.add for finding in found.findings for step in finding.remedy if step.add]
    assert steps
    for step in steps:
        assert is_blank(triples(step.encode(), TURTLE)[-1][0])


def test_labels_of_code_lists_are_no_names(level: Level) -> None:
    """A blank node of a description is never taken for one of a code list, whatever its label."""
    assert all(is_iri(node) for node in level.openness.vocabulary)
