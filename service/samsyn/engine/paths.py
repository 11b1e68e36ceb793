"""Property paths (SHACL 2.3.1): their values at a node, and how they are written."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count
from typing import Final

from msgspec import Struct

from samsyn.engine.graph import FIRST, NIL, NOTHING, REST, Graph, Terms
from samsyn.model import Triple
from samsyn.terms import PREFIXES, SH, Term, address


class Predicate(Struct, frozen=True):
    """A predicate path (SHACL 2.3.1.1)."""

    iri: Term


class Inverse(Struct, frozen=True):
    """An inverse path (SHACL 2.3.1.4)."""

    path: "Path"


class Sequence(Struct, frozen=True):
    """A sequence path (SHACL 2.3.1.2)."""

    parts: tuple["Path", ...]


class Alternative(Struct, frozen=True):
    """An alternative path (SHACL 2.3.1.3)."""

    parts: tuple["Path", ...]


class Repeat(Struct, frozen=True):
    """A zero-or-more, one-or-more or zero-or-one path (SHACL 2.3.1.5 to 2.3.1.7), by its sign `*`, `+` or `?`."""

    path: "Path"
    sign: str


Path = Predicate | Inverse | Sequence | Alternative | Repeat
Walk = Callable[[Graph, Term], Terms]


def walk(path: Path) -> Walk:
    """The function that gives the values of a path at a node, each once."""
    match path:
        case Predicate(predicate):
            return lambda graph, node: graph.values(node, predicate)
        case Inverse(Predicate(predicate)):
            return lambda graph, node: graph.subjects(predicate, node)
        case Inverse(inner):
            return walk(turned(inner))
        case Sequence(parts):
            near = tuple(part.iri for part in parts if isinstance(part, Predicate))
            return _along(near) if len(near) == len(parts) else _in_sequence([walk(part) for part in parts])
        case Alternative(parts):
            return _alternatives([walk(part) for part in parts])
        case Repeat(inner, sign):
            return _repeated(walk(inner), sign)


def turned(path: Path) -> Path:
    """The path that leads back (SPARQL 1.1, 18.2.2.3)."""
    match path:
        case Predicate():
            return Inverse(path)
        case Inverse(inner):
            return inner
        case Sequence(parts):
            return Sequence(tuple(turned(part) for part in reversed(parts)))
        case Alternative(parts):
            return Alternative(tuple(turned(part) for part in parts))
        case Repeat(inner, sign):
            return Repeat(turned(inner), sign)


def _in_sequence(steps: list[Walk]) -> Walk:
    first, *following = steps

    def values(graph: Graph, node: Term) -> Terms:
        reached = first(graph, node)
        for step in following:
            if not reached:
                return NOTHING
            found: dict[Term, None] = {}
            for each in reached:
                for value in step(graph, each):
                    found[value] = None
            reached = found
        return reached

    return values


def _along(predicates: tuple[Term, ...]) -> Walk:
    """A sequence of predicates, looked up without a call for each."""

    def values(graph: Graph, node: Term) -> Terms:
        out = graph.out
        reached: Terms = (node,)
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


def _alternatives(walks: list[Walk]) -> Walk:
    def values(graph: Graph, node: Term) -> Terms:
        found: dict[Term, None] = {}
        for each in walks:
            for value in each(graph, node):
                found[value] = None
        return found

    return values


def _repeated(step: Walk, sign: str) -> Walk:
    def values(graph: Graph, node: Term) -> Terms:
        if sign == "?":
            return dict.fromkeys((node, *step(graph, node)))
        found: dict[Term, None] = {} if sign == "+" else {node: None}
        todo = [node]
        while todo:
            for each in step(graph, todo.pop()):
                if each not in found:
                    found[each] = None
                    todo.append(each)
        return found

    return values


def predicates(path: Path) -> frozenset[Term]:
    """The predicates that occur in a path."""
    match path:
        case Predicate(predicate):
            return frozenset({predicate})
        case Sequence(parts) | Alternative(parts):
            return frozenset().union(*(predicates(part) for part in parts))
        case Inverse(inner) | Repeat(inner, _):
            return predicates(inner)


@lru_cache(maxsize=65536)
def short(term: Term) -> str:
    """An IRI term as a prefixed name where a prefix of ours fits, else as it is."""
    text = address(term)
    for prefix, namespace in PREFIXES.items():
        name = text[len(namespace) :]
        if text.startswith(namespace) and name and name.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{name}"
    return term


def written(path: Path, name: Callable[[Term], str] = short) -> str:
    """A path in the syntax of SPARQL 1.1 property paths, with prefixed names or as `name` writes them."""
    match path:
        case Predicate(predicate):
            return name(predicate)
        case Inverse(inner):
            return "^" + _alone(inner, name)
        case Sequence(parts):
            return "/".join(_grouped(part, name) for part in parts)
        case Alternative(parts):
            return "|".join(_grouped(part, name) for part in parts)
        case Repeat(inner, sign):
            return _alone(inner, name) + sign


def _grouped(path: Path, name: Callable[[Term], str]) -> str:
    text = written(path, name)
    return f"({text})" if isinstance(path, Sequence | Alternative) else text


def _alone(path: Path, name: Callable[[Term], str]) -> str:
    text = written(path, name)
    return text if isinstance(path, Predicate) else f"({text})"


def sparql(path: Path) -> str:
    """A path as it stands in the place of a predicate in a query, with whole IRIs (SPARQL 1.1, 9.1)."""
    return _alone(path, str)


_OPERATORS: Final = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}


def described(path: Path) -> tuple[Term, tuple[Triple, ...]]:
    """The term that stands for a path in a graph, and the triples that describe it (SHACL 2.3.1)."""
    found: list[Triple] = []
    fresh = (f"_:path{number}" for number in count())
    return _described(path, found, fresh), tuple(found)


def _described(path: Path, found: list[Triple], fresh: Iterator[Term]) -> Term:
    match path:
        case Predicate(predicate):
            return predicate
        case Sequence(parts):
            return _listed(parts, found, fresh)
        case Alternative(parts):
            node, name, below = next(fresh), "alternativePath", _listed(parts, found, fresh)
        case Inverse(inner):
            node, name, below = next(fresh), "inversePath", _described(inner, found, fresh)
        case Repeat(inner, sign):
            node, name, below = next(fresh), _OPERATORS[sign], _described(inner, found, fresh)
    found.append((node, f"<{SH}{name}>", below))
    return node


def _listed(parts: tuple[Path, ...], found: list[Triple], fresh: Iterator[Term]) -> Term:
    head = NIL
    for part in reversed(parts):
        value = _described(part, found, fresh)
        node = next(fresh)
        found += [(node, FIRST, value), (node, REST, head)]
        head = node
    return head
