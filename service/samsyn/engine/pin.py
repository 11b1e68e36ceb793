"""What a shape pins: the values of a predicate without one of which a node cannot conform."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce

from samsyn.engine.paths import Predicate
from samsyn.engine.plan import And, Constraint, HasValue, In, MinCount, Node, Or, Pins, Property, Shape
from samsyn.terms import Term

_Set = frozenset[Term]


def pins(shapes: Mapping[Term, Shape]) -> dict[Term, Pins]:
    """For each shape, the predicates it pins and the values it pins them to (without recursion among shapes)."""
    found: dict[Term, dict[Term, _Set]] = {}

    def of(term: Term) -> dict[Term, _Set]:
        if term not in found:
            found[term] = {}
            found[term] = _of_shape(shapes, shapes[term], of)
        return found[term]

    for term in shapes:
        of(term)
    return dict(found)


def _of_shape(shapes: Mapping[Term, Shape], shape: Shape, of: Callable[[Term], dict[Term, _Set]]) -> dict[Term, _Set]:
    if shape.deactivated:
        return {}
    if shape.path is not None:
        own = _of_path(shapes, shape)
        return {shape.path.iri: own} if own is not None and isinstance(shape.path, Predicate) else {}
    pinned: dict[Term, _Set] = {}
    for constraint in shape.constraints:
        for predicate, values in _of_constraint(constraint, of).items():
            pinned[predicate] = pinned[predicate] & values if predicate in pinned else values
    return pinned


def _of_constraint(constraint: Constraint, of: Callable[[Term], dict[Term, _Set]]) -> dict[Term, _Set]:
    match constraint:
        case Property(below) | Node(below):
            return of(below)
        case And(parts):
            return _intersected(of(part) for part in parts)
        case Or(parts) if parts:
            every = [of(part) for part in parts]
            shared = set(every[0]).intersection(*every)
            return {predicate: frozenset().union(*(each[predicate] for each in every)) for predicate in shared}
        case _:
            return {}


def _intersected(every: Iterable[dict[Term, _Set]]) -> dict[Term, _Set]:
    pinned: dict[Term, _Set] = {}
    for each in every:
        for predicate, values in each.items():
            pinned[predicate] = pinned[predicate] & values if predicate in pinned else values
    return pinned


def _of_path(shapes: Mapping[Term, Shape], shape: Shape) -> _Set | None:
    """What a property shape pins its own path to."""
    sets = [frozenset({constraint.value}) for constraint in shape.constraints if isinstance(constraint, HasValue)]
    if any(isinstance(constraint, MinCount) and constraint.count for constraint in shape.constraints):
        each = _of_values(shapes, shape)
        if each is not None:
            sets.append(each)
    return reduce(frozenset.__and__, sets) if sets else None


def _of_values(shapes: Mapping[Term, Shape], shape: Shape) -> _Set | None:
    """The set that each value of a shape must be in; None where there is no such set."""
    sets = [found for constraint in shape.constraints if (found := _of_value(shapes, shape, constraint)) is not None]
    return reduce(frozenset.__and__, sets) if sets else None


def _of_value(shapes: Mapping[Term, Shape], shape: Shape, constraint: Constraint) -> _Set | None:
    match constraint:
        case In(members):
            return frozenset(members)
        case HasValue(value) if shape.path is None:
            return frozenset({value})
        case Node(below):
            return _below(shapes, below)
        case And(parts):
            sets = [found for part in parts if (found := _below(shapes, part)) is not None]
            return reduce(frozenset.__and__, sets) if sets else None
        case Or(parts) if parts:
            united = [_below(shapes, part) for part in parts]
            return None if None in united else frozenset().union(*(each for each in united if each is not None))
        case _:
            return None


def _below(shapes: Mapping[Term, Shape], term: Term) -> _Set | None:
    shape = shapes[term]
    return None if shape.deactivated or shape.path is not None else _of_values(shapes, shape)
