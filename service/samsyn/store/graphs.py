"""Single graphs of a store: written out, told by what they hold, counted."""

from collections.abc import Iterable, Set
from hashlib import blake2b
from typing import IO, Final, cast

import pyoxigraph as ox

from samsyn.store.disk.merge import name_of, written
from samsyn.store.port import Census, Counted, GraphState, Sink
from samsyn.store.reading import graph_format
from samsyn.terms import PREFIXES

_COUNT: Final = """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?p) AS ?properties) { ?s ?p ?o }"""
_CLASSES: Final = "SELECT (COUNT(DISTINCT ?class) AS ?classes) { ?s a ?class }"


def state(store: ox.Store, graph: str | None) -> GraphState:
    """What a graph holds, by a digest of its quads with the names that blank nodes have in the store."""
    return digest(set(store.quads_for_pattern(None, None, None, name_of(graph))))


def digest(found: Set[ox.Quad]) -> GraphState:
    """The digest of a graph's quads."""
    return GraphState(blake2b(written(found), digest_size=16).hexdigest() if found else "")


def send(store: ox.Store, graph: str | None, accept: str | None, out: Sink) -> None:
    """Writes a graph in the format that is wished, with its digest. Of a named graph that holds nothing, nothing."""
    write(store.quads_for_pattern(None, None, None, name_of(graph)), graph, state(store, graph), accept, out)


def write(quads: Iterable[ox.Quad], graph: str | None, now: GraphState, accept: str | None, out: Sink) -> None:
    """Writes a graph's quads, which are in a state."""
    form = graph_format(accept)
    if now.digest or graph is None:
        out.begin(form.media_type, now.digest)
        prefixes = PREFIXES if form.key in ("turtle", "trig") else None
        ox.serialize((quad.triple for quad in quads), cast(IO[bytes], out), format=form.engine, prefixes=prefixes)


def census(store: ox.Store, most: int) -> Census:
    """How much the default graph holds, and the first of the named ones in the order of their names."""
    names = sorted(graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))
    return Census(_counted(store, None), tuple(_counted(store, name) for name in names[:most]), len(names))


def _counted(store: ox.Store, graph: str | None) -> Counted:
    whole, classes = (store.query(text, default_graph=name_of(graph)) for text in (_COUNT, _CLASSES))
    assert isinstance(whole, ox.QuerySolutions)
    assert isinstance(classes, ox.QuerySolutions)
    (counts,), (of_classes,) = whole, classes
    numbers = (counts["triples"], of_classes["classes"], counts["properties"])
    return Counted(graph, *(int(getattr(number, "value", 0)) for number in numbers))
