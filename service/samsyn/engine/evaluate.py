"""Evaluating a plan over a world: results where it is closed (SHACL 3.4), truth where it is open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from samsyn.engine import plan
from samsyn.engine.checks import check
from samsyn.engine.graph import Graph, Terms
from samsyn.engine.messages import computed
from samsyn.engine.order import bottom_up
from samsyn.engine.paths import Walk, walk, written
from samsyn.engine.plan import Plan, Shape
from samsyn.engine.truth import Binding, Check, Test, Truth
from samsyn.engine.world import Closes, World, closes
from samsyn.errors import EvaluationFailure
from samsyn.model import Result
from samsyn.terms import Term, address, is_iri


@dataclass(frozen=True, slots=True)
class BoundShape:
    """A shape as functions: how to reach its values, whether they are all known, and its checks."""

    shape: Shape
    walk: Walk | None
    closes: Closes | None
    checks: tuple[Check, ...]

    def values(self, world: World, focus: Term) -> Terms:
        """The value nodes of the shape at a focus node (SHACL 3.4.1)."""
        return self.walk(world.graph, focus) if self.walk else {focus: None}

    def closed(self, world: World, focus: Term) -> bool:
        """Whether all value nodes are known."""
        return self.closes is None or world.everything or self.closes(world, focus)

    def conforms(self, world: World, focus: Term) -> Truth:
        """Whether a node conforms to the shape."""
        values = self.walk(world.graph, focus) if self.walk else {focus: None}
        closed = self.closes is None or world.everything or self.closes(world, focus)
        outcome: Truth = True
        for each in self.checks:
            found = each.judge(world, focus, values, closed)
            if found is False:
                return False
            if found is None:
                outcome = None
        return outcome


class Rules:
    """Compiled shapes, ready to evaluate. Immutable; what is pickled is the plan alone."""

    def __init__(self, compiled: Plan) -> None:
        self.plan = compiled
        self._bound: dict[Term, BoundShape] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return Rules, (self.plan,)

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
        binding = Binding(self.plan, self.test, shape.path)
        return BoundShape(
            shape,
            walk(shape.path) if shape.path else None,
            closes(shape.path) if shape.path else None,
            () if shape.deactivated else tuple(check(constraint, binding) for constraint in shape.constraints),
        )

    def test(self, term: Term) -> Test:
        """The function that tells whether a node conforms to a shape."""
        return self.bound(term).conforms

    def conforms(self, world: World, term: Term, node: Term) -> Truth:
        """Whether a node conforms to a shape: True, False, or None where it is not known."""
        return self.bound(term).conforms(world, node)

    @cached_property
    def targeted(self) -> tuple[Shape, ...]:
        """The active shapes that have targets."""
        return self.plan.targeted()

    def focus_nodes(self, graph: Graph, shape: Shape) -> dict[Term, None]:
        """The target nodes of a shape in a graph (SHACL 2.1.3)."""
        found: dict[Term, None] = {}
        for target in shape.targets:
            found |= dict.fromkeys(_targets(graph, target))
        return found

    def results(self, graph: Graph) -> tuple[Result, ...]:
        """All validation results of a graph, closed world, in a fixed order; empty where it conforms.

        Raises EvaluationFailure where it is called so deep in Python's stack that the shapes do not fit in the rest.
        """
        world = World(graph)
        try:
            found = [
                result
                for shape in self.targeted
                for focus in self.focus_nodes(graph, shape)
                for result in self.results_at(world, shape.id, focus)
            ]
        except RecursionError as error:
            raise EvaluationFailure("The shapes are nested too deep for the room that is left.") from error
        return tuple(sorted(found, key=_order))

    def results_at(self, world: World, term: Term, focus: Term) -> Iterator[Result]:
        """The results of one shape at one node."""
        bound = self.bound(term)
        values = bound.values(world, focus)
        for each in bound.checks:
            if isinstance(each.constraint, plan.Property):
                for value in values:
                    yield from self.results_at(world, each.constraint.shape, value)
                continue
            if isinstance(each.constraint, plan.Closed):
                allowed = each.constraint.allowed
                for path, stray in (pair for value in values for pair in world.graph.besides(value, allowed)):
                    yield replace(self._result(world, bound.shape, each, focus, stray), path=path, path_triples=())
                continue
            for culprit in each.culprits(world, focus, values):
                yield self._result(world, bound.shape, each, focus, culprit)

    def _result(self, world: World, shape: Shape, failed: Check, focus: Term, value: Term | None) -> Result:
        return Result(
            focus=focus,
            component=failed.constraint.component,
            shape=shape.id,
            severity=address(shape.severity),
            path=shape.path_term,
            path_text=written(shape.path) if shape.path else None,
            value=value,
            messages=shape.messages or (computed(failed.constraint, value),),
            path_triples=shape.path_triples,
            detail=tuple(self._detail(world, failed.constraint, value)) if value is not None else (),
        )

    def _detail(self, world: World, constraint: plan.Constraint, value: Term) -> Iterable[Result]:
        """The results of the parts that made a result come about (SHACL 3.6.2.4)."""
        match constraint:
            case plan.Node(below):
                parts: tuple[Term, ...] = (below,)
            case plan.And(shapes) | plan.Or(shapes) | plan.Xone(shapes):
                parts = shapes
            case _:
                parts = ()
        return sorted((found for part in parts for found in self.results_at(world, part, value)), key=_order)


def _targets(graph: Graph, target: plan.Target) -> Iterable[Term]:
    match target.kind:
        case "node":
            return (target.term,)
        case "class":
            return graph.instances(target.term)
        case "subjectsOf":
            return (node for node, said in graph.out.items() if target.term in said)
        case _:
            return (value for said in graph.out.values() for value in said.get(target.term, ()))


def _order(result: Result) -> tuple[str, str, str, str, str]:
    path = result.path if result.path and is_iri(result.path) else ""
    return result.focus, result.shape, path, result.component, result.value or ""
