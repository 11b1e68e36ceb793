"""A store in memory: each source in its named graph, and all merged in the default graph.

The merge is a graph of its own and not a union made at query time, which would return a triple of two graphs twice.
"""

from collections.abc import Iterable

import pyoxigraph as ox

from samsyn.model import Triple
from samsyn.store import write
from samsyn.store.reading import Reader


class EmbeddedStore(Reader):
    """A store in memory; `result_bytes` and `query_bytes` bound what one query may give and be."""

    def __init__(self, *, result_bytes: int = 10_000_000, query_bytes: int = 65_536) -> None:
        super().__init__(ox.Store(), result_bytes=result_bytes, query_bytes=query_bytes)

    def load(self, sources: Iterable[tuple[str, bytes]]) -> None:
        """Adds documents in Turtle, each to the named graph that stands beside it, and to the merge."""
        for name, data in sources:
            found = ox.parse(data, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
            self._extend(name, (quad.triple for quad in found))

    def add(self, name: str, triples: Iterable[Triple]) -> None:
        """Adds triples to a named graph, and to the merge; equal blank node labels in one call are one node."""
        fresh: dict[ox.BlankNode, ox.BlankNode] = {}
        self._extend(name, (_renamed(triple, fresh) for triple in write.statements(triples)))

    def _extend(self, name: str, triples: Iterable[ox.Triple]) -> None:
        graph = ox.NamedNode(name)
        self._store.extend(
            ox.Quad(triple.subject, triple.predicate, triple.object, where)
            for triple in triples
            for where in (graph, ox.DefaultGraph())
        )


def _renamed(triple: ox.Triple, fresh: dict[ox.BlankNode, ox.BlankNode]) -> ox.Triple:
    """The triple with blank nodes of its own, so that two documents with the same labels stay apart."""
    subject, predicate, value = triple
    if isinstance(subject, ox.BlankNode):
        subject = fresh.setdefault(subject, ox.BlankNode())
    if isinstance(value, ox.BlankNode):
        value = fresh.setdefault(value, ox.BlankNode())
    return ox.Triple(subject, predicate, value)
