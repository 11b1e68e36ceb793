"""Shapes in the order of their references: each after those it refers to."""

from collections.abc import Iterable, Mapping
from typing import Final

from samsyn.engine.plan import And, Constraint, Node, Not, Or, Property, Qualified, Shape, Xone
from samsyn.engine.syntax import refuse
from samsyn.terms import Term

#: far deeper than any shapes that people write, and within what Python's stack holds
DEEPEST: Final = 200


def references(constraint: Constraint) -> tuple[Term, ...]:
    """The shapes that a constraint refers to."""
    match constraint:
        case Not(shape) | Node(shape) | Property(shape):
            return (shape,)
        case And(shapes) | Or(shapes) | Xone(shapes):
            return shapes
        case Qualified(shape, siblings=siblings):
            return (shape, *siblings)
        case _:
            return ()


def below(shape: Shape) -> tuple[Term, ...]:
    """The shapes that a shape refers to."""
    return tuple(each for constraint in shape.constraints for each in references(constraint))


def bottom_up(shapes: Mapping[Term, Shape], roots: Iterable[Term]) -> list[Term]:
    """The roots and all that they refer to, each after those it refers to.

    Raises BadShapes where a shape refers to itself (SHACL 3.4.3 leaves recursion undefined), or shapes are nested
    deeper than can be evaluated.
    """
    depths: dict[Term, int] = {}
    trail: set[Term] = set()
    todo = [(root, False) for root in roots]
    while todo:
        term, leaving = todo.pop()
        if leaving:
            trail.discard(term)
            depths[term] = 1 + max((depths[each] for each in below(shapes[term])), default=0)
            if depths[term] > DEEPEST:
                refuse(term, f"shapes are nested deeper than {DEEPEST}.", "Let fewer shapes refer to each other.")
        elif term in trail:
            refuse(term, "the shape refers to itself, by way of others or directly.", "Take the circle apart.")
        elif term not in depths:
            trail.add(term)
            todo.append((term, True))
            todo.extend((each, False) for each in below(shapes[term]))
    return list(depths)
