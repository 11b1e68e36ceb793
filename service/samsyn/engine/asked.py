"""The checks of constraints by query (SHACL 5, 6)."""

from collections.abc import Iterable

from samsyn.engine import plan
from samsyn.engine.asks import holds, solutions
from samsyn.engine.graph import Terms
from samsyn.engine.truth import Binding, Culprits, Judge, Truth, once
from samsyn.engine.world import World
from samsyn.terms import Term


def selected(constraint: plan.Asked, binding: Binding) -> tuple[Judge, Culprits]:
    """False where there is a solution: in an open world only if no more that is stated can take it away."""

    def judge(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        if not (world.everything or constraint.query.monotone):
            return None
        if solutions(binding.asks(world.graph), constraint, focus):
            return False
        return True if world.everything else None

    return once(judge)


def asked_of_each(constraint: plan.Asked, binding: Binding) -> tuple[Judge, Culprits]:
    """True of a value where the answer is yes: in an open world only if no more that is stated can turn it."""

    def judged(world: World, focus: Term, value: Term) -> Truth:
        if not (world.everything or constraint.query.monotone):
            return None
        if holds(binding.asks(world.graph), constraint, focus, value):
            return True
        return False if world.everything else None

    def judge(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        found = [judged(world, focus, value) for value in values]
        return False if False in found else (True if closed and None not in found else None)

    def culprits(world: World, focus: Term, values: Terms) -> Iterable[Term | None]:
        return [value for value in values if judged(world, focus, value) is False]

    return judge, culprits
