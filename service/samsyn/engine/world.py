"""What a graph is known to say, and to leave open.

A world is a graph seen in one of two ways. Closed, it is W3C SHACL: what is not stated is not so. Open, a path is
closed only where the description says that it is complete, where a single value is all there can be, or where the
node is of a vocabulary; and a value whose presence denies it denies every other value with its key.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

from msgspec import Struct

from samsyn.engine.graph import Graph, Terms
from samsyn.engine.paths import Alternative, Inverse, Path, Predicate, Repeat, Sequence
from samsyn.engine.walks import step
from samsyn.terms import Term

_NONE: Final[frozenset[Term]] = frozenset()


class Key(Struct, frozen=True):
    """The property that names what a value is about, and the one that may narrow it."""

    name: Term
    refined: Term | None = None


class Openness(Struct, frozen=True):
    """What the ontology, the code lists and the description shapes say of openness.

    `keys` maps a node-valued property to its key; `shows`, `denies` and `carried_out_as` say what a presence does;
    `single` holds the properties that have one value at most; `vocabulary` the nodes of which all is known, wherever
    something is said of them.
    """

    keys: Mapping[Term, Key]
    presence: Term
    shows: frozenset[Term]
    denies: frozenset[Term]
    carried_out_as: Mapping[Term, Term]
    single: frozenset[Term]
    vocabulary: frozenset[Term]
    complete_about: Term
    everything: Term
    describes: Term


class Denial(Struct, frozen=True):
    """A stated absence: the value that states it, the key denied, and where, if not everywhere."""

    node: Term
    key: Term
    refined: Term | None


class Denials(Struct, frozen=True):
    """The denials at a node: those that hold, those contradicted, and the values that contradict them."""

    holding: tuple[Denial, ...] = ()
    contradicted: tuple[Denial, ...] = ()
    contradicting: frozenset[Term] = frozenset()

    def cover(self, keys: frozenset[Term], refined: frozenset[Term] | None) -> bool:
        """Whether every one of the keys, at every one of the places asked for, is denied."""
        if not keys or not self.holding:
            return False
        everywhere = {denial.key for denial in self.holding if denial.refined is None}
        placed = {(denial.key, denial.refined) for denial in self.holding}
        return all(
            key in everywhere or (bool(refined) and all((key, place) in placed for place in refined or ()))
            for key in keys
        )


NO_DENIALS: Final = Denials()


class World:
    """A graph seen closed: the truth tables of W3C SHACL."""

    everything = True

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.memo: dict[object, dict[Term, bool | None]] = {}
        #: what was told of a shape at a node, by who told it
        self.told: dict[tuple[object, Term, Term], Any] = {}

    def closed(self, node: Term, predicate: Term) -> bool:
        """Whether all values of a predicate at a node are known."""
        return True

    def known(self, node: Term, said: Mapping[Term, Terms]) -> frozenset[Term] | None:
        """The predicates of which all values at a node are known, whatever they are; None for every predicate."""
        return None

    @property
    def single(self) -> frozenset[Term]:
        """The predicates that have one value at most: once there is one, all are known."""
        return _NONE

    def key(self, predicate: Term) -> Key | None:
        """The key of a node-valued property, if it has one."""
        return None

    def denials(self, node: Term, predicate: Term) -> Denials:
        """What is denied at a node."""
        return NO_DENIALS

    @property
    def presence(self) -> Term | None:
        """The property that says whether a value shows or denies."""
        return None

    @property
    def showing(self) -> frozenset[Term]:
        """The presences that show that a value is a part."""
        return _NONE


class OpenWorld(World):
    """A graph seen open: the truth tables of strong Kleene logic."""

    def __init__(self, graph: Graph, openness: Openness) -> None:
        super().__init__(graph)
        self.openness = openness
        self._denials: dict[tuple[Term, Term], Denials] = {}

    @cached_property
    def everything(self) -> bool:  # type: ignore[override]
        """Whether a description says that it is complete about everything."""
        return any(self.openness.everything in said for said in self._descriptions.values())

    @cached_property
    def _descriptions(self) -> dict[Term, frozenset[Term]]:
        about, describes = self.openness.complete_about, self.openness.describes
        return {
            node: frozenset(said.get(about, ()))
            for node, said in self.graph.out.items()
            if describes in said and about in said
        }

    @cached_property
    def _complete(self) -> frozenset[Term]:
        """The properties that a description is complete about, at every node."""
        return frozenset().union(*self._descriptions.values())

    def closed(self, node: Term, predicate: Term) -> bool:
        """Whether all values of a predicate at a node are known."""
        said = self.graph.out.get(node)
        if node[0] == '"' or predicate in self._complete:
            return True
        if said is None:
            return False
        if node in self.openness.vocabulary:
            return True
        return (predicate in self.openness.single and predicate in said) or predicate in said.get(
            self.openness.complete_about, ()
        )

    def known(self, node: Term, said: Mapping[Term, Terms]) -> frozenset[Term] | None:
        """The predicates of which all values at a node are known, whatever they are; None for every predicate."""
        if self.everything or node[0] == '"' or (said and node in self.openness.vocabulary):
            return None
        about = said.get(self.openness.complete_about)
        return self._complete.union(about) if about else self._complete

    @cached_property
    def single(self) -> frozenset[Term]:
        """The predicates that have one value at most: once there is one, all are known."""
        return self.openness.single

    def key(self, predicate: Term) -> Key | None:
        """The key of a node-valued property, if it has one."""
        return self.openness.keys.get(predicate)

    def denials(self, node: Term, predicate: Term) -> Denials:
        """What is denied at a node, worked out once."""
        found = self._denials.get((node, predicate))
        if found is None:
            key = self.openness.keys.get(predicate)
            found = self._found(node, predicate, key) if key else NO_DENIALS
            self._denials[node, predicate] = found
        return found

    def _found(self, node: Term, predicate: Term, key: Key) -> Denials:
        values = self.graph.values(node, predicate)
        denials = [
            Denial(value, name, place)
            for value in values
            if not self.openness.denies.isdisjoint(self.graph.values(value, self.openness.presence))
            for name in self.graph.values(value, key.name)
            for place in self.places(value, key) or (None,)
        ]
        if not denials:
            return NO_DENIALS
        shown = {
            (value, name, place)
            for value in values
            if not self.openness.shows.isdisjoint(self.graph.values(value, self.openness.presence))
            for name in self.graph.values(value, key.name)
            for place in self.places(value, key) or (None,)
        }
        hits = [
            (denial, value)
            for denial in denials
            for value, name, place in shown
            if name == denial.key and denial.refined in (None, place)
        ]
        contradicted = {denial for denial, _ in hits}
        return Denials(
            tuple(denial for denial in denials if denial not in contradicted),
            tuple(denial for denial in denials if denial in contradicted),
            frozenset(value for _, value in hits),
        )

    def places(self, value: Term, key: Key) -> tuple[Term, ...]:
        """The places that narrow the key of a value."""
        return tuple(self.graph.values(value, key.refined)) if key.refined else ()

    @property
    def presence(self) -> Term:
        """The property that says whether a value shows or denies."""
        return self.openness.presence

    @property
    def showing(self) -> frozenset[Term]:
        """The presences that show that a value is a part."""
        return self.openness.shows


Closes = Callable[[World, Term], bool]
_Known = Callable[[World, Terms], bool]


def closes(path: Path) -> Closes:
    """The function that tells whether all values of a path at a node are known."""
    if isinstance(path, Predicate):
        predicate = path.iri
        return lambda world, node: world.closed(node, predicate)
    known = _known(path)
    return lambda world, node: known(world, (node,))


def _known(path: Path) -> _Known:
    """The same of some nodes together."""
    match path:
        case Predicate(predicate):
            return lambda world, nodes: all(world.closed(node, predicate) for node in nodes)
        case Inverse():
            return lambda world, nodes: not nodes
        case Alternative(parts):
            every = [_known(part) for part in parts]
            return lambda world, nodes: all(each(world, nodes) for each in every)
        case Sequence(parts):
            return _along(parts)
        case Repeat(inner, "?"):
            return _known(inner)
        case Repeat(inner):
            once, reached = _known(inner), step(Repeat(inner, "*"))
            return lambda world, nodes: once(world, reached(world.graph, nodes))


def _along(parts: tuple[Path, ...]) -> _Known:
    steps = [(step(part), _known(part)) for part in parts]

    def known(world: World, nodes: Terms) -> bool:
        for follow, all_known in steps:
            if not all_known(world, nodes):
                return False
            nodes = follow(world.graph, nodes)
        return True

    return known
