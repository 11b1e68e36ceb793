"""Property paths (SHACL 2.3.1), and how they are written."""

from collections.abc import Callable
from functools import lru_cache
from itertools import count
from typing import Final

from msgspec import Struct

from samsyn.engine.graph import FIRST, NIL, REST
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


def turned(path: Path) -> Path:
    """A path walked back (SPARQL 1.1, 18.2.2.3): one with inverses before predicates alone, as the path itself is."""
    match path:
        case Predicate():
            return Inverse(path)
        case Inverse(inner):
            return inner
        case Sequence(parts):
            return Sequence(tuple(turned(part) for part in reversed(parts)))
        case Alternative(parts):
            return Alternative(tuple(map(turned, parts)))
        case Repeat(inner, sign):
            return Repeat(turned(inner), sign)


_OPERATORS: Final = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}


def described(path: Path) -> tuple[Term, tuple[Triple, ...]]:
    """The term that stands for a path in a graph, and the triples that describe it (SHACL 2.3.1).

    What stands in it more than once, as the same object, is described once.
    """
    found: list[Triple] = []
    return _Describing(found).term(path), tuple(found)


class _Describing:
    """Writes paths as triples."""

    def __init__(self, found: list[Triple]) -> None:
        self._found = found
        self._known: dict[int, Term] = {}
        self._fresh = (f"_:path{number}" for number in count())

    def term(self, path: Path) -> Term:
        """The term that stands for a path."""
        if isinstance(path, Predicate):
            return path.iri
        if id(path) not in self._known:
            self._known[id(path)] = self._described(path)
        return self._known[id(path)]

    def _described(self, path: Inverse | Sequence | Alternative | Repeat) -> Term:
        match path:
            case Sequence(parts):
                return self._listed(parts)
            case Alternative(parts):
                node, name, below = next(self._fresh), "alternativePath", self._listed(parts)
            case Inverse(inner):
                node, name, below = next(self._fresh), "inversePath", self.term(inner)
            case Repeat(inner, sign):
                node, name, below = next(self._fresh), _OPERATORS[sign], self.term(inner)
        self._found.append((node, f"<{SH}{name}>", below))
        return node

    def _listed(self, parts: tuple[Path, ...]) -> Term:
        head = NIL
        for part in reversed(parts):
            value, node = self.term(part), next(self._fresh)
            self._found += [(node, FIRST, value), (node, REST, head)]
            head = node
        return head
