"""SHACL's queries put to a store: what the engine is handed to evaluate SHACL-SPARQL."""

from samsyn.engine import Graph, Rules, compile_shapes
from samsyn.engine.asks import Asks
from samsyn.model import Triple
from samsyn.store.asking import StoreAsks, parses, rewritten


def rules(shapes: Graph) -> Rules:
    """The rules of a shapes graph, its queries among them. Raises BadShapes, UnsupportedShapes."""
    return Rules(compile_shapes(shapes, parses), asking)


def asking(graph: Graph, stated: tuple[Triple, ...]) -> Asks:
    """Queries about a graph.

    A store of pyoxigraph answers, which knows numbers, dates and truth values by what they are worth alone: where the
    graph spells one otherwise, rdflib does, slower, which knows them as they are written.
    """
    if rewritten(graph, stated):
        from samsyn.graphs import RdflibAsks

        return RdflibAsks(graph, stated)
    return StoreAsks(graph, stated)
