"""Which parts of a level to mend so that a centre reaches it: the smallest sets, over all that counts together."""

from collections.abc import Iterable
from functools import reduce
from typing import Final

from samsyn.engine import Rules, World, plan
from samsyn.terms import Term

#: shapes to mend together
Parts = frozenset[Term]
#: how many sets are looked at for one shape, the smallest first
_MOST: Final = 200
_NOTHING: Final[Parts] = frozenset()


def ways(rules: Rules, world: World, term: Term, focus: Term) -> tuple[Parts, ...]:
    """The sets of parts that make a node conform to a shape once each of them is mended; none where no part can."""
    if rules.conforms(world, term, focus) is True:
        return (_NOTHING,)
    shape = rules.plan.shapes[term]
    if shape.path is not None:
        return (frozenset({term}),)
    found: list[tuple[Parts, ...]] = []
    for constraint in shape.constraints:
        match constraint:
            case plan.And(shapes):
                found += [ways(rules, world, each, focus) for each in shapes]
            case plan.Or(shapes) | plan.Xone(shapes):
                found.append(smallest(way for each in shapes for way in ways(rules, world, each, focus)))
            case plan.Node(each) | plan.Property(each):
                found.append(ways(rules, world, each, focus))
            case _:
                return (frozenset({term}),)
    return together(found)


def together(every: Iterable[tuple[Parts, ...]]) -> tuple[Parts, ...]:
    """One way out of each of several, put together in all manners."""
    start: tuple[Parts, ...] = (_NOTHING,)
    return reduce(lambda some, more: smallest(one | other for one in some for other in more), every, start)


def smallest(found: Iterable[Parts]) -> tuple[Parts, ...]:
    """The sets that hold no other, the smallest first, as many as are looked at."""
    kept: list[Parts] = []
    for each in sorted(set(found), key=lambda parts: (len(parts), sorted(parts))):
        if not any(other <= each for other in kept):
            kept.append(each)
        if len(kept) == _MOST:
            break
    return tuple(kept)
