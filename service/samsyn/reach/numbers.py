"""How bounds on numbers stand to each other, as axioms of OWL: a number is whatever compares with numbers."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import combinations
from math import ceil, floor
from typing import Final

from msgspec import Struct

from samsyn.engine import plan
from samsyn.engine.values import compare
from samsyn.reach.concept import Test
from samsyn.terms import XSD, Term, datatype, lexical, literal

_ZERO: Final = literal("0", datatype=XSD + "integer")
_INTEGERS: Final = frozenset(
    XSD + name
    for name in (
        "integer", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger", "long", "int",
        "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip
_FLOATS: Final = frozenset({XSD + "double", XSD + "float"})


class _Bound(Struct, frozen=True):
    """A bound with the name of its class: from below or not, the limit, whether the limit itself is in it."""

    name: str
    low: bool
    limit: Fraction
    closed: bool


class Bounds:
    """The bounds on numbers among some tests; `named` gives the name of the class of a test."""

    def __init__(self, tests: Iterable[Test], named: Callable[[object], str]) -> None:
        self._named = named
        self._types = [(each, each.constraint.datatype) for each in tests if isinstance(each.constraint, plan.Datatype)]
        self._bounds = [found for each in tests if (found := _bound(each, named))]

    def axioms(self) -> Iterator[str]:
        """What follows from one bound for the others, and for the types that are numbers."""
        if not self._bounds:
            return
        number = self._named("Number")
        yield from (f"SubClassOf({each.name} {number})" for each in self._bounds)
        for one, other in combinations(self._bounds, 2):
            yield from _alike(one, other) if one.low == other.low else _opposed(one, other, number)
        for test, kind in self._types:
            if kind in _INTEGERS or kind == XSD + "decimal":
                yield f"SubClassOf({self._named(test)} {number})"
            elif kind not in _FLOATS:
                yield f"DisjointClasses({self._named(test)} {number})"
            if kind in _INTEGERS:
                yield from self._gaps(self._named(test))

    def _gaps(self, whole: str) -> Iterator[str]:
        """Between two bounds with no whole number between them there is no integer, nor between two from one side."""
        for low in self._bounds:
            for high in self._bounds:
                if low.low and not high.low and _first(low) > _last(high):
                    yield f"SubClassOf(ObjectIntersectionOf({whole} {low.name} {high.name}) owl:Nothing)"
        for one in self._bounds:
            for other in self._bounds:
                if one.low == other.low and (_first(one) >= _first(other) if one.low else _last(one) <= _last(other)):
                    yield f"SubClassOf(ObjectIntersectionOf({whole} {one.name}) {other.name})"


def _bound(test: Test, named: Callable[[object], str]) -> _Bound | None:
    constraint = test.constraint
    if not isinstance(constraint, plan.Bound) or not _exact(constraint.limit):
        return None
    sign = constraint.sign
    return _Bound(named(test), sign[0] == ">", Fraction(lexical(constraint.limit)), len(sign) == 2)


def _exact(term: Term) -> bool:
    """Whether a term is a number that is told exactly."""
    return datatype(term) in _INTEGERS | {XSD + "decimal"} and compare(term, _ZERO) is not None


def _alike(one: _Bound, other: _Bound) -> Iterator[str]:
    """Two bounds from the same side: the stricter is within the looser."""
    sign = 1 if one.low else -1
    strict, strict_of_other = ((sign * each.limit, not each.closed) for each in (one, other))
    if strict >= strict_of_other:
        yield f"SubClassOf({one.name} {other.name})"
    if strict_of_other >= strict:
        yield f"SubClassOf({other.name} {one.name})"


def _opposed(one: _Bound, other: _Bound, number: str) -> Iterator[str]:
    """Bounds from two sides: apart, or together all numbers."""
    low, high = (one, other) if one.low else (other, one)
    if low.limit > high.limit or (low.limit == high.limit and not (low.closed and high.closed)):
        yield f"DisjointClasses({low.name} {high.name})"
    if low.limit < high.limit or (low.limit == high.limit and (low.closed or high.closed)):
        yield f"SubClassOf({number} ObjectUnionOf({low.name} {high.name}))"


def _first(low: _Bound) -> int:
    return ceil(low.limit) if low.closed else floor(low.limit) + 1


def _last(high: _Bound) -> int:
    return floor(high.limit) if high.closed else ceil(high.limit) - 1
