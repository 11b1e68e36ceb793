"""The truth tables of strong Kleene logic: shapes as functions of a world that tell true, false or not known.

What they are made of stands in `checks`; here it is put together so that what is cheap and what is false come first,
and so that what each property of a node is known to be is found out once.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from samsyn.engine import plan
from samsyn.engine.alone import Alone, alone, quick
from samsyn.engine.graph import NOTHING, UNSAID, Terms
from samsyn.engine.holding import remembered
from samsyn.engine.paths import Predicate
from samsyn.engine.plan import Shape
from samsyn.engine.truth import Check, Judge, Test, Truth
from samsyn.engine.walks import Walk
from samsyn.engine.world import Closes, World
from samsyn.terms import Term

_MANY: Final = 1 << 62


class Part(NamedTuple):
    """What a shape came to at a focus node: the values seen there, whether they are all known to be all."""

    shape: Term
    truth: Truth
    values: Terms
    closed: bool


class Below(NamedTuple):
    """A property shape as it stands below a node shape."""

    shape: Shape
    walk: Walk
    closes: Closes
    judge: Judge


def judge(checks: Sequence[Check]) -> Judge:
    """What the constraints of one shape say of its values, all together."""
    least, most, universal = 0, _MANY, False
    fast: list[Alone] = []
    slow: list[Alone] = []
    classes: list[tuple[Term, Judge]] = []
    others: list[Judge] = []
    for check in checks:
        test = alone(check.constraint)
        match check.constraint:
            case plan.MinCount(count):
                least = count
            case plan.MaxCount(count):
                most, universal = count, True
            case plan.Class(cls):
                classes.append((cls, check.judge))
            case _ if test:
                (fast if quick(check.constraint) else slow).append(test)
            case _:
                others.append(check.judge)
    universal = universal or bool(fast or slow or classes)
    known, passes = remembered(slow)

    def judged(world: World, focus: Term, values: Terms, closed: bool) -> Truth:  # noqa: PLR0912 - one for each sort
        outcome: Truth = True if closed or not universal else None
        count = len(values)
        if count > most:
            return False
        if count < least:
            if closed:
                return False
            outcome = None
        for test in fast:
            for value in values:
                if not test(value):
                    return False
        if slow:
            for value in values:
                if value not in known and not passes(value):
                    return False
        for cls, full in classes:
            if not world.graph.members_of(cls).issuperset(values):
                found = full(world, focus, values, closed)
                if found is False:
                    return False
                outcome = None
        for each in others:
            found = each(world, focus, values, closed)
            if found is False:
                return False
            if found is None:
                outcome = None
        return outcome

    return judged


def thorough(checks: Sequence[Check]) -> Judge:
    """The same, every constraint judged whatever the others say, since a query in one may fail."""

    def judged(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        found = [check.judge(world, focus, values, closed) for check in checks]
        return False if False in found else (None if None in found else True)

    return judged


def at_path(reach: Walk, closes: Closes, judged: Judge) -> Test:
    """What a property shape says of a node."""

    def conforms(world: World, node: Term) -> Truth:
        closed = world.everything or closes(world, node)
        return judged(world, node, reach(world.graph, node), closed)

    return conforms


def at_itself(judged: Judge) -> Test:
    """What a shape says of a node by constraints on the node itself."""
    return lambda world, node: judged(world, node, (node,), True)


def once(conforms: Test) -> Test:
    """The same function, asked once for each node of a world: shapes that share their parts cost what they are."""

    def remembered(world: World, node: Term) -> Truth:
        told = world.memo.get(conforms)
        if told is None:
            told = world.memo[conforms] = {}
        if node not in told:
            told[node] = conforms(world, node)
        return told[node]

    return remembered


class AtNode:
    """What a node shape says of a node, by its property shapes and by its own constraints."""

    def __init__(self, shape: Shape, below: Iterable[Below], own: Judge | None) -> None:
        self._shape = shape
        parts = tuple(below)
        self._near = tuple(
            (e.shape.path.iri, e.judge, e.shape.id) for e in parts if isinstance(e.shape.path, Predicate)
        )
        self._far = tuple(each for each in parts if not isinstance(each.shape.path, Predicate))
        self._own = own

    def conforms(self, world: World, node: Term) -> Truth:
        """Whether a node conforms; nothing more is looked at once it does not."""
        outcome: Truth = True
        graph = world.graph
        said = graph.out.get(node, UNSAID)
        known, single = world.known(node, said), world.single
        for predicate, judged, _ in self._near:
            values = said.get(predicate, NOTHING)
            closed = known is None or predicate in known or (bool(values) and predicate in single)
            found = judged(world, node, values, closed)
            if found is False:
                return False
            if found is None:
                outcome = None
        for each in self._far:
            closed = world.everything or each.closes(world, node)
            found = each.judge(world, node, each.walk(graph, node), closed)
            if found is False:
                return False
            if found is None:
                outcome = None
        if self._own:
            found = self._own(world, node, (node,), True)
            outcome = outcome and found if found is not False else False
        return outcome

    def parts(self, world: World, node: Term) -> tuple[Truth, list[Part]]:
        """Whether a node conforms, and each part by which it does not, or is not known to."""
        found: list[Part] = []
        graph = world.graph
        said = graph.out.get(node, UNSAID)
        known, single = world.known(node, said), world.single
        outcome: Truth = True
        for predicate, judged, term in self._near:
            values = said.get(predicate, NOTHING)
            closed = known is None or predicate in known or (bool(values) and predicate in single)
            truth = judged(world, node, values, closed)
            if truth is not True:
                found.append(Part(term, truth, values, closed))
                outcome = truth if outcome else False if truth is False else outcome
        for each in self._far:
            closed = world.everything or each.closes(world, node)
            reached = each.walk(graph, node)
            truth = each.judge(world, node, reached, closed)
            if truth is not True:
                found.append(Part(each.shape.id, truth, reached, closed))
                outcome = truth if outcome else False if truth is False else outcome
        if self._own:
            truth = self._own(world, node, (node,), True)
            if truth is not True:
                found.append(Part(self._shape.id, truth, (node,), True))
                outcome = truth if outcome else False if truth is False else outcome
        return outcome, found
