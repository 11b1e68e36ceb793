"""SHACL's queries put to a store: what the engine is handed to evaluate SHACL-SPARQL."""

from collections.abc import Sequence

from samsyn.engine import Graph, Rules, compile_shapes
from samsyn.engine.asks import Asks, Solution
from samsyn.engine.query import Query
from samsyn.errors import BadShapes, UnsupportedShapes, Where
from samsyn.model import Triple
from samsyn.store import parse, places
from samsyn.store.asking import StoreAsks, parses, written
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
    """Queries about a graph, the shapes graph beside it. Raises EvaluationFailure where it holds what is no RDF."""
    return _Asks(graph, stated)


class _Asks:
    """Queries to a store of pyoxigraph, which knows numbers, dates and truth values by what they are worth alone.

    Where that would be told from the answer, rdflib answers, which knows them as they are written: where two that are
    worth the same are written in two ways, and where a query looks at how terms are written that are not as the store
    would write them.
    """

    def __init__(self, graph: Graph, stated: tuple[Triple, ...]) -> None:
        self._graph, self._stated = graph, stated
        self._written = written((value for _, _, value in (*graph.triples(), *stated)))
        self._store = StoreAsks(graph, stated, {kept: ways[0] for kept, ways in self._written.items()})
        self._merged = any(len(ways) > 1 for ways in self._written.values())
        self._slow: Asks | None = None

    def solutions(self, query: Query, bound: Solution) -> Sequence[Solution]:
        """The solutions of a SELECT query. Raises EvaluationFailure."""
        return self._of(query, bound).solutions(query, bound)

    def holds(self, query: Query, bound: Solution) -> bool:
        """The answer to an ASK query. Raises EvaluationFailure."""
        return self._of(query, bound).holds(query, bound)

    def _of(self, query: Query, bound: Solution) -> Asks:
        respelled = self._merged or (query.lexical and (bool(self._written) or bool(written(bound.values()))))
        if not respelled:
            return self._store
        if self._slow is None:
            from samsyn.graphs import RdflibAsks

            self._slow = RdflibAsks(self._graph, self._stated)
        return self._slow
