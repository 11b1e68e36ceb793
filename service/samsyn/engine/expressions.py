"""What a regular expression is: sets of characters in a row, in choices and repeated, whoever wrote it and however."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from samsyn.engine.characters import NONE, Ranges, overlap, union

#: a number that is as good as no bound
UNBOUNDED: Final = 10**9
_DOTTED: Final[Ranges] = ((0x69, 0x69), (0x130, 0x130))


class Node(Struct, frozen=True):
    """A part of an expression, with what can be said of the texts that it matches."""

    #: the characters that they begin with, where they have any
    begins: Ranges
    #: whether one of them may be empty
    empty: bool
    #: the most characters that one of them may have
    longest: int
    #: how many sets of characters there are in the part when its counts are written out
    size: int


class Characters(Node, frozen=True):
    """One character of a set."""

    ranges: Ranges


class Edge(Node, frozen=True):
    """The start or end of the text, or of a line of it."""

    end: bool
    of_line: bool


class Parts(Node, frozen=True):
    """One part after the other."""

    parts: tuple[Node, ...]


class Choice(Node, frozen=True):
    """One of several parts."""

    branches: tuple[Node, ...]


class Repeat(Node, frozen=True):
    """A part so many times, without end if there is no `most`."""

    part: Node
    least: int
    most: int | None


class Group(Node, frozen=True):
    """A part that a back-reference may name."""

    number: int
    part: Node


class Again(Node, frozen=True):
    """What a group matched, once more, in any case or in its own; nothing if it matched nothing."""

    number: int
    any_case: bool


def characters(ranges: Ranges) -> Node:
    """One character of a set."""
    return Characters(ranges, empty=False, longest=1, size=1, ranges=ranges)


def edge(*, end: bool, of_line: bool) -> Node:
    """The start or end of the text, or of a line of it."""
    return Edge(NONE, empty=True, longest=0, size=1, end=end, of_line=of_line)


def in_a_row(parts: Sequence[Node]) -> Parts:
    """One part after the other."""
    first = next((place for place, part in enumerate(parts) if not part.empty), len(parts))
    begins = union(*(part.begins for part in parts[: first + 1]))
    longest = min(UNBOUNDED, sum(part.longest for part in parts))
    size = min(UNBOUNDED, sum(part.size for part in parts))
    return Parts(begins, first == len(parts), longest, size, tuple(parts))


def choice(branches: Sequence[Node]) -> Node:
    """One of several parts."""
    begins = union(*(branch.begins for branch in branches))
    longest = max(branch.longest for branch in branches)
    size = min(UNBOUNDED, sum(branch.size for branch in branches))
    return Choice(begins, any(branch.empty for branch in branches), longest, size, tuple(branches))


def repeat(part: Node, least: int, most: int | None) -> Node:
    """A part so many times."""
    if part.longest == 0:  # what matches nothing but a place matches it once or as often as one likes
        least, most = min(least, 1), 1 if most is None else min(most, 1)
    longest = min(UNBOUNDED, part.longest * (UNBOUNDED if most is None else most))
    size = min(UNBOUNDED, part.size * max(least, most or 1))
    return Repeat(part.begins, least == 0 or part.empty, longest, size, part, least, most)


def group(number: int, part: Node) -> Group:
    """A part that a back-reference may name."""
    return Group(part.begins, part.empty, part.longest, part.size, number, part)


def again(named: Group, *, any_case: bool) -> Node:
    """What a group matched, once more."""
    # without regard to case re takes an I with a dot for an i, which no case mapping of Unicode does
    begins = union(named.begins, _DOTTED) if any_case and overlap(named.begins, _DOTTED) else named.begins
    return Again(begins, empty=True, longest=named.longest, size=named.size, number=named.number, any_case=any_case)


def every(node: Node) -> Iterator[Node]:
    """A part and all that it is made of."""
    yield node
    match node:
        case Parts(parts=inner) | Choice(branches=inner):
            for part in inner:
                yield from every(part)
        case Repeat(part=part) | Group(part=part):
            yield from every(part)
