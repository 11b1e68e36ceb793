"""Evaluating a plan over a world: results where it is closed (SHACL 3.4), truth where it is open."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple

from samsyn.engine import kleene, plan
from samsyn.engine.asks import Asking, Asks, solutions
from samsyn.engine.checks import check
from samsyn.engine.closed import Closed, asking_shapes, shared
from samsyn.engine.graph import Graph, Terms
from samsyn.engine.holding import Conforms
from samsyn.engine.kleene import AtNode, Below, Part
from samsyn.engine.order import bottom_up
from samsyn.engine.paths import Walk, short, walk
from samsyn.engine.plan import Plan, Shape
from samsyn.engine.results import of_solution, of_value, order
from samsyn.engine.truth import Binding, Check, Judge, Test, Truth
from samsyn.engine.world import Closes, World, closes
from samsyn.errors import EvaluationFailure, UnsupportedShapes
from samsyn.model import Result
from samsyn.terms import Term

#: how many values are told of one by one where too few of them conform
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class BoundShape:
    """A shape as functions: how to reach its values, whether they are all known, and its checks."""

    shape: Shape
    walk: Walk | None
    closes: Closes | None
    checks: tuple[Check, ...]
    judge: Judge
    conforms: Test
    at_node: AtNode | None = None

    def values(self, world: World, focus: Term) -> Terms:
        """The value nodes of the shape at a focus node (SHACL 3.4.1)."""
        return self.walk(world.graph, focus) if self.walk else (focus,)

    def closed(self, world: World, focus: Term) -> bool:
        """Whether all value nodes are known."""
        return self.closes is None or world.everything or self.closes(world, focus)

    def parts(self, world: World, focus: Term) -> tuple[Truth, list[Part]]:
        """Whether a node conforms (True, False, None for not known), and each part by which it does not, or may not."""
        if self.at_node:
            return self.at_node.parts(world, focus)
        values, closed = self.values(world, focus), self.closed(world, focus)
        truth = self.judge(world, focus, values, closed)
        return truth, [] if truth else [Part(self.shape.id, truth, values, closed)]


@contextmanager
def _room() -> Iterator[None]:
    """While it lasts, the end of Python's stack is a failure."""
    try:
        yield
    except RecursionError as error:
        raise EvaluationFailure("The shapes are nested too deep for the room that is left.") from error


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
        if shape.path is not None:
            reach, known = walk(shape.path), closes(shape.path)
            return BoundShape(shape, reach, known, checks, judged, kleene.at_path(reach, known, judged))
        shares = shape.id in self._shared
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
        found: list[Result] = []
        with _room():
            for shape in self.targeted:
                broken = self._closed.broken(shape.id)
                for focus in self.focus_nodes(graph, shape):
                    for term in broken(graph, focus):
                        own = self._closed.own(term) if term == shape.id else None
                        found.extend(self.results_at(World(graph), term, focus, own))
        return tuple(sorted(found, key=order)) if found else ()

    def results_at(
        self, world: World, term: Term, focus: Term, own: frozenset[plan.Constraint] | None = None
    ) -> Iterator[Result]:
        """The results of one shape at one node; of some of its constraints where they are named."""
        bound = self.bound(term)
        values = bound.values(world, focus)
        for each in bound.checks:
            if own is not None and each.constraint not in own:
                continue
            if isinstance(each.constraint, plan.Property):
                below = each.constraint.shape
                conforms = None if below in self._thorough else self._closed.conforms(below)
                for value in values:
                    if conforms is None or not conforms(world.graph, value):
                        yield from self.results_at(world, each.constraint.shape, value)
                continue
            if isinstance(each.constraint, plan.Closed):
                allowed = each.constraint.allowed
                for path, stray in (pair for value in values for pair in world.graph.besides(value, allowed)):
                    found = of_value(bound.shape, each.constraint, focus, stray, values)
                    yield replace(found, path=path, path_text=short(path), path_triples=())
                continue
            if isinstance(each.constraint, plan.Asked) and each.constraint.query.form == "SELECT":
                for solution in solutions(self._asks(world.graph), each.constraint, focus):
                    yield of_solution(bound.shape, each.constraint, focus, solution)
                continue
            for culprit in each.culprits(world, focus, values):
                found = of_value(bound.shape, each.constraint, focus, culprit, values)
                detail = tuple(self._detail(world, each.constraint, culprit, values))
                conforming = tuple(self._conforming(world, each.constraint, culprit))
                yield replace(found, detail=detail, conforming=conforming) if detail or conforming else found

    def _detail(self, world: World, constraint: plan.Constraint, value: Term | None, values: Terms) -> Iterable[Result]:
        """The results of the parts that made a result come about (SHACL 3.6.2.4)."""
        parts: tuple[Term, ...] = ()
        nodes: Terms = () if value is None else (value,)
        match constraint:
            case plan.Node(below):
                parts = (below,)
            case plan.And(shapes) | plan.Or(shapes) | plan.Xone(shapes):
                parts = shapes
            case plan.Qualified(below, maximum=False):
                parts, nodes = (below,), sorted(values)[:_SHOWN]
        found = (each for node in nodes for part in parts for each in self.results_at(world, part, node))
        return sorted(found, key=order)

    def _conforming(self, world: World, constraint: plan.Constraint, value: Term | None) -> Iterable[Term]:
        """The shapes that a value conforms to, where that is what is wrong with it."""
        match constraint:
            case plan.Not(shape):
                return (shape,)
            case plan.Xone(shapes) if value is not None:
                return (shape for shape in shapes if self.conforms(world, shape, value))
            case _:
                return ()


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
