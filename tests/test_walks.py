"""Paths lead where the standard says, however they are put together, and in time that grows with what they are."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samsyn.engine import Graph, OpenWorld, Rules, World, compile_shapes
from samsyn.engine.paths import Alternative, Inverse, Path, Predicate, Repeat, Sequence, written
from samsyn.engine.report import report_triples
from samsyn.engine.walks import simplified, step, walk
from samsyn.engine.world import closes
from samsyn.errors import BadShapes
from samsyn.model import Triple
from samsyn.terms import Term
from strategies import ABOUT, DESCRIBES, DESCRIPTION, OPENNESS, declared, ex, number
from test_engine import compiled, read, sh

P, Q = ex("p"), ex("q")
NODES = (ex("v0"), ex("v1"), "_:v2", ex("v3"), number(1))
DESCRIBED = (DESCRIPTION, DESCRIBES, NODES[0])
Reached = Callable[[Term], set[Term]]


def paths() -> st.SearchStrategy[Path]:
    """Any path over two predicates, repetitions within repetitions often."""
    one = st.sampled_from((P, Q)).map(Predicate)

    def more(inner: st.SearchStrategy[Path]) -> st.SearchStrategy[Path]:
        parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
        repeated = st.builds(Repeat, inner, st.sampled_from("*+?"))
        return st.one_of(repeated, repeated, inner.map(Inverse), parts.map(Sequence), parts.map(Alternative))

    return st.recursive(one, more, max_leaves=8)


def graphs() -> st.SearchStrategy[list[Triple]]:
    """Few nodes, many ways between them."""
    return st.lists(st.tuples(st.sampled_from(NODES[:4]), st.sampled_from((P, Q)), st.sampled_from(NODES)), max_size=10)


def reached(path: Path, triples: list[Triple]) -> Reached:
    """The values of a path by the words of SPARQL 1.1, 18.4, one node after the other."""
    match path:
        case Predicate(predicate):
            return lambda node: {o for s, p, o in triples if (s, p) == (node, predicate)}
        case Inverse(inner):
            there = reached(inner, triples)
            return lambda node: {each for each in NODES if node in there(each)}
        case Sequence((last,)):
            return reached(last, triples)
        case Sequence((first, *others)):
            here, there = reached(first, triples), reached(Sequence(tuple(others)), triples)
            return lambda node: {end for each in here(node) for end in there(each)}
        case Alternative(parts):
            every = [reached(part, triples) for part in parts]
            return lambda node: {value for each in every for value in each(node)}
        case Repeat(inner, sign):
            return _repeated(reached(inner, triples), sign)
        case _:
            raise AssertionError(path)


def _repeated(once: Reached, sign: str) -> Reached:
    def values(node: Term) -> set[Term]:
        found = once(node)
        if sign != "?":
            while more := {value for each in found for value in once(each)} - found:
                found |= more
        return found if sign == "+" else found | {node}

    return values


@settings(max_examples=400, derandomize=True, database=None, deadline=None)
@given(paths(), graphs())
def test_a_path_leads_where_the_standard_says(path: Path, triples: list[Triple]) -> None:
    """A path has the values that SPARQL gives it, simplified or not, from one node or from several together."""
    graph, wanted = Graph(triples), reached(path, triples)
    for node in NODES:
        found = list(walk(path)(graph, node))
        assert sorted(found) == sorted(wanted(node))
        assert reached(simplified(path), triples)(node) == wanted(node)
    assert set(step(path)(graph, NODES[:3])) == set().union(*map(wanted, NODES[:3]))


@settings(max_examples=400, derandomize=True, database=None, deadline=None)
@given(paths(), graphs(), st.lists(declared(NODES[:4], (P, Q)), max_size=6))
def test_a_path_is_known_where_each_of_its_steps_is(path: Path, triples: list[Triple], said: list[Triple]) -> None:
    """What is known of all values of a path does not depend on how the nodes are gone through."""
    world = OpenWorld(Graph([DESCRIBED, *triples, *said]), OPENNESS)
    for node in NODES:
        assert closes(path)(world, node) is known(path, triples, world, node)


def known(path: Path, triples: list[Triple], world: World, node: Term) -> bool:
    """Whether all values are known, by the table of docs/open-mode.md, one node after the other."""
    match path:
        case Predicate(predicate):
            return world.closed(node, predicate)
        case Inverse():
            return False
        case Alternative(parts):
            return all(known(part, triples, world, node) for part in parts)
        case Sequence((first, *others)):
            following = reached(first, triples)(node) if others else ()
            rest = Sequence(tuple(others))
            return known(first, triples, world, node) and all(known(rest, triples, world, each) for each in following)
        case Repeat(inner, "?"):
            return known(inner, triples, world, node)
        case Repeat(inner):
            every = reached(Repeat(inner, "*"), triples)(node)
            return all(known(inner, triples, world, each) for each in every)
        case _:
            raise AssertionError(path)


@pytest.mark.parametrize(
    ("path", "simple"),
    [
        (Repeat(Repeat(Predicate(P), "*"), "*"), "ex:p*"),
        (Repeat(Repeat(Predicate(P), "+"), "+"), "ex:p+"),
        (Repeat(Repeat(Predicate(P), "?"), "?"), "ex:p?"),
        (Repeat(Repeat(Predicate(P), "+"), "?"), "ex:p*"),
        (Repeat(Repeat(Predicate(P), "?"), "+"), "ex:p*"),
        (Repeat(Inverse(Repeat(Inverse(Repeat(Predicate(P), "+")), "+")), "*"), "ex:p*"),
        (Inverse(Sequence((Predicate(P), Inverse(Predicate(Q))))), "ex:q/^ex:p"),
        (Sequence((Predicate(P), Sequence((Predicate(Q), Predicate(P))))), "ex:p/ex:q/ex:p"),
        (Alternative((Predicate(P), Alternative((Predicate(Q), Predicate(P))))), "ex:p|ex:q"),
    ],
    ids=str,
)
def test_simplified(path: Path, simple: str) -> None:
    """Repetitions of repetitions are one, and only predicates are inverse."""
    assert written(simplified(path), lambda term: term.replace("<https://example.org/", "ex:").rstrip(">")) == simple


@pytest.mark.parametrize(
    "path",
    [
        "[ sh:zeroOrMorePath [ sh:zeroOrMorePath ex:p ] ]",
        "[ sh:zeroOrOnePath [ sh:oneOrMorePath [ sh:oneOrMorePath ex:p ] ] ]",
        "[ sh:zeroOrMorePath ( [ sh:zeroOrMorePath ex:p ] [ sh:zeroOrMorePath ex:q ] ) ]",
        "[ sh:oneOrMorePath [ sh:alternativePath ( ex:q [ sh:oneOrMorePath ( [ sh:zeroOrOnePath ex:q ] ex:p ) ] ) ] ]",
        "( [ sh:zeroOrMorePath ex:p ] [ sh:oneOrMorePath ex:p ] [ sh:zeroOrMorePath ex:p ] )",
    ],
)
def test_repetitions_take_linear_time(path: str) -> None:
    """Repetitions within and behind each other go through a chain of 20,000 nodes as through one, in either mode."""
    graph = Graph((ex(f"n{each}"), P, ex(f"n{each + 1}")) for each in range(20_000))
    rules = compiled(f"ex:S sh:targetNode ex:n0 ; sh:path {path} ; sh:hasValue ex:n20000 ; sh:maxCount 1 .")
    (found,) = rules.results(graph)
    assert found.component.endswith("MaxCountConstraintComponent")
    open_world = OpenWorld(Graph([*graph.triples(), DESCRIBED, (DESCRIPTION, ABOUT, P)]), OPENNESS)
    assert [each.truth for each in rules.judgements(open_world)] == [False]


def test_nested_sequences_take_the_time_of_what_they_are() -> None:
    """A sequence in a sequence in a sequence, on a graph of two ways at each step, does not double at each."""
    inner = "ex:p"
    for _ in range(60):
        inner = f"( ex:p {inner} )"
    ways = [(ex(f"{a}{n}"), P, ex(f"{b}{n + 1}")) for n in range(61) for a in "ab" for b in "ab"]
    rules = compiled(f"ex:S sh:targetNode ex:a0 ; sh:path {inner} ; sh:maxCount 1 .")
    assert len(rules.results(Graph(ways))) == 1


def shared(depth: int) -> str:
    """A path each level of which holds the one below twice."""
    levels = "".join(
        f"_:p{each} rdf:first _:p{each + 1} ; rdf:rest [ rdf:first _:p{each + 1} ; rdf:rest () ] .\n"
        for each in range(depth)
    )
    return f"{levels}_:p{depth} sh:inversePath ex:p .\n"


def test_paths_that_share_their_parts_are_read_once() -> None:
    """A path that doubles at each level is followed, and told as its author wrote it: with the parts shared."""
    rules = compiled(f"ex:S sh:targetNode ex:n512 ; sh:path _:p0 ; sh:maxCount 0 .\n{shared(9)}")
    found = rules.results(Graph((ex(f"n{each}"), P, ex(f"n{each + 1}")) for each in range(600)))
    assert [each.seen for each in found] == [(ex("n0"),)]
    report = Graph(report_triples(found))
    assert sum(sh("inversePath") in said for said in report.out.values()) == 1
    assert (found[0].path_text or "").count("^") == 512


@pytest.mark.parametrize("depth", [20, 150])
def test_paths_longer_than_can_be_told_are_refused(depth: int) -> None:
    """A path that would fill books if it were written out is refused with its length, at once."""
    with pytest.raises(BadShapes, match="more than 65,536 characters, written out"):
        compiled(f"ex:S sh:targetNode ex:a ; sh:path _:p0 .\n{shared(depth)}")


def test_paths_nested_too_deep_are_refused() -> None:
    """The depth of a path is that of its longest way down, whichever is read first."""
    levels = [f"_:p{each}" for each in range(300)]
    links = "".join(
        f"{one} sh:inversePath {other} .\n" for one, other in zip(levels, [*levels[1:], "ex:p"], strict=True)
    )
    for order in (levels, levels[::-1]):
        with pytest.raises(BadShapes, match="sh:path is"):
            compiled(f"ex:S sh:targetNode ex:a ; sh:path [ sh:alternativePath ( {' '.join(order)} ) ] .\n{links}")


def test_a_path_may_be_too_long_for_a_query() -> None:
    """A query into which $PATH does not fit is refused, by the name of its shape."""
    query = "SELECT $this ?value { $this $PATH ?value , ?b ; $PATH ?c ; $PATH ?d }"
    shapes = f'ex:S sh:targetNode ex:a ; sh:path _:p0 ; sh:sparql [ sh:select "{query}" ] .\n{shared(10)}'
    with pytest.raises(BadShapes, match=r"S>: a query of it cannot be used .*65,536") as caught:
        Rules(compile_shapes(Graph(read(shapes)), lambda text: None))
    assert caught.value.shape == ex("S")
