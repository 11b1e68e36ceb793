"""Questions to a store of pyoxigraph, and their answers in the format that is wished."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import IO, Final, cast

import pyoxigraph as ox

from samsyn.errors import BadQuery, EvaluationFailure, Swedish, UnknownChoice
from samsyn.store import negotiate, queries, write
from samsyn.store.formats import Format, rdf_format
from samsyn.store.port import EVERYTHING, Answer, Context, Sink
from samsyn.store.scope import Scope, asked_of
from samsyn.store.sinks import Capped
from samsyn.terms import PREFIXES

#: the formats of a table or a yes or no, and of a graph, the preferred one first
TABLES: Final[dict[str, str]] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPHS: Final = ("turtle", "n-triples", "rdf-xml", "json-ld", "trig", "n-quads")
_OF_GRAPHS: Final = {key: rdf_format(key).media_type for key in GRAPHS}
_ALIASES: Final = {"application/json": "json", "application/xml": "xml", "text/xml": "xml", "text/plain": "n-triples"}
#: what some clients call the formats of a graph
_GRAPH_NAMES: Final = {"xml": "rdf-xml", "rdf+xml": "rdf-xml", "rdf": "rdf-xml", "n3": "turtle"}
_ENGINE: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Reader:
    """What can be asked of an open store; `result_bytes` and `query_bytes` bound what one query may give and be."""

    def __init__(self, store: ox.Store, *, result_bytes: int = 10_000_000, query_bytes: int = 65_536) -> None:
        self._store = store
        self._result_bytes = result_bytes
        self._query_bytes = query_bytes

    def query(self, text: str, accept: str | None = None, context: Context = EVERYTHING) -> Answer:
        """The answer to a SPARQL query, as an Accept header or the name of a format wishes.

        Prefixes of ours need not be declared. Raises BadQuery, UnknownChoice for a format that does not fit the kind
        of query, and TooLarge for an answer beyond the limit.
        """
        out = Capped(self._result_bytes)
        self.ask(text, accept, context, out)
        assert out.answer
        return out.answer

    def ask(self, text: str, accept: str | None, context: Context, out: Sink) -> None:
        """The same, written to a sink while it is worked out."""
        queries.refuse_what_reaches_out(text, limit=self._query_bytes)
        try:
            scope = Scope(self._store, text, asked_of(text, context))
            results = scope.store.query(text, **scope.options)
        except SyntaxError as error:
            raise queries.not_a_query(error, text) from error
        except (ValueError, RuntimeError, OSError) as error:
            raise queries.not_evaluated(BadQuery, error) from error
        try:
            put(results, accept, out)
        except (RuntimeError, OSError) as error:
            raise queries.not_evaluated(EvaluationFailure, error) from error

    def describe(self, iri: str, form: str) -> Answer | None:
        """What is stated of a thing, with its blank nodes, in a format; None if nothing is."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return None
        return self._document(self._about(node), rdf_format(form))

    def graph(self, names: Iterable[str], form: str) -> Answer | None:
        """The statements of some named graphs, in a format; None if there are none."""
        found = [
            quad.triple
            for name in names
            for quad in self._store.quads_for_pattern(None, None, None, ox.NamedNode(name))
        ]
        return self._document(found, rdf_format(form))

    def _about(self, node: ox.NamedNode) -> list[ox.Triple]:
        found: list[ox.Triple] = []
        waiting: list[ox.NamedNode | ox.BlankNode] = [node]
        seen = set(waiting)
        while waiting:
            for quad in self._store.quads_for_pattern(waiting.pop(), None, None, ox.DefaultGraph()):
                found.append(quad.triple)
                if isinstance(quad.object, ox.BlankNode) and quad.object not in seen:
                    seen.add(quad.object)
                    waiting.append(quad.object)
        return found

    def _document(self, found: Sequence[ox.Triple], form: Format) -> Answer | None:
        if not found:
            return None
        return Answer(form.media_type, write.document(found, form))


def put(results: _Results | list[ox.Triple], accept: str | None, out: Sink) -> None:
    """Writes results to a sink in the format that is wished. Raises UnknownChoice, and what the sink raises."""
    if isinstance(results, ox.QueryTriples | list):
        form = graph_format(accept)
        out.begin(form.media_type)
        prefixes = PREFIXES if form.key in ("turtle", "trig") else None
        ox.serialize(_distinct(results), cast(IO[bytes], out), format=form.engine, prefixes=prefixes)
        return
    key = _chosen(accept, tables=True)
    out.begin(TABLES[key])
    results.serialize(cast(IO[bytes], out), _ENGINE[key])


def graph_format(accept: str | None) -> Format:
    """The format of a graph that an Accept header or the name of a format wishes. Raises UnknownChoice."""
    accept = _GRAPH_NAMES.get(accept or "", accept)
    return rdf_format(_chosen(accept, tables=False))


def takes_graph(accept: str | None) -> bool:
    """Whether an Accept header takes a graph in one of its formats at least."""
    return negotiate.best(accept, tuple(_types(_OF_GRAPHS))) is not None


@lru_cache(1000)
def _chosen(accept: str | None, *, tables: bool) -> str:
    """The key of the format that is wished: by its name, or by an Accept header, else the first."""
    offered = TABLES if tables else _OF_GRAPHS
    if accept in offered:
        return accept
    if accept and "/" not in accept:
        known = tuple(offered)
        message = f"'{accept}' is no format of the answer to this kind of query."
        names = ", ".join(known)
        sv = Swedish(f"'{accept}' är inget format för svaret på en sådan fråga.", f"Välj bland: {names}.")
        raise UnknownChoice(message, valid=known, advice=f"Choose one of: {names}.", sv=sv)
    types = _types(offered)
    found = negotiate.best(accept, tuple(types))
    return types[found] if found else next(iter(offered))


def _types(offered: dict[str, str]) -> dict[str, str]:
    """The keys of formats by their media types, and by what else those are called."""
    types = {media_type: key for key, media_type in offered.items()}
    return types | {media_type: key for media_type, key in _ALIASES.items() if key in offered}


def _distinct(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Each triple once: a graph is a set, and pyoxigraph gives one for each solution."""
    seen: set[ox.Triple] = set()
    for triple in triples:
        if triple not in seen:
            seen.add(triple)
            yield triple
