"""SHACL's queries put to a store: what the engine is handed to evaluate SHACL-SPARQL."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from samsyn.engine import Graph, Rules, compile_shapes
from samsyn.engine.asks import Asks, Solution
from samsyn.engine.query import Query
from samsyn.errors import BadShapes, UnsupportedShapes, Where
from samsyn.model import Triple
from samsyn.store import parse, places
from samsyn.store.asking import StoreAsks, by_worth, parses
from samsyn.store.formats import Format
from samsyn.store.signs import signs
from samsyn.terms import Term


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
    would write them. It answers too where the store is wrong: a path of no steps may begin at a constant that no
    statement has, and alternatives that lead to the same lead there twice.
    """

    def __init__(self, graph: Graph, stated: tuple[Triple, ...]) -> None:
        self._graph, self._stated = graph, stated
        worth = by_worth(value for _, _, value in (*graph.triples(), *stated))
        self._written = {kept: ways for kept, ways in worth.items() if ways != {kept}}
        self._store = StoreAsks(graph, stated, {kept: min(ways) for kept, ways in self._written.items()})
        self._worth = worth
        self._merged = any(len(ways) > 1 for ways in worth.values())
        self._slow: Asks | None = None
        self._named: dict[Query, tuple[frozenset[Term], bool]] = {}

    def solutions(self, query: Query, bound: Solution) -> Sequence[Solution]:
        """The solutions of a SELECT query. Raises EvaluationFailure."""
        return self._of(query, bound).solutions(query, bound)

    def holds(self, query: Query, bound: Solution) -> bool:
        """The answer to an ASK query. Raises EvaluationFailure."""
        return self._of(query, bound).holds(query, bound)

    def _of(self, query: Query, bound: Solution) -> Asks:
        if not (self._merged or self._told_apart(query, bound)):
            return self._store
        if self._slow is None:
            from samsyn.graphs.asking import RdflibAsks

            self._slow = RdflibAsks(self._graph, self._stated)
        return self._slow

    def _told_apart(self, query: Query, bound: Solution) -> bool:
        """Whether the store may answer a query otherwise than terms as they are written would have it."""
        if query not in self._named:
            self._named[query] = self._constants(query)
        literals, elsewhere = self._named[query]
        worth = by_worth((*literals, *bound.values()))
        if elsewhere or (query.lexical and (self._written or any(ways != {kept} for kept, ways in worth.items()))):
            return True
        return any(ways != self._worth.get(kept, {kept}) for kept, ways in worth.items())

    def _constants(self, query: Query) -> tuple[frozenset[Term], bool]:
        """The literals that a query names, and whether the store finds other ends of its paths, or less often.

        It is read for its terms only where its text shows that they may matter.
        """
        text = query.text("")
        shown = signs(text)
        if shown.twice:
            return frozenset(), True
        if not (shown.still or shown.odd or (shown.literals and self._written)):
            return frozenset(), False
        from samsyn.graphs.asking import constants

        named = constants(text)
        graphs = [self._nodes, self._nodes_of_shapes] if "shapesGraph" in query.variables else [self._nodes]
        return named.literals, not all(named.ends <= nodes for nodes in graphs)

    @cached_property
    def _nodes(self) -> set[Term]:
        return _nodes(self._graph.triples())

    @cached_property
    def _nodes_of_shapes(self) -> set[Term]:
        return _nodes(self._stated)


def _nodes(triples: Iterable[Triple]) -> set[Term]:
    """The subjects and objects of some triples."""
    return {term for subject, _, value in triples for term in (subject, value)}
