"""Derived graphs, many at a time: what is new of them comes into the index as whole files, not triple by triple.

What comes is text that a worker wrote. Only its blank nodes need names of their own, so the engine reads the rest by
itself. A graph of which nothing seems to stay is emptied as a whole. Either way it holds the same in the end, as with
`merge.replace`; no more than the time depends on it.
"""

import io
from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from samsyn.store.disk import merge
from samsyn.store.disk.files import digest
from samsyn.store.formats import rdf_format

_N_QUADS: Final = rdf_format("n-quads").engine
#: what ends a statement, and what may begin a blank node
_END, _BLANK = b" .\n", b"_:"


def quads_of(triples: bytes, graph: str) -> set[ox.Quad]:
    """The quads of a derived graph; the same blank nodes whenever the same is derived."""
    return merge.quads_of(triples, graph, f"d{digest(graph.encode())[:8]}")


def refill(store: ox.Store, graphs: Mapping[str, bytes], *, merged: bool) -> None:
    """Puts triples, as N-Triples in the form of our own, in the place of all that each graph holds."""
    many = sum(each.count(b"\n") for each in graphs.values()) > merge.MANY
    new = dict[str, bytes]()
    for graph, triples in graphs.items():
        name = merge.name_of(graph)
        assert isinstance(name, ox.NamedNode)
        if many and _is_new(store, name, triples):
            empty(store, name, merged=merged)
            new[graph] = triples
        else:
            merge.replace(store, name, quads_of(triples, graph), merged=merged)
    _fill(store, new, merged=merged)


def empty(store: ox.Store, graph: ox.NamedNode, *, merged: bool) -> None:
    """Removes a graph with all that it holds, each step of it as one change of the engine's."""
    if not store.contains_named_graph(graph):
        return
    if merged:
        elsewhere = list(_held_elsewhere(store, graph))
        store.update(f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
        store.extend(elsewhere)
    store.remove_graph(graph)


def _held_elsewhere(store: ox.Store, graph: ox.NamedNode) -> list[ox.Quad]:
    """What a graph has in common with other named graphs, as it stands in the merge."""
    found = store.query(
        f"SELECT ?s ?p ?o {{ {{ SELECT DISTINCT ?s {{ GRAPH {graph} {{ ?s ?x ?y }} }} }}"
        f" GRAPH ?other {{ ?s ?p ?o }} FILTER(?other != {graph}) GRAPH {graph} {{ ?s ?p ?o }} }}"
    )
    assert isinstance(found, ox.QuerySolutions)
    return [ox.Quad(each["s"], each["p"], each["o"]) for each in found]


def _is_new(store: ox.Store, graph: ox.NamedNode, triples: bytes) -> bool:
    """Whether nothing of what comes first in a graph is said in it yet: then hardly anything will stay."""
    first = next(iter(ox.parse(triples[: triples.find(b"\n") + 1], format=ox.RdfFormat.N_TRIPLES)), None)
    return first is None or not any(store.quads_for_pattern(first.subject, None, None, graph))


def _fill(store: ox.Store, graphs: Mapping[str, bytes], *, merged: bool) -> None:
    """Adds triples to graphs that are empty."""
    named, blank = list[bytes](), set[ox.Quad]()
    for graph, triples in graphs.items():
        lines, end = triples.splitlines(keepends=True), f" <{graph}>".encode() + _END
        plain = [line for line in lines if _BLANK not in line]
        blank |= quads_of(b"".join(line for line in lines if _BLANK in line), graph)
        named += [line[: -len(_END)] + end for line in plain]
        named += plain if merged else ()
    if named:
        store.bulk_load(io.BytesIO(b"".join(named)), format=_N_QUADS, lenient=True)
    if blank:
        merge.extend(store, blank, merged=merged)
