"""In what two versions of a description differ, where blank nodes have no names of their own.

Blank nodes with the same content are the same. Of those left, two are the same that hang at the same place and have
most in common; so a changed text is told as a changed text, not as a new thing in the place of an old one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from samsyn.model import Triple
from samsyn.model.difference import Difference
from samsyn.terms import Term, is_blank

_Out = Mapping[Term, list[tuple[Term, Term]]]


def difference(before: Iterable[Triple], after: Iterable[Triple]) -> Difference:
    """What to remove from the one and to add to it so that it is the other."""
    left, right = aligned(before, after)
    return Difference(tuple(sorted(left - right)), tuple(sorted(right - left)))


def aligned(before: Iterable[Triple], after: Iterable[Triple]) -> tuple[set[Triple], set[Triple]]:
    """Both with blank nodes named alike where they are the same; the names of one are all different."""
    return _Matching(list(before), list(after)).named()


class _Matching:
    """Which blank nodes of one graph are which of another."""

    def __init__(self, before: list[Triple], after: list[Triple]) -> None:
        self._graphs = (before, after)
        self._names: tuple[dict[Term, Term], dict[Term, Term]] = ({}, {})
        self._out = (_by_subject(before), _by_subject(after))
        self._count = 0

    def named(self) -> tuple[set[Triple], set[Triple]]:
        """Both graphs in the names of the matching."""
        self._match_by_content()
        self._match_by_place()
        for side in (0, 1):
            for node in sorted(_blanks(self._graphs[side])):
                if node not in self._names[side]:
                    self._names[side][node] = self._fresh()
        before, after = self._graphs
        return {self._renamed(0, each) for each in before}, {self._renamed(1, each) for each in after}

    def _match_by_content(self) -> None:
        """Names alike what is alike in all that can be reached from it."""
        alike: tuple[dict[str, list[Term]], dict[str, list[Term]]] = (defaultdict(list), defaultdict(list))
        for side, colours in enumerate(_colours(self._out, (_blanks(self._graphs[0]), _blanks(self._graphs[1])))):
            for node, colour in colours.items():
                alike[side][colour].append(node)
        for colour in sorted(set(alike[0]) & set(alike[1])):
            for one, other in zip(alike[0][colour], alike[1][colour], strict=False):
                self._same(one, other)

    def _match_by_place(self) -> None:
        """Names alike what hangs at the same place, those with most in common first."""
        todo = [(node, node) for node in sorted(set(self._out[0]) & set(self._out[1])) if not is_blank(node)]
        there = {name: node for node, name in self._names[1].items()}
        todo += [(one, there[name]) for one, name in self._names[0].items()]
        while todo:
            one, other = todo.pop()
            pairs = [
                (-self._common(left, right), left, right)
                for predicate in {p for p, _ in self._out[0].get(one, ())} & {p for p, _ in self._out[1].get(other, ())}
                for left in self._open(0, one, predicate)
                for right in self._open(1, other, predicate)
            ]
            for _, left, right in sorted(pairs):
                if left not in self._names[0] and right not in self._names[1]:
                    self._same(left, right)
                    todo.append((left, right))

    def _open(self, side: int, subject: Term, predicate: Term) -> list[Term]:
        """The values of a property that are blank nodes without a name."""
        values = (value for name, value in self._out[side].get(subject, ()) if name == predicate)
        return [value for value in values if is_blank(value) and value not in self._names[side]]

    def _common(self, left: Term, right: Term) -> int:
        """How many statements two nodes have in common."""
        one, other = (
            Counter((p, self._names[side].get(o, "_:") if is_blank(o) else o) for p, o in self._out[side].get(node, ()))
            for side, node in ((0, left), (1, right))
        )
        return (one & other).total()

    def _same(self, one: Term, other: Term) -> None:
        self._names[0][one] = self._names[1][other] = self._fresh()

    def _fresh(self) -> Term:
        self._count += 1
        return f"_:n{self._count}"

    def _renamed(self, side: int, triple: Triple) -> Triple:
        subject, predicate, value = triple
        names = self._names[side]
        return names.get(subject, subject), predicate, names.get(value, value)


def _by_subject(graph: Iterable[Triple]) -> _Out:
    found: dict[Term, list[tuple[Term, Term]]] = defaultdict(list)
    for subject, predicate, value in graph:
        found[subject].append((predicate, value))
    return found


def _blanks(graph: Iterable[Triple]) -> set[Term]:
    return {node for subject, _, value in graph for node in (subject, value) if is_blank(node)}


def _colours(outs: tuple[_Out, _Out], nodes: tuple[set[Term], set[Term]]) -> tuple[dict[Term, str], dict[Term, str]]:
    """What tells the blank nodes of two graphs apart by what can be reached from them, refined until that is all."""
    found = (dict.fromkeys(sorted(nodes[0]), ""), dict.fromkeys(sorted(nodes[1]), ""))
    apart = 0
    while len(now := {*found[0].values(), *found[1].values()}) > apart:
        apart = len(now)
        found = (_refined(outs[0], found[0]), _refined(outs[1], found[1]))
    return found


def _refined(out: _Out, colours: Mapping[Term, str]) -> dict[Term, str]:
    return {
        node: _hash(sorted((p, colours[o] if is_blank(o) else o) for p, o in out.get(node, ()))) for node in colours
    }


def _hash(told: list[tuple[Term, str]]) -> str:
    return blake2b(repr(told).encode(), digest_size=12).hexdigest()
