"""What a report tells of broken shapes: their results, and those of their parts as details (SHACL 3.4, 3.6.2.4).

What one shape comes to at one node is one thing: as a detail it is made once, and shared by all that it explains.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from samsyn.engine import plan
from samsyn.engine.asks import Asks, solutions
from samsyn.engine.bound import BoundShape
from samsyn.engine.closed import Closed
from samsyn.engine.graph import Graph, Terms
from samsyn.engine.paths import short
from samsyn.engine.results import of_solution, of_value, order
from samsyn.engine.syntax import named
from samsyn.engine.truth import Check
from samsyn.engine.world import World
from samsyn.errors import EvaluationFailure, Swedish
from samsyn.model import Result
from samsyn.terms import Term

#: how many values are told of one by one where too few of them conform
_SHOWN: Final = 20
#: each way in which property shapes lead to a node gives results of its own: more than any shapes that people write
_MOST_WAYS: Final = 100_000


class Telling:
    """The results of shapes that are `bound`; `closed` knows which of them are broken, save for the `thorough` ones."""

    def __init__(
        self,
        bound: Callable[[Term], BoundShape],
        closed: Closed,
        thorough: frozenset[Term],
        asks: Callable[[Graph], Asks],
    ) -> None:
        self._bound = bound
        self._closed = closed
        self._thorough = thorough
        self._asks = asks

    def results(
        self,
        world: World,
        term: Term,
        focus: Term,
        own: frozenset[plan.Constraint] | None = None,
        ways: Counter[tuple[Term, Term]] | None = None,
    ) -> Iterator[Result]:
        """The results of one shape at one node; of some of its constraints where they are named.

        Raises EvaluationFailure where `ways` counts too many to one node.
        """
        bound, ways = self._bound(term), Counter() if ways is None else ways
        values = bound.values(world, focus)
        for each in bound.checks:
            if own is not None and each.constraint not in own:
                continue
            if not isinstance(each.constraint, plan.Property):
                yield from self._of_check(world, bound, each, focus, values)
                continue
            below = each.constraint.shape
            for value in self._broken(world, below, values):
                ways[below, value] += 1
                if ways[below, value] > _MOST_WAYS:
                    raise _too_many_ways(below, focus, value)
                yield from self.results(world, below, value, None, ways)

    def details(self, world: World, term: Term, focus: Term) -> tuple[Result, ...]:
        """The same results, each once, whatever they explain."""
        found: tuple[Result, ...] | None = world.told.get((self, term, focus))
        if found is not None:
            return found
        bound, each_once = self._bound(term), dict[int, Result]()
        values = bound.values(world, focus)
        for check in bound.checks:
            if isinstance(check.constraint, plan.Property):
                below = check.constraint.shape
                for value in self._broken(world, below, values):
                    each_once.update((id(each), each) for each in self.details(world, below, value))
            else:
                for each in self._of_check(world, bound, check, focus, values):
                    each_once[id(each)] = each
        found = world.told[self, term, focus] = tuple(each_once.values())
        return found

    def _broken(self, world: World, term: Term, values: Terms) -> Terms:
        """The values that a shape has something to say of."""
        if term in self._thorough:  # its queries are put once, when its results are told
            return values
        conforms = self._closed.conforms(term)
        return [value for value in values if not conforms(world.graph, value)]

    def _of_check(self, world: World, bound: BoundShape, check: Check, focus: Term, values: Terms) -> Iterator[Result]:
        """The results of one constraint that is none by sh:property."""
        shape, constraint = bound.shape, check.constraint
        if isinstance(constraint, plan.Closed):
            for path, stray in (pair for value in values for pair in world.graph.besides(value, constraint.allowed)):
                found = of_value(shape, constraint, focus, stray, values)
                yield replace(found, path=path, path_text=short(path), path_triples=())
        elif isinstance(constraint, plan.Asked) and constraint.query.form == "SELECT":
            for solution in solutions(self._asks(world.graph), constraint, focus):
                yield of_solution(shape, constraint, focus, solution)
        else:
            for culprit in check.culprits(world, focus, values):
                found = of_value(shape, constraint, focus, culprit, values)
                detail = self._detail(world, constraint, culprit, values)
                conforming = tuple(self._conforming(world, constraint, culprit))
                yield replace(found, detail=detail, conforming=conforming) if detail or conforming else found

    def _detail(
        self, world: World, constraint: plan.Constraint, value: Term | None, values: Terms
    ) -> tuple[Result, ...]:
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
        found: dict[int, Result] = {}
        for node in nodes:
            for part in parts:
                found.update((id(each), each) for each in self.details(world, part, node))
        return tuple(sorted(found.values(), key=order))

    def _conforming(self, world: World, constraint: plan.Constraint, value: Term | None) -> Iterable[Term]:
        """The shapes that a value conforms to, where that is what is wrong with it."""
        match constraint:
            case plan.Not(shape):
                return (shape,)
            case plan.Xone(shapes) if value is not None:
                return (shape for shape in shapes if self._bound(shape).conforms(world, value))
            case _:
                return ()


def _too_many_ways(term: Term, focus: Term, value: Term) -> EvaluationFailure:
    start, end = short(focus), short(value)
    error = EvaluationFailure(
        f"In {named(term)}: property shapes lead from {start} to {end} in more than {_MOST_WAYS:,} ways, each with "
        "results.",
        advice="Let fewer property shapes refer to the same ones.",
        sv=Swedish(
            f"I {named(term, 'sv')}: regler om egenskaper leder från {start} till {end} på fler än {_MOST_WAYS} sätt, "
            "vart och ett med resultat.",
            "Låt färre regler hänvisa till samma.",
        ),
    )
    error.shape = term
    return error
