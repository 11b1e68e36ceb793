"""A concept as the search reads it: single steps alone, and for what is beyond them something that is enough.

What comes out asks for as much as the concept or for more, except where a constraint looks at more than one value: a
search hopes that it holds, and the validator tells whether it does.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from samsyn.engine import plan
from samsyn.engine.paths import Alternative, Path, Predicate, Repeat, Sequence
from samsyn.reach.concept import (
    BOTTOM,
    TOP,
    And,
    Concept,
    Least,
    Most,
    Not,
    OneOf,
    Or,
    Special,
    Test,
    conj,
    disj,
    least,
    most,
    negated,
    simple,
)
from samsyn.terms import RDFS, XSD, Term, iri, literal

_DEEP: Final = 2
_STRAY: Final = Predicate(iri(RDFS + "seeAlso"))


@lru_cache(maxsize=65536)
def sketch(concept: Concept) -> Concept:
    """The concept with single steps alone."""
    match concept:
        case And(parts):
            return conj(map(sketch, parts))
        case Or(parts):
            return disj(map(sketch, parts))
        case Least(count, path, part):
            inner = sketch(part)
            return least(count, path, inner) if simple(path) else sketch(_least(count, path, inner))
        case Most(count, path, part):
            inner = negated(sketch(negated(part)))
            return most(count, path, inner) if simple(path) else sketch(_most(count, path, inner))
        case Special():
            return TOP
        case Not(Special() as special):
            return sketch(_broken(special))
        case _:
            return concept


def _least(count: int, path: Path, part: Concept) -> Concept:
    """Enough for so many values on a path of several steps."""
    match path:
        case Sequence((first, *rest)):
            after = Sequence(tuple(rest))
            return disj((least(1, first, least(count, after, part)), least(count, first, least(1, after, part))))
        case Alternative(parts):
            return disj((*(least(count, each, part) for each in parts), *_shared(count, parts, part)))
        case Repeat(inner, "?"):
            return disj((conj((part, least(count - 1, inner, part))), least(count, inner, part)))
        case Repeat(inner, "*"):
            return disj((conj((part, least(count - 1, inner, part))), _deep(count, inner, part)))
        case Repeat(inner):
            return _deep(count, inner, part)
        case _:
            return BOTTOM


def _shared(count: int, parts: tuple[Path, ...], part: Concept) -> Iterator[Concept]:
    """The values shared out over two of several paths."""
    for one, first in enumerate(parts):
        for second in parts[one + 1 :]:
            for some in range(1, count):
                yield conj((least(some, first, part), least(count - some, second, part)))


def _deep(count: int, inner: Path, part: Concept) -> Concept:
    """So many values after one step or a few."""
    ways = [least(count, inner, part)]
    for _ in range(_DEEP):
        ways.append(least(1, inner, ways[-1]))
    return disj(ways)


def _most(count: int, path: Path, part: Concept) -> Concept:
    """Enough for so many values at most on a path of several steps."""
    match path:
        case Sequence((first, *rest)):
            behind = Sequence(tuple(rest))
            few = conj((most(1, first, TOP), most(0, first, least(count + 1, behind, part))))
            return disj((most(0, path, part), few))
        case Alternative(parts):
            return disj(
                conj(most(count if index == other else 0, each, part) for other, each in enumerate(parts))
                for index in range(len(parts))
            )
        case Repeat(inner, sign):
            before = TOP if sign == "+" or count else negated(part)
            after = most(count if sign == "+" or not count else count - 1, inner, part)
            return conj((before, after, TOP if sign == "?" else most(0, inner, least(1, inner, TOP))))
        case _:
            return BOTTOM


def _broken(special: Special) -> Concept:
    """Enough to break a constraint that looks at several values."""
    path = special.path
    match special.constraint:
        case plan.Closed(allowed):
            return BOTTOM if _STRAY.iri in allowed else least(1, _STRAY, TOP)
        case plan.Equals(other) if path is not None:
            own, theirs = path, Predicate(other)
            return disj(
                (
                    conj((least(1, own, TOP), most(0, theirs, TOP))),
                    conj((most(0, own, TOP), least(1, theirs, TOP))),
                    conj((least(1, own, _number(1)), least(1, theirs, _number(2)), most(1, theirs, TOP))),
                )
            )
        case plan.Disjoint(other) if path is not None:
            return conj((least(1, path, _number(1)), least(1, Predicate(other), _number(1))))
        case plan.LessThan(other) if path is not None:
            return conj((least(1, path, _number(2)), least(1, Predicate(other), _number(1))))
        case plan.UniqueLang() if path is not None:
            return least(2, path, Test(plan.LanguageIn(("sv",))))
        case _:
            return BOTTOM


def _number(number: int) -> OneOf:
    found: Term = literal(str(number), datatype=XSD + "integer")
    return OneOf((found,))
