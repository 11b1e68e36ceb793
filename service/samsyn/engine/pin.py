"""What a shape pins: the values of a predicate without one of which a node cannot conform."""

from collections.abc import Iterable, Mapping
from functools import reduce

from samsyn.engine.paths import Predicate
from samsyn.engine.plan import And, Constraint, HasValue, In, MinCount, Node, Or, Pins, Property, Shape
from samsyn.terms import Term

_Set = frozenset[Term]
#: for each shape the set that every node conforming to it is in, None where there is no such set
_Sets = dict[Term, _Set | None]


def pins(shapes: Mapping[Term, Shape]) -> dict[Term, Pins]:
    """For each shape, the predicates it pins and the values it pins them to; `shapes` come as `order` puts them."""
    found: dict[Term, Pins] = {}
    sets: _Sets = {}
    for term, shape in shapes.items():
        own = (
            None
            if shape.deactivated
            else _intersection(_of_value(constraint, shape, sets) for constraint in shape.constraints)
        )
        sets[term] = own if shape.path is None else None
        found[term] = {} if shape.deactivated else _of_shape(shape, own, found)
    return found


def _of_shape(shape: Shape, own: _Set | None, found: Mapping[Term, Pins]) -> Pins:
    if shape.path is None:
        return _merged(_of_constraint(constraint, found) for constraint in shape.constraints)
    sets = [frozenset({constraint.value}) for constraint in shape.constraints if isinstance(constraint, HasValue)]
    if own is not None and any(isinstance(each, MinCount) and each.count for each in shape.constraints):
        sets.append(own)
    pinned = _intersection(sets)
    return {shape.path.iri: pinned} if pinned is not None and isinstance(shape.path, Predicate) else {}


def _of_constraint(constraint: Constraint, found: Mapping[Term, Pins]) -> Pins:
    match constraint:
        case Property(below) | Node(below):
            return found[below]
        case And(parts):
            return _merged(found[part] for part in parts)
        case Or(parts) if parts:
            every = [found[part] for part in parts]
            shared = set(every[0]).intersection(*every)
            return {predicate: frozenset().union(*(each[predicate] for each in every)) for predicate in shared}
        case _:
            return {}


def _of_value(constraint: Constraint, shape: Shape, sets: _Sets) -> _Set | None:
    """The set that each value of a shape must be in by one constraint."""
    match constraint:
        case In(members):
            return frozenset(members)
        case HasValue(value) if shape.path is None:
            return frozenset({value})
        case Node(below):
            return sets[below]
        case And(parts):
            return _intersection(sets[part] for part in parts)
        case Or(parts) if parts:
            every = [sets[part] for part in parts]
            return None if None in every else frozenset().union(*(each for each in every if each is not None))
        case _:
            return None


def _merged(every: Iterable[Pins]) -> Pins:
    pinned: dict[Term, _Set] = {}
    for each in every:
        for predicate, values in each.items():
            pinned[predicate] = pinned[predicate] & values if predicate in pinned else values
    return pinned


def _intersection(every: Iterable[_Set | None]) -> _Set | None:
    """What is in all of the sets that there are; None where there are none."""
    sets = [each for each in every if each is not None]
    return reduce(frozenset.__and__, sets) if sets else None
