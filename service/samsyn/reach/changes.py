"""What to change in a description so that parts hold: statements added, and stated absences replaced."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from samsyn.engine import Graph, Openness
from samsyn.engine.build import Statement, document
from samsyn.engine.graph import TYPE
from samsyn.engine.ground import snippet
from samsyn.engine.paths import Inverse, Predicate, short
from samsyn.model import Triple
from samsyn.reach.node import Node, stated, statements
from samsyn.terms import Term, address, is_blank


class Change(Struct, frozen=True):
    """Statements that go, and statements that come in their place, about one value of a centre."""

    predicate: Term
    gone: tuple[Triple, ...]
    come: tuple[Triple, ...]

    def applied(self, triples: Iterable[Triple]) -> list[Triple]:
        """Some statements with the change made."""
        kept = [each for each in triples if each not in self.gone]
        return list(dict.fromkeys((*kept, *self.come)))


def applied(graph: Graph, changes: Iterable[Change]) -> Graph:
    """A description with changes made."""
    found = list(graph.triples())
    for change in changes:
        found = change.applied(found)
    return Graph(found)


class Planner:
    """Turns what a search found for a centre into changes of the description that there is."""

    def __init__(self, graph: Graph, openness: Openness, centre: Term) -> None:
        self._graph, self._openness, self._centre = graph, openness, centre
        self._count = 0

    def changes(self, node: Node) -> tuple[Change, ...] | None:
        """A change for each value that is found; None where a value is beyond what a description says of a centre."""
        found: list[Change] = []
        for path, value in node.edges:
            if isinstance(path, Inverse) or not isinstance(path, Predicate):
                return None
            change = self._change(path, value)
            if change.come or change.gone:
                found.append(change)
        return tuple(found)

    def _change(self, path: Predicate, value: Node) -> Change:
        predicate = path.iri
        stated = list(self._graph.values(self._centre, predicate))
        new = self._new(path, value)
        if not is_blank(new[0][2]):
            others = stated if predicate in self._openness.single else []
            gone = tuple((self._centre, predicate, each) for each in others if each != value.term)
            return Change(
                predicate, gone, tuple(each for each in new if each[2] not in stated or each[0] != self._centre)
            )
        alike = [each for each in stated if self._alike(predicate, value, each)]
        denying = [each for each in alike if self._denies(each)]
        own = {each[1:] for each in new if each[0] == new[0][2]}
        showing = next((each for each in alike if each not in denying and self._can_be(each, own)), None)
        replaced = [triple for each in denying for triple in self._all_of(predicate, each)]
        if showing is None:
            return Change(predicate, tuple(replaced), new)
        for name, _ in own:
            if name in self._openness.single:
                said = self._graph.values(showing, name)
                replaced += [(showing, name, each) for each in said if (name, each) not in own]
        come = [_about(each, new[0][2], showing) for each in new[1:]]
        return Change(predicate, tuple(replaced), tuple(each for each in come if not self._said(each)))

    def _new(self, path: Predicate, value: Node) -> tuple[Triple, ...]:
        """The statements that a value brings, that it is a value the first of them."""
        root = Node(self._centre, ((path, value),))
        found = statements(root, self._fresh)
        return tuple(stated(*each) for each in found)

    def _fresh(self) -> Term:
        self._count += 1
        while f"_:new{self._count}" in self._graph.out:
            self._count += 1
        return f"_:new{self._count}"

    def _alike(self, predicate: Term, value: Node, stated: Term) -> bool:
        """Whether a stated value is about the same as a found one: by its key, and where it has none by being alone."""
        key = self._openness.keys.get(predicate)
        if key is None:
            return predicate in self._openness.single
        wanted = {each.term for path, each in value.edges if path == Predicate(key.name)}
        return not wanted.isdisjoint(self._graph.values(stated, key.name))

    def _can_be(self, stated: Term, wanted: set[tuple[Term, Term]]) -> bool:
        """Whether a stated value can be what is wanted and still be what it is: it shows, and nothing else differs."""
        for name, value in wanted:
            said = self._graph.values(stated, name)
            if name == self._openness.presence:
                if said and self._openness.shows.isdisjoint(said):
                    return False
            elif name in self._openness.single and said and value not in said:
                return False
        return True

    def _denies(self, stated: Term) -> bool:
        return not self._openness.denies.isdisjoint(self._graph.values(stated, self._openness.presence))

    def _all_of(self, predicate: Term, value: Term) -> Iterator[Triple]:
        """That something is a value, and what is said of it."""
        yield self._centre, predicate, value
        if is_blank(value):
            for name, each in list(self._graph.besides(value, frozenset())):
                yield value, name, each

    def _said(self, triple: Triple) -> bool:
        return triple[2] in self._graph.values(triple[0], triple[1])


def _about(triple: Triple, old: Term, new: Term) -> Triple:
    subject, predicate, value = triple
    return new if subject == old else subject, predicate, new if value == old else value


def smaller(changes: tuple[Change, ...], will_do: Callable[[tuple[Change, ...]], bool]) -> tuple[Change, ...]:
    """The changes without what they do not need: whole ones first, then single statements."""
    found = list(changes)
    for change in changes:
        rest = [each for each in found if each is not change]
        if will_do(tuple(rest)):
            found = rest
    for place in range(len(found)):
        while True:
            tries = ((*found[:place], less, *found[place + 1 :]) for less in _less(found[place]))
            better = next((tried for tried in tries if will_do(tried)), None)
            if better is None:
                break
            found = list(better)
    return tuple(each for each in found if each.gone or each.come)


def _less(change: Change) -> Iterator[Change]:
    """A change without one value that is replaced, or without one that is added."""
    for triple in change.come:
        same = [each for each in change.gone if each[:2] == triple[:2]]
        if triple[1] != TYPE and not is_blank(triple[2]):
            gone = tuple(each for each in change.gone if each not in same)
            yield Change(change.predicate, gone, tuple(each for each in change.come if each != triple))


def written(change: Change, before: Graph, after: Graph, centre: Term) -> tuple[str, str]:
    """What comes and what goes as Turtle, each value of the centre whole; empty where nothing does."""
    touched = dict.fromkeys(each[0] for each in (*change.gone, *change.come) if each[0] != centre)
    come = {each[2] for each in change.come if each[0] == centre} | {each for each in touched if is_blank(each)}
    gone = {each[2] for each in change.gone if each[0] == centre} | {each for each in touched if is_blank(each)}
    subject = address(centre) if not is_blank(centre) else "[]"
    add = document(subject, _said(change.predicate, come, after, centre))
    remove = document(subject, _said(change.predicate, gone, before, centre))
    return _more(add, touched, change.come), _more(remove, touched, change.gone)


def _said(predicate: Term, values: set[Term], graph: Graph, centre: Term) -> tuple[Statement, ...]:
    stated = [each for each in graph.values(centre, predicate) if each in values]
    return tuple((short(predicate), snippet(graph, each)) for each in stated)


def _more(text: str, touched: Iterable[Term], triples: tuple[Triple, ...]) -> str:
    """What changes about values that have an address of their own, after what is said of the centre."""
    for node in touched:
        if not is_blank(node):
            own = tuple(
                (short(each[1]), short(each[2]) if each[2][0] == "<" else each[2])
                for each in triples
                if each[0] == node
            )
            text = "\n".join(part for part in (text, document(address(node), own)) if part)
    return text
