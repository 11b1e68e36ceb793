"""From compiled shapes to concepts, constraint by constraint (SHACL 4)."""

from collections.abc import Iterator

from samsyn.engine import plan
from samsyn.engine.alone import alone
from samsyn.engine.paths import Path
from samsyn.engine.plan import Plan, Shape
from samsyn.reach.concept import (
    TOP,
    Concept,
    OneOf,
    Special,
    Test,
    Typed,
    conj,
    disj,
    least,
    most,
    negated,
)
from samsyn.terms import Term


class Concepts:
    """The concepts of the shapes of a plan, each made once; those of a severity that is left out ask for nothing."""

    def __init__(self, compiled: Plan, left_out: frozenset[Term] = frozenset()) -> None:
        self._plan, self._left_out = compiled, left_out
        self._made: dict[Term, Concept] = {}

    def of(self, term: Term) -> Concept:
        """What a shape asks of a node."""
        if term not in self._made:
            shape = self._plan.shapes[term]
            self._made[term] = (
                TOP if shape.deactivated or shape.severity in self._left_out else conj(self._of_shape(shape))
            )
        return self._made[term]

    def _of_shape(self, shape: Shape) -> Iterator[Concept]:
        for constraint in shape.constraints:
            whole = self._counted(constraint, shape.path)
            if whole is not None:
                yield whole
            elif shape.path is None:
                yield self._of_value(constraint)
            else:
                yield most(0, shape.path, negated(self._of_value(constraint)))

    def _counted(self, constraint: plan.Constraint, path: Path | None) -> Concept | None:
        """What is asked of all values of a path together; None of a constraint that is asked of each value."""
        match constraint:
            case plan.Equals() | plan.Disjoint() | plan.LessThan() | plan.UniqueLang() | plan.Asked():
                return Special(constraint, path)
            case plan.HasValue(value):
                return OneOf((value,)) if path is None else least(1, path, OneOf((value,)))
        if path is None:
            return None
        match constraint:
            case plan.MinCount(count):
                return least(count, path, TOP)
            case plan.MaxCount(count):
                return most(count, path, TOP)
            case plan.Qualified(shape, count, maximum, siblings):
                part = conj((self.of(shape), *(negated(self.of(each)) for each in siblings)))
                return most(count, path, part) if maximum else least(count, path, part)
            case _:
                return None

    def _of_value(self, constraint: plan.Constraint) -> Concept:
        """What is asked of one value."""
        match constraint:
            case plan.In(members):
                return OneOf(members)
            case plan.Class(cls):
                return Typed(cls)
            case plan.Not(shape):
                return negated(self.of(shape))
            case plan.And(shapes):
                return conj(map(self.of, shapes))
            case plan.Or(shapes):
                return disj(map(self.of, shapes))
            case plan.Xone(shapes):
                return disj(_alone([self.of(each) for each in shapes]))
            case plan.Node(shape) | plan.Property(shape):
                return self.of(shape)
            case _:
                return Test(constraint) if alone(constraint) else Special(constraint, None)


def _alone(parts: list[Concept]) -> Iterator[Concept]:
    """Each part without all others (SHACL 4.6.4)."""
    for index, part in enumerate(parts):
        yield conj((part, *(negated(each) for other, each in enumerate(parts) if other != index)))
