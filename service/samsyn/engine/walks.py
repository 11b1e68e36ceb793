"""Where property paths lead from a node (SHACL 2.3.1), in time that grows with path and graph as they are.

A path is followed from all nodes reached so far together, never from each by itself; what is repeated is followed by a
machine that comes to each place in the path at each node once.
"""

from collections.abc import Callable
from typing import TypeVar

from samsyn.engine.graph import NOTHING, UNSAID, Graph, Terms
from samsyn.engine.paths import Alternative, Inverse, Path, Predicate, Repeat, Sequence, turned
from samsyn.terms import Term

#: the values of a path at a node
Walk = Callable[[Graph, Term], Terms]
#: the values of a path at some nodes together
Step = Callable[[Graph, Terms], Terms]
_At = TypeVar("_At")


def walk(path: Path) -> Walk:
    """The function that gives the values of a path at a node, each once."""
    simple = simplified(path)
    if _single(simple):
        return _one(simple)
    follow = _step(simple)
    return lambda graph, node: follow(graph, (node,))


def step(path: Path) -> Step:
    """The function that gives the values of a path at some nodes together, each once."""
    return _step(simplified(path))


def simplified(path: Path) -> Path:
    """A path with the same values in which only predicates are inverse, and nothing stands in its own kind.

    So a repetition of a repetition is one: of the same if they are the same, else any number of times.
    """
    match path:
        case Predicate():
            return path
        case Inverse(inner):
            return turned(simplified(inner))
        case Sequence(parts):
            return Sequence(tuple(each for part in parts for each in _within(simplified(part), Sequence)))
        case Alternative(parts):
            every = dict.fromkeys(each for part in parts for each in _within(simplified(part), Alternative))
            return Alternative(tuple(every)) if len(every) > 1 else next(iter(every))
        case Repeat(inner, sign):
            below = simplified(inner)
            if isinstance(below, Repeat):
                return Repeat(below.path, sign if sign == below.sign else "*")
            return Repeat(below, sign)


def _within(path: Path, kind: type[Sequence] | type[Alternative]) -> tuple[Path, ...]:
    return path.parts if isinstance(path, kind) else (path,)


def _single(path: Path) -> bool:
    """Whether a path is one step along the graph, in one way or another."""
    parts = path.parts if isinstance(path, Alternative) else (path,)
    return all(isinstance(part, Predicate | Inverse) for part in parts)


def _one(path: Path) -> Walk:
    """The walk of a path of one step."""
    match path:
        case Predicate(predicate):
            return lambda graph, node: graph.out.get(node, UNSAID).get(predicate, NOTHING)
        case Inverse(Predicate(predicate)):
            return lambda graph, node: graph.into(predicate).get(node, NOTHING)
        case Alternative(parts):
            return _together([_one(part) for part in parts])
        case _:
            raise TypeError(f"{path!r} is not one step")


def _step(path: Path) -> Step:
    """The step of a path that is simplified."""
    match path:
        case Predicate(predicate):
            return _along((predicate,))
        case Inverse():
            return _each(_one(path))
        case Sequence(parts):
            near = tuple(part.iri for part in parts if isinstance(part, Predicate))
            return _along(near) if len(near) == len(parts) else _in_sequence([_step(part) for part in parts])
        case Alternative(parts):
            return _each(_one(path)) if _single(path) else _together([_step(part) for part in parts])
        case Repeat(inner, "?"):
            return _together([lambda graph, nodes: nodes, _step(inner)])
        case Repeat(inner, sign):
            return _repeated(_one(inner), sign) if _single(inner) else _machine(inner, sign)


def _along(predicates: tuple[Term, ...]) -> Step:
    """One predicate after the other, looked up without a call for each."""

    def values(graph: Graph, nodes: Terms) -> Terms:
        out = graph.out
        reached = nodes
        for predicate in predicates:
            found: dict[Term, None] = {}
            for each in reached:
                if each in out:
                    for value in out[each].get(predicate, NOTHING):
                        found[value] = None
            if not found:
                return NOTHING
            reached = found
        return reached

    return values


def _each(follow: Walk) -> Step:
    def values(graph: Graph, nodes: Terms) -> Terms:
        if len(nodes) == 1:
            return follow(graph, *nodes)
        found: dict[Term, None] = {}
        for node in nodes:
            for value in follow(graph, node):
                found[value] = None
        return found

    return values


def _in_sequence(steps: list[Step]) -> Step:
    def values(graph: Graph, nodes: Terms) -> Terms:
        for follow in steps:
            if not nodes:
                return NOTHING
            nodes = follow(graph, nodes)
        return nodes

    return values


def _together(follows: list[Callable[[Graph, _At], Terms]]) -> Callable[[Graph, _At], Terms]:
    """What several walks, or several steps, lead to from the same."""

    def values(graph: Graph, at: _At) -> Terms:
        found: dict[Term, None] = {}
        for follow in follows:
            for value in follow(graph, at):
                found[value] = None
        return found

    return values


def _repeated(follow: Walk, sign: str) -> Step:
    def values(graph: Graph, nodes: Terms) -> Terms:
        found: dict[Term, None] = {} if sign == "+" else dict.fromkeys(nodes)
        todo = list(nodes)
        while todo:
            for each in follow(graph, todo.pop()):
                if each not in found:
                    found[each] = None
                    todo.append(each)
        return found

    return values


#: for each place in a path, the ways on: a walk, or none where it goes on at the same node, and the place it leads to
_Places = list[list[tuple[Walk | None, int]]]


def _machine(path: Path, sign: str) -> Step:
    """The step of a path again and again, as a machine with places, from the first to the second and back."""
    places: _Places = [[], [(None, 0)]]
    _built(path, 0, 1, places)

    def values(graph: Graph, nodes: Terms) -> Terms:
        been: list[dict[Term, None]] = [{} for _ in places]
        been[0] = dict.fromkeys(nodes)
        if sign == "*":
            been[1] = dict.fromkeys(nodes)
        todo = [(0, node) for node in nodes]
        while todo:
            place, node = todo.pop()
            for follow, following in places[place]:
                known = been[following]
                for value in follow(graph, node) if follow else (node,):
                    if value not in known:
                        known[value] = None
                        todo.append((following, value))
        return been[1]

    return values


def _built(path: Path, start: int, end: int, places: _Places) -> None:
    """Adds the places and ways of a path between two places."""
    match path:
        case Sequence(parts):
            for part in parts[:-1]:
                between = len(places)
                places.append([])
                _built(part, start, between, places)
                start = between
            _built(parts[-1], start, end, places)
        case Alternative(parts):
            for part in parts:
                _built(part, start, end, places)
        case Repeat(inner, sign):
            first, last = len(places), len(places) + 1
            places += [[], [(None, end)]]
            places[start].append((None, first))
            if sign != "?":
                places[last].append((None, first))
            if sign != "+":
                places[start].append((None, end))
            _built(inner, first, last, places)
        case _:
            places[start].append((_one(path), end))
