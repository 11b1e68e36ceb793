"""What a check is made of. Truth is strong Kleene logic: True, False, or None for not known.

In a closed world None does not come about.
"""

from collections.abc import Callable, Iterable

from msgspec import Struct

from samsyn.engine import plan
from samsyn.engine.asks import Asks
from samsyn.engine.graph import Graph, Terms
from samsyn.engine.paths import Path, Predicate
from samsyn.engine.plan import Plan
from samsyn.engine.world import World
from samsyn.terms import Term

Truth = bool | None
#: the truth of something at one value
Test = Callable[[World, Term], Truth]
#: the truth of a constraint at a focus node with its values, of which all are known or not
Judge = Callable[[World, Term, Terms, bool], Truth]
#: the values for which a constraint is false; None stands for the focus node itself
Culprits = Callable[[World, Term, Terms], Iterable[Term | None]]


class Check(Struct, frozen=True):
    """A constraint as functions; `test` is there where it is judged value by value."""

    constraint: plan.Constraint
    judge: Judge
    culprits: Culprits
    test: Test | None = None


class Binding(Struct, frozen=True):
    """What a check needs to know of its surroundings.

    That is the plan, the tests of shapes, the path it stands on, what can be asked about a graph, and the shapes in
    which a query may fail: of those all is evaluated, since a failure is one wherever it comes about (SHACL 3.4.1).
    """

    plan: Plan
    conforms: Callable[[Term], Test]
    path: Path | None
    asks: Callable[[Graph], Asks]
    thorough: frozenset[Term]

    @property
    def predicate(self) -> Term | None:
        """The predicate of the path, where the path is one."""
        return self.path.iri if isinstance(self.path, Predicate) else None


def once(judge: Judge) -> tuple[Judge, Culprits]:
    """A judgement on the set as a whole, reported once."""

    def culprits(world: World, focus: Term, values: Terms) -> Iterable[Term | None]:
        return (None,) if judge(world, focus, values, True) is False else ()

    return judge, culprits


def negated(truth: Truth) -> Truth:
    """Not, in strong Kleene logic."""
    return None if truth is None else not truth
