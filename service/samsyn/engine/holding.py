"""Whether constraints hold in a closed world, as functions of a graph that stop at the first no."""

from collections.abc import Callable, Sequence
from typing import Final

from samsyn.engine.alone import Alone
from samsyn.engine.graph import NOTHING, UNSAID, Graph, Terms
from samsyn.engine.values import compare
from samsyn.terms import Term

#: whether a node conforms
Conforms = Callable[[Graph, Term], bool]
#: whether the values of a shape at a focus node are as one or more constraints want them
Holds = Callable[[Graph, Term, Terms], bool]

#: how many values that are in order each shape remembers
_REMEMBERED: Final = 2_000
#: and how long they may be
_KEPT: Final = 200
_FEW: Final = 4


class Parts:
    """The constraints of a shape by what they look at: the number, each value alone or in its graph, all together."""

    def __init__(self) -> None:
        self.least: int = 0
        self.most: int = 1 << 62
        self.quick: list[Alone] = []
        self.alone: list[Alone] = []
        self.classes: list[Term] = []
        self.each: list[Conforms] = []
        self.together: list[Holds] = []

    def only(self) -> Conforms | None:
        """The one test of a node shape that has no other; None where it has several."""
        if len(self.quick) + len(self.alone) + len(self.classes) + len(self.each) + len(self.together) != 1:
            return None
        if self.each:
            return self.each[0]
        if self.classes:
            cls = self.classes[0]
            return lambda graph, node: node in graph.members_of(cls)
        if self.together:
            together = self.together[0]
            return lambda graph, node: together(graph, node, (node,))
        test = self.quick[0] if self.quick else remembered(self.alone)[1]
        return lambda graph, node: test(node)

    def all(self) -> Holds:
        """Whether all hold, the cheap ones first."""
        least, most = self.least, self.most
        known, judge = remembered(self.alone)
        quick, alone, classes = tuple(self.quick), bool(self.alone), tuple(self.classes)
        each, together = tuple(self.each), tuple(self.together)

        def counted(graph: Graph, node: Term, values: Terms) -> bool:
            return least <= len(values) <= most

        def plain(graph: Graph, node: Term, values: Terms) -> bool:
            if not least <= len(values) <= most:
                return False
            for value in values:
                if value not in known and not judge(value):
                    return False
            return True

        def typed(graph: Graph, node: Term, values: Terms) -> bool:
            if not least <= len(values) <= most:
                return False
            for fast in quick:
                for value in values:
                    if not fast(value):
                        return False
            for cls in classes:
                if not graph.members_of(cls).issuperset(values):
                    return False
            return True

        def holds(graph: Graph, node: Term, values: Terms) -> bool:
            if not typed(graph, node, values):
                return False
            if alone:
                for value in values:
                    if value not in known and not judge(value):
                        return False
            for test in each:
                for value in values:
                    if not test(graph, value):
                        return False
            for every in together:
                if not every(graph, node, values):
                    return False
            return True

        if together and not (quick or alone or classes or each or least or most < 1 << 62):
            return together[0] if len(together) == 1 else both(together)
        if each or together or (alone and (quick or classes)):
            return holds
        if quick or classes:
            return typed
        return plain if alone else counted


def remembered(tests: Sequence[Alone]) -> tuple[set[Term], Alone]:
    """Values known to be in order, and the function that judges one and remembers it if it is."""
    known: set[Term] = set()

    def judge(value: Term) -> bool:
        for test in tests:
            if not test(value):
                return False
        if len(value) <= _KEPT:
            if len(known) >= _REMEMBERED:
                known.clear()
            known.add(value)
        return True

    return known, judge


def remembering(conforms: Conforms) -> Conforms:
    """The same function, asked once for each node of a graph: shapes that share their parts cost what they are."""

    def once(graph: Graph, node: Term) -> bool:
        told = graph.memo.get(conforms)
        if told is None:
            told = graph.memo[conforms] = {}
        found: bool | None = told.get(node)
        if found is None:
            found = told[node] = conforms(graph, node)
        return found

    return once


def both(every: Sequence[Holds]) -> Holds:
    """Whether each of some holds."""

    def holds(graph: Graph, node: Term, values: Terms) -> bool:
        for each in every:
            if not each(graph, node, values):
                return False
        return True

    return holds


def of_all(every: Sequence[Conforms]) -> Conforms:
    """sh:and (SHACL 4.6.2)."""

    def test(graph: Graph, value: Term) -> bool:
        for each in every:
            if not each(graph, value):
                return False
        return True

    return test


def of_any(some: Sequence[Conforms]) -> Conforms:
    """sh:or (SHACL 4.6.3)."""

    def test(graph: Graph, value: Term) -> bool:
        for each in some:
            if each(graph, value):
                return True
        return False

    return test


def closed(allowed: frozenset[Term]) -> Holds:
    """sh:closed (SHACL 4.8.1)."""

    def holds(graph: Graph, node: Term, values: Terms) -> bool:
        for value in values:
            if not graph.out.get(value, UNSAID).keys() <= allowed:
                return False
        return True

    return holds


def unique_languages(graph: Graph, node: Term, values: Terms) -> bool:
    """sh:uniqueLang (SHACL 4.4.5)."""
    if len(values) < 2:
        return True
    tags = [value[value.rindex('"') :] for value in values if value[0] == '"' and value[-1] not in '">']
    return len(tags) == len(set(tags))


def equal(other: Term) -> Holds:
    """sh:equals (SHACL 4.5.1)."""

    def holds(graph: Graph, node: Term, values: Terms) -> bool:
        others = graph.out.get(node, UNSAID).get(other, NOTHING)
        if len(values) != len(others):
            return False
        if len(values) > _FEW:
            return set(values) == set(others)
        for value in values:
            if value not in others:
                return False
        return True

    return holds


def disjoint(other: Term) -> Holds:
    """sh:disjoint (SHACL 4.5.2)."""

    def holds(graph: Graph, node: Term, values: Terms) -> bool:
        others = graph.out.get(node, UNSAID).get(other, NOTHING)
        return not values or not others or set(values).isdisjoint(others)

    return holds


def less(other: Term, wanted: tuple[int, ...]) -> Holds:
    """sh:lessThan and sh:lessThanOrEquals (SHACL 4.5.3, 4.5.4)."""

    def holds(graph: Graph, node: Term, values: Terms) -> bool:
        others = graph.out.get(node, UNSAID).get(other, NOTHING)
        for value in values:
            for each in others:
                if compare(value, each) not in wanted:
                    return False
        return True

    return holds


def of_class(cls: Term, count: int, *, maximum: bool) -> Holds:
    """sh:qualifiedValueShape (SHACL 4.7.3) where it asks for a class alone."""

    def some(graph: Graph, node: Term, values: Terms) -> bool:
        return not graph.members_of(cls).isdisjoint(values)

    def holds(graph: Graph, node: Term, values: Terms) -> bool:
        found = len(graph.members_of(cls).intersection(values))
        return found <= count if maximum else found >= count

    return some if count == 1 and not maximum else holds


def counted(conforms: Conforms, others: Sequence[Conforms], count: int, *, maximum: bool) -> Holds:
    """sh:qualifiedValueShape (SHACL 4.7.3): a value that conforms to a sibling shape is not counted."""
    enough = max(count + 1 if maximum else count, 0)

    def holds(graph: Graph, node: Term, values: Terms) -> bool:
        left = enough
        for value in values:
            if left == 0:
                break
            if conforms(graph, value) and not (others and any(other(graph, value) for other in others)):
                left -= 1
        return (left > 0) is maximum

    return holds
