"""SHACL's queries put to a store: what the engine is handed to evaluate SHACL-SPARQL."""

from samsyn.engine import Graph, Rules, compile_shapes
from samsyn.engine.asks import Asks
from samsyn.errors import BadShapes, UnsupportedShapes, Where
from samsyn.model import Triple
from samsyn.store import parse, places
from samsyn.store.asking import StoreAsks, parses, rewritten
from samsyn.store.formats import Format


def rules(shapes: Graph) -> Rules:
    """The rules of a shapes graph, its queries among them. Raises BadShapes, UnsupportedShapes."""
    return Rules(compile_shapes(shapes, parses), asking)


def read(data: bytes, form: Format, *, name: str | None = None, base: str | None = None, blank: str = "s") -> Rules:
    """The rules of a document. Raises as `rules` does, with the line, and as `samsyn.store.parse.graph` does."""
    try:
        return rules(parse.graph(data, form, name=name, base=base, blank=blank))
    except (BadShapes, UnsupportedShapes) as error:
        if error.shape:
            line = places.line(data, form, error.shape, error.stated, base=base, blank=blank)
            error.where = Where(name, line)
        raise


def asking(graph: Graph, stated: tuple[Triple, ...]) -> Asks:
    """Queries about a graph.

    A store of pyoxigraph answers, which knows numbers, dates and truth values by what they are worth alone: where the
    graph spells one otherwise, rdflib does, slower, which knows them as they are written.
    """
    if rewritten(graph, stated):
        from samsyn.graphs import RdflibAsks

        return RdflibAsks(graph, stated)
    return StoreAsks(graph, stated)
