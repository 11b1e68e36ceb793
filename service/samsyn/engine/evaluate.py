"""Evaluating a plan over a world: results where it is closed (SHACL 3.4), truth where it is open."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NamedTuple

from samsyn.engine import kleene, plan
from samsyn.engine.asks import Asking, Asks
from samsyn.engine.bound import BoundShape
from samsyn.engine.checks import check
from samsyn.engine.closed import Closed, asking_shapes, shared
from samsyn.engine.graph import Graph, Terms
from samsyn.engine.holding import Conforms
from samsyn.engine.kleene import AtNode, Below, Part
from samsyn.engine.order import bottom_up
from samsyn.engine.plan import Plan, Shape
from samsyn.engine.results import order
from samsyn.engine.telling import Telling
from samsyn.engine.truth import Binding, Test, Truth
from samsyn.engine.walks import walk
from samsyn.engine.world import World, closes
from samsyn.errors import EvaluationFailure, Swedish, UnsupportedShapes
from samsyn.model import Result
from samsyn.terms import Term


@contextmanager
def _room() -> Iterator[None]:
    """While it lasts, the end of Python's stack is a failure."""
    try:
        yield
    except RecursionError as error:
        raise EvaluationFailure(
            "The shapes are nested too deep for the room that is left.",
            sv=Swedish("Reglerna är nästlade för djupt för det utrymme som är kvar."),
        ) from error


class Judgement(NamedTuple):
    """What a shape comes to at a target node: True, False, or None for not known, and the parts that tell why."""

    shape: Term
    focus: Term
    truth: Truth
    parts: tuple[Part, ...]


class Rules:
    """Compiled shapes, ready to evaluate; `asking` puts their queries, if they have any.

    Immutable; what is pickled is the plan, and where `asking` is to be found.
    """

    def __init__(self, compiled: Plan, asking: Asking | None = None) -> None:
        self.plan = compiled
        self._asking = asking
        self._bound: dict[Term, BoundShape] = {}
        self._thorough = asking_shapes(compiled)
        self._closed = Closed(compiled, self._thorough, self._exhausted)
        self._shared = shared(compiled)
        self._telling = Telling(self.bound, self._closed, self._thorough, self._asks)

    def __reduce__(self) -> tuple[Any, ...]:
        return Rules, (self.plan, self._asking)

    def _asks(self, graph: Graph) -> Asks:
        """What can be asked about a graph, made on the first query."""
        found: Asks | None = graph.memo.get(self)
        if found is None:
            if self._asking is None:
                raise UnsupportedShapes("The shapes hold SPARQL queries, and nothing is there to put them.")
            found = graph.memo[self] = self._asking(graph, self.plan.stated)
        return found

    def _exhausted(self, term: Term) -> Conforms:
        """Whether a node conforms to a shape in which a query may fail: by all that it says."""
        bound = self.bound(term)
        return lambda graph, node: bound.conforms(World(graph), node) is True

    def bound(self, term: Term) -> BoundShape:
        """A shape as functions, made on first use."""
        found = self._bound.get(term)
        if found is None:
            for each in bottom_up(self.plan.shapes, (term,)):
                if each not in self._bound:
                    self._bound[each] = self._made(self.plan.shapes[each])
            found = self._bound[term]
        return found

    def _made(self, shape: Shape) -> BoundShape:
        binding = Binding(self.plan, self.test, shape.path, self._asks, self._thorough)
        checks = () if shape.deactivated else tuple(check(constraint, binding) for constraint in shape.constraints)
        whole = shape.id in self._thorough
        judged = kleene.thorough(checks) if whole else kleene.judge(checks)
        shares = shape.id in self._shared
        if shape.path is not None:
            reach, known = walk(shape.path), closes(shape.path)
            at_path = kleene.at_path(reach, known, judged)
            return BoundShape(shape, reach, known, checks, judged, kleene.once(at_path) if shares else at_path)
        if whole:
            by_all = kleene.at_itself(judged)
            return BoundShape(shape, None, None, checks, judged, kleene.once(by_all) if shares else by_all)
        terms = [each.constraint.shape for each in checks if isinstance(each.constraint, plan.Property)]
        own = tuple(each for each in checks if not isinstance(each.constraint, plan.Property))
        node = AtNode(shape, map(self._below, terms), kleene.judge(own) if own else None)
        conforms = (checks[0].test if len(checks) == 1 else None) or node.conforms
        return BoundShape(shape, None, None, checks, judged, kleene.once(conforms) if shares else conforms, node)

    def _below(self, term: Term) -> Below:
        bound = self._bound[term]
        assert bound.walk
        assert bound.closes
        return Below(bound.shape, bound.walk, bound.closes, bound.judge)

    def test(self, term: Term) -> Test:
        """The function that tells whether a node conforms to a shape."""
        return self.bound(term).conforms

    def conforms(self, world: World, term: Term, node: Term) -> Truth:
        """Whether a node conforms to a shape: True, False, or None where it is not known."""
        return self.bound(term).conforms(world, node)

    def conforms_closed(self, graph: Graph, term: Term, node: Term) -> bool:
        """Whether a node conforms to a shape in a closed world (SHACL 3.4.1)."""
        return self._closed.conforms(term)(graph, node)

    def judgements(self, world: World) -> tuple[Judgement, ...]:
        """What every shape comes to at each of its target nodes, with the parts that tell why."""
        found = []
        with _room():
            for shape in self.targeted:
                bound = self.bound(shape.id)
                for focus in self.focus_nodes(world.graph, shape):
                    truth, parts = bound.parts(world, focus)
                    found.append(Judgement(shape.id, focus, truth, tuple(parts)))
        return tuple(found)

    @cached_property
    def targeted(self) -> tuple[Shape, ...]:
        """The active shapes that have targets."""
        return self.plan.targeted()

    def focus_nodes(self, graph: Graph, shape: Shape) -> Terms:
        """The target nodes of a shape in a graph (SHACL 2.1.3), each once."""
        if len(shape.targets) == 1 and shape.targets[0].kind in ("node", "class"):
            return _targets(graph, shape.targets[0])
        return dict.fromkeys(node for target in shape.targets for node in _targets(graph, target))

    def results(self, graph: Graph) -> tuple[Result, ...]:
        """All validation results of a graph, closed world, in a fixed order; empty where it conforms.

        Raises EvaluationFailure where it is called so deep in Python's stack that the shapes do not fit in the rest.
        """
        found, world = list[Result](), World(graph)
        with _room():
            for shape in self.targeted:
                broken = self._closed.broken(shape.id)
                for focus in self.focus_nodes(graph, shape):
                    for term in broken(graph, focus):
                        own = self._closed.own(term) if term == shape.id else None
                        found.extend(self._telling.results(world, term, focus, own))
        return tuple(sorted(found, key=order)) if found else ()

    def results_at(self, world: World, term: Term, focus: Term) -> Iterator[Result]:
        """The results of one shape at one node, closed world."""
        return self._telling.results(world, term, focus)


def _targets(graph: Graph, target: plan.Target) -> Terms:
    match target.kind:
        case "node":
            return (target.term,)
        case "class":
            return graph.instances(target.term)
        case "subjectsOf":
            return [node for node, said in graph.out.items() if target.term in said]
        case _:
            return graph.into(target.term)
