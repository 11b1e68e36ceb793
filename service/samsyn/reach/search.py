"""The search for the smallest node that a concept is true of: what must be stated of it, and of what it points to.

Alternatives are tried by size, the smallest first (best-first over the choices that are left); values asked for on one
path are put together wherever one node can be all of them. The bound is on the number of choices looked at.
"""

from collections.abc import Iterable, Iterator, Mapping
from heapq import heappop, heappush
from itertools import count as numbers
from typing import Final

from msgspec import Struct

from samsyn.engine.graph import TYPE
from samsyn.engine.paths import Inverse, Path, Predicate, turned
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
    Test,
    Typed,
    conj,
    negated,
)
from samsyn.reach.invent import FRESH, Hints, candidates, fits
from samsyn.reach.node import Node
from samsyn.reach.sketch import sketch
from samsyn.terms import RDFS, Term, iri

#: how many choices a search looks at before it gives up
ROOM: Final = 20_000
_LABEL: Final = Predicate(iri(RDFS + "label"))
Concepts = tuple[Concept, ...]


class Background(Struct, frozen=True):
    """What every well-formed description keeps to: of the values of a predicate, of its subjects, of a class."""

    objects: Mapping[Term, Concept]
    subjects: Mapping[Term, Concept]
    classes: Mapping[Term, Concept]


class OutOfRoom(Exception):
    """The search has looked at as many choices as it may."""


class Search:
    """Searches over one background; what was found of parts is kept from one to the next."""

    def __init__(self, background: Background, hints: Hints, room: int = ROOM) -> None:
        self._background, self._hints, self._limit = background, hints, room
        self._room = room
        self._known: dict[tuple[Concept, Path | None], Node | None] = {}
        self._sizes: dict[Concept, int] = {}

    def smallest(self, wanted: Concept, term: Term | None = None) -> Node | None:
        """The smallest node found that a concept is true of; None where there is none or none was found in time.

        `term` is what the node is called, where that is settled.
        """
        self._room = self._limit
        try:
            return self._node(sketch(wanted), None, term)
        except OutOfRoom:
            self._known.clear()
            return None

    def _node(self, wanted: Concept, step: Path | None, term: Term | None = None) -> Node | None:
        """The smallest node that a step leads to."""
        if term is not None:
            return self._found(wanted, step, term)
        key = (wanted, step)
        if key not in self._known:
            self._known[key] = None  # what leads back to itself has no smallest node
            self._known[key] = self._found(wanted, step, None)
        return self._known[key]

    def _found(self, wanted: Concept, step: Path | None, term: Term | None) -> Node | None:
        best: Node | None = None
        for size, chosen in self._choices(wanted):
            if best is not None and best.size <= size:
                break
            node = self._built(chosen, step, term)
            if node is not None and (best is None or node.size < best.size):
                best = node
        return best

    def _choices(self, wanted: Concept) -> Iterator[tuple[int, Concepts]]:
        """The ways to choose among all alternatives of a concept, the smallest first, with a guess at the size."""
        order = numbers()
        heap: list[tuple[int, int, Concepts, tuple[Or, ...]]] = []
        self._push(heap, order, (), (), (wanted,))
        while heap:
            self._spend()
            size, _, chosen, open_ = heappop(heap)
            known = frozenset(chosen)
            left = [each for each in open_ if not any(_within(part, known) for part in each.parts)]
            if not left:
                yield size, chosen
                continue
            choice = min(left, key=lambda each: len(each.parts))
            rest = tuple(each for each in left if each is not choice)
            for part in choice.parts:
                self._push(heap, order, chosen, rest, (part,))

    def _push(
        self,
        heap: list[tuple[int, int, Concepts, tuple[Or, ...]]],
        order: Iterator[int],
        chosen: Concepts,
        open_: tuple[Or, ...],
        more: Iterable[Concept],
    ) -> None:
        """Puts a choice on the heap with one more part, unless it contradicts itself."""
        found, todo, left = dict.fromkeys(chosen), list(more), list(open_)
        while todo:
            each = todo.pop(0)
            if each == BOTTOM or each in found:
                if each == BOTTOM:
                    return
                continue
            if isinstance(each, And):
                todo += each.parts
            elif isinstance(each, Or):
                left.append(each)
            else:
                found[each] = None
                todo += self._implied(each)
        now = tuple(found)
        if not _contradicts(frozenset(found)):
            heappush(heap, (self._size(now), next(order), now, tuple(dict.fromkeys(left))))

    def _implied(self, concept: Concept) -> Iterator[Concept]:
        """What else is so of a node that something is stated of."""
        match concept:
            case Least(_, Predicate(predicate), _) if predicate in self._background.subjects:
                yield sketch(self._background.subjects[predicate])
            case Typed(cls) if cls in self._background.classes:
                yield sketch(self._background.classes[cls])

    def _spend(self) -> None:
        self._room -= 1
        if self._room < 0:
            raise OutOfRoom

    def _size(self, chosen: Concepts) -> int:
        """A guess at how many statements a choice takes."""
        total = 0
        for each in chosen:
            if isinstance(each, Least) and each.path != _LABEL:
                total += each.count * (1 + self._size_of(each.part))
            elif isinstance(each, Typed):
                total += 1
        return total

    def _size_of(self, concept: Concept) -> int:
        if concept not in self._sizes:
            self._sizes[concept] = 0
            parts = concept.parts if isinstance(concept, And) else (concept,)
            size = self._size(tuple(part for part in parts if not isinstance(part, Or)))
            for part in parts:
                if isinstance(part, Or):
                    size += min((self._size_of(each) for each in part.parts), default=0)
            self._sizes[concept] = size
        return self._sizes[concept]

    def _built(self, chosen: Concepts, step: Path | None, term: Term | None) -> Node | None:
        """A node that all of some concepts without alternatives are true of."""
        steps: dict[Path, tuple[list[Least], list[Most]]] = {}
        back = turned(step) if step is not None else None
        for each in chosen:
            if isinstance(each, Least) and not (each.path == back and each.part == TOP and each.count == 1):
                steps.setdefault(each.path, ([], []))[0].append(each)
            elif isinstance(each, Most):
                steps.setdefault(each.path, ([], []))[1].append(each)
        edges: list[tuple[Path, Node]] = []
        for path, (wanted, limits) in sorted(steps.items(), key=lambda item: _ordered(item[0])):
            values = self._values(path, wanted, limits)
            if values is None:
                return None
            edges += [(path, value) for value in values]
        typed = sorted(each.cls for each in chosen if isinstance(each, Typed))
        edges += [(Predicate(TYPE), Node(cls)) for cls in typed]
        if term is None:
            predicate = step.iri if isinstance(step, Predicate) else None
            spoken_of = isinstance(step, Inverse) or any(isinstance(path, Predicate) for path, _ in edges)
            term = next(candidates(chosen, predicate, self._hints, spoken_of=spoken_of), None)
        elif not all(fits(each, term) for each in chosen):
            term = None
        size = sum(value.size + (path != _LABEL) for path, value in edges)
        return None if term is None else Node(term, tuple(edges), size)

    def _values(self, path: Path, wanted: list[Least], limits: list[Most]) -> list[Node] | None:
        """The nodes that a step leads to: each wanted value one of them, as few as can be."""
        base = [negated(each.part) for each in limits if each.count == 0]
        if isinstance(path, Predicate) and path.iri in self._background.objects:
            base.append(sketch(self._background.objects[path.iri]))
        if isinstance(path, Inverse) and isinstance(path.path, Predicate):
            base.append(sketch(self._background.subjects.get(path.path.iri, TOP)))
        counted = [each for each in limits if each.count]
        items = [
            (number, each.part)
            for number, each in enumerate(sorted(wanted, key=lambda each: (-each.count, self._size_of(each.part))))
            for _ in range(each.count)
        ]
        least_limit = min((each.count for each in counted if each.part == TOP), default=len(items))

        def put(index: int, groups: list[tuple[frozenset[int], Concept]]) -> list[Node] | None:
            """The rest of the values shared out over the nodes there are, and new ones."""
            self._spend()
            if index == len(items):
                return self._apart(path, [part for _, part in groups], counted)
            number, part = items[index]
            for place, (members, together) in enumerate(groups):
                joined = conj((together, part))
                if number not in members and self._node(joined, path) is not None:
                    found = put(index + 1, [*groups[:place], (members | {number}, joined), *groups[place + 1 :]])
                    if found is not None:
                        return found
            alone = conj((part, *base))
            if len(groups) < least_limit and self._node(alone, path) is not None:
                return put(index + 1, [*groups, (frozenset({number}), alone)])
            return None

        return put(0, [])

    def _apart(self, path: Path, parts: list[Concept], limits: list[Most]) -> list[Node] | None:
        """A node for each of some concepts, no two of them the same, within the limits on their number."""
        used: list[Term] = []
        hits = [0] * len(limits)
        found: list[Node] = []
        for part in parts:
            own = conj((part, Not(OneOf(tuple(used))))) if used else part
            for index, limit in enumerate(limits):
                outside = conj((own, sketch(negated(limit.part))))
                if outside != BOTTOM and self._node(outside, path) is not None:
                    own = outside
                else:
                    hits[index] += 1
            node = self._node(own, path)
            if node is None or any(hit > limit.count for hit, limit in zip(hits, limits, strict=True)):
                return None
            if node.term != FRESH:
                used.append(node.term)
            found.append(node)
        return found


def _within(part: Concept, chosen: frozenset[Concept]) -> bool:
    """Whether a part is chosen already."""
    if isinstance(part, And):
        return all(_within(each, chosen) for each in part.parts)
    return part in chosen


def _ordered(path: Path) -> tuple[bool, str]:
    return (not isinstance(path, Predicate), repr(path))


def _contradicts(chosen: frozenset[Concept]) -> bool:
    """Whether some concepts clearly cannot be true together."""
    lists = [frozenset(each.members) for each in chosen if isinstance(each, OneOf)]
    if lists:
        tests = [each for each in chosen if isinstance(each, Test | Not)]
        if not any(all(fits(test, term) for test in tests) for term in frozenset.intersection(*lists)):
            return True
    if any(isinstance(each, Not) and each.part in chosen for each in chosen):
        return True
    limits = {(each.path, each.part): each.count for each in chosen if isinstance(each, Most)}
    return any(
        limits.get((each.path, part), each.count) < each.count
        for each in chosen
        if isinstance(each, Least)
        for part in (each.part, TOP)
    )
