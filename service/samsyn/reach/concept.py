"""What a shape asks of a node, as a concept: the values that an OWL reasoner and a search for examples both read.

A concept is true of a node in a graph exactly where the node conforms to the shape (SHACL 4). Negation stands before
`OneOf`, `Test`, `Typed` and `Special` alone. Counts are over single steps wherever the path can be taken apart.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from samsyn.engine import plan
from samsyn.engine.paths import Alternative, Inverse, Path, Predicate, Repeat, Sequence, turned
from samsyn.terms import Term


class And(Struct, frozen=True):
    """All of some concepts; of none, true of everything."""

    parts: tuple["Concept", ...]


class Or(Struct, frozen=True):
    """One at least of some concepts; of none, true of nothing."""

    parts: tuple["Concept", ...]


class Not(Struct, frozen=True):
    """Whatever a concept is not true of."""

    part: "OneOf | Test | Typed | Special"


class OneOf(Struct, frozen=True):
    """Some terms, in the order of the list they stand in."""

    members: tuple[Term, ...]


class Test(Struct, frozen=True):
    """The terms that a constraint is true of, whatever the graph says of them."""

    constraint: plan.Constraint


class Typed(Struct, frozen=True):
    """The SHACL instances of a class (SHACL 4.1.1)."""

    cls: Term


class Least(Struct, frozen=True):
    """The nodes that have so many values of a concept at least on a path."""

    count: int
    path: Path
    part: "Concept"


class Most(Struct, frozen=True):
    """The nodes that have so many values of a concept at most on a path."""

    count: int
    path: Path
    part: "Concept"


class Special(Struct, frozen=True):
    """A constraint that nothing simpler stands for, on a path or on the node itself."""

    constraint: plan.Constraint
    path: Path | None


Concept = And | Or | Not | OneOf | Test | Typed | Least | Most | Special
TOP: Final = And(())
BOTTOM: Final = Or(())


def conj(parts: Iterable[Concept]) -> Concept:
    """All of some concepts, put together."""
    found: dict[Concept, None] = {}
    for part in parts:
        found.update(dict.fromkeys(part.parts if isinstance(part, And) else (part,)))
    if BOTTOM in found or any(negated(part) in found for part in found if isinstance(part, Not | Least)):
        return BOTTOM
    return next(iter(found)) if len(found) == 1 else And(tuple(found))


def disj(parts: Iterable[Concept]) -> Concept:
    """One of some concepts, put together."""
    found: dict[Concept, None] = {}
    for part in parts:
        found.update(dict.fromkeys(part.parts if isinstance(part, Or) else (part,)))
    if TOP in found:
        return TOP
    return next(iter(found)) if len(found) == 1 else Or(tuple(found))


def negated(concept: Concept) -> Concept:
    """Whatever a concept is not true of."""
    match concept:
        case And(parts):
            return disj(map(negated, parts))
        case Or(parts):
            return conj(map(negated, parts))
        case Not(part):
            return part
        case Least(count, path, part):
            return most(count - 1, path, part)
        case Most(count, path, part):
            return least(count + 1, path, part)
        case _:
            return Not(concept)


def least(count: int, path: Path, part: Concept) -> Concept:  # noqa: PLR0911 - one line for each sort of path
    """The nodes that have so many values at least, taken apart as far as it can be."""
    if count <= 0:
        return TOP
    if part == BOTTOM:
        return BOTTOM
    match path:
        case Sequence((first, *rest)) if count == 1 and rest:
            return least(1, first, least(1, _sequence(rest), part))
        case Sequence((only,)):
            return least(count, only, part)
        case Alternative(parts) if len(set(parts)) == 1:
            return least(count, parts[0], part)
        case Alternative(parts) if count == 1:
            return disj(least(1, each, part) for each in parts)
        case Repeat(inner, "?") if count == 1:
            return disj((part, least(1, inner, part)))
        case Inverse(inner) if not isinstance(inner, Predicate):
            return least(count, straight(path), part)
        case _:
            return Least(count, path, part)


def most(count: int, path: Path, part: Concept) -> Concept:  # noqa: PLR0911 - one line for each sort of path
    """The nodes that have so many values at most, taken apart as far as it can be."""
    if count < 0:
        return BOTTOM
    if part == BOTTOM:
        return TOP
    match path:
        case Sequence((first, *rest)) if count == 0 and rest:
            return most(0, first, least(1, _sequence(rest), part))
        case Sequence((only,)):
            return most(count, only, part)
        case Alternative(parts) if len(set(parts)) == 1:
            return most(count, parts[0], part)
        case Alternative(parts) if count == 0:
            return conj(most(0, each, part) for each in parts)
        case Repeat(inner, "?") if count == 0:
            return conj((negated(part), most(0, inner, part)))
        case Inverse(inner) if not isinstance(inner, Predicate):
            return most(count, straight(path), part)
        case _:
            return Most(count, path, part)


def _sequence(parts: list[Path]) -> Path:
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))


def straight(path: Path) -> Path:
    """The same path with inverses before predicates alone (SHACL 2.3.1.4)."""
    match path:
        case Predicate():
            return path
        case Inverse(inner):
            return turned(straight(inner))
        case Sequence(parts):
            return Sequence(tuple(map(straight, parts)))
        case Alternative(parts):
            return Alternative(tuple(map(straight, parts)))
        case Repeat(inner, sign):
            return Repeat(straight(inner), sign)


def simple(path: Path) -> bool:
    """Whether a path is one step, forward or back."""
    return isinstance(path, Predicate) or (isinstance(path, Inverse) and isinstance(path.path, Predicate))


def walked(concept: Concept) -> Iterator[Concept]:
    """A concept and all concepts in it that are counted step by step; what is counted beyond that is not entered."""
    yield concept
    match concept:
        case And(parts) | Or(parts):
            for part in parts:
                yield from walked(part)
        case Not(part):
            yield from walked(part)
        case Least(_, path, part) | Most(_, path, part) if simple(path):
            yield from walked(part)


def beyond(concept: Concept) -> tuple[Special | Least, ...]:
    """The parts of a concept that have no counterpart in OWL: constraints, and counts over paths of several steps."""
    found: dict[Special | Least, None] = {}
    for each in walked(concept):
        match each:
            case Special():
                found[each] = None
            case Least(count, path, part) | Most(count, path, part) if not simple(path):
                found[Least(count + isinstance(each, Most), path, part)] = None
    return tuple(found)
