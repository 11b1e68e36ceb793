"""Changes of the index, with the default graph kept in step: it holds a triple as long as a named graph does."""

from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any, Final, Protocol

import pyoxigraph as ox

from samsyn.errors import BadName, Swedish
from samsyn.store.disk import loading
from samsyn.store.formats import rdf_format

#: more than these are loaded as new files beside the index: twice as fast or more, and as safe, since a change that
#: does not come to its end is thrown away with the whole index
MANY: Final = 5_000
_N_QUADS: Final = rdf_format("n-quads").engine
_DEFAULT: Final = ox.DefaultGraph()
GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class Index(Protocol):
    """What entries of the journal change: the merge in step with the named graphs, where there is one."""

    def change(self, removed: Set[ox.Quad], added: Set[ox.Quad]) -> None:
        """Takes quads away and adds others."""

    def replace(self, graph: GraphName, added: Set[ox.Quad]) -> None:
        """Puts quads of a graph in the place of all that it holds."""

    def load(self, kept: Path) -> None:
        """Adds the statements of a file that was kept (`samsyn.store.disk.loading`)."""


class LocalIndex:
    """An index of the engine's own."""

    def __init__(self, store: ox.Store, *, merged: bool) -> None:
        self._store = store
        self._merged = merged

    def change(self, removed: Set[ox.Quad], added: Set[ox.Quad]) -> None:
        """Takes quads away and adds others."""
        change(self._store, removed, added, merged=self._merged)

    def replace(self, graph: GraphName, added: Set[ox.Quad]) -> None:
        """Puts quads of a graph in the place of all that it holds."""
        replace(self._store, graph, added, merged=self._merged)

    def load(self, kept: Path) -> None:
        """Adds the statements of a file that was kept."""
        loading.fill(self._store, kept, merged=self._merged)


def change(store: ox.Store, removed: Set[ox.Quad], added: Set[ox.Quad], *, merged: bool) -> None:
    """Takes quads away and adds others; where the default graph is the merge, none of them is its own."""
    for quad in removed:
        store.remove(quad)
    extend(store, added, merged=merged)
    if merged:
        for quad in removed:
            if not _held(store, quad.triple):
                store.remove(_in_merge(quad))
    for graph in {quad.graph_name for quad in removed} - {_DEFAULT}:
        if not any(store.quads_for_pattern(None, None, None, graph)):
            store.remove_graph(graph)  # else GRAPH ?g {} would find it still


def extend(store: ox.Store, added: Set[ox.Quad], *, merged: bool) -> None:
    """Adds quads, to the merge too where there is one."""
    quads: Iterable[ox.Quad] = _and_merge(added) if merged else added
    (store.bulk_extend if len(added) > MANY else store.extend)(quads)


def replace(store: ox.Store, graph: GraphName, added: Set[ox.Quad], *, merged: bool) -> None:
    """Puts quads of a graph in the place of all that it holds."""
    held = set(store.quads_for_pattern(None, None, None, graph))
    change(store, held - added, added - held, merged=merged)


def name_of(graph: str | None) -> ox.NamedNode | ox.DefaultGraph:
    """A graph's name as the engine has it. Raises BadName for what is no IRI."""
    try:
        return _DEFAULT if graph is None else ox.NamedNode(graph)
    except ValueError as error:
        raise BadName(
            f"'{graph}' is no absolute IRI.",
            advice="Name the graph by an absolute IRI.",
            sv=Swedish(f"'{graph}' är ingen fullständig IRI.", "Ange grafen med en fullständig IRI."),
        ) from error


def quads_of(triples: bytes, graph: str | None, label: str) -> set[ox.Quad]:
    """The quads of a graph from N-Triples, blank nodes named by a label and their place: the same whenever replayed."""
    name, fresh = name_of(graph), _Fresh(label)
    return {
        ox.Quad(fresh.node(quad.subject), quad.predicate, fresh.node(quad.object), name)
        for quad in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)
    }


def in_graph(triples: bytes, graph: str | None) -> set[ox.Quad]:
    """The quads of a graph from N-Triples that we wrote ourselves, blank nodes as they are named there."""
    name = name_of(graph)
    found = ox.parse(triples, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return {ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in found}


def quads(data: bytes) -> set[ox.Quad]:
    """The quads of N-Quads that we wrote ourselves, blank nodes as they are named there."""
    return set(ox.parse(data, format=_N_QUADS))


def written(found: Iterable[ox.Quad]) -> bytes:
    """Quads as N-Quads, in an order that is always the same."""
    return b"".join(sorted((ox.serialize(found, format=_N_QUADS) or b"").splitlines(keepends=True)))


class _Fresh:
    """New names for the blank nodes of one document."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._known: dict[str, ox.BlankNode] = {}

    def node(self, term: Any) -> Any:
        """The term, or the new blank node in its place."""
        if not isinstance(term, ox.BlankNode):
            return term
        return self._known.setdefault(term.value, ox.BlankNode(f"{self._label}x{len(self._known)}"))


def _in_merge(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, _DEFAULT)


def _held(store: ox.Store, triple: ox.Triple) -> bool:
    """Whether a named graph holds a triple."""
    found = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    return any(quad.graph_name != _DEFAULT for quad in found)


def _and_merge(added: Set[ox.Quad]) -> Iterator[ox.Quad]:
    for quad in added:
        yield quad
        yield _in_merge(quad)
