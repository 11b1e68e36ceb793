"""Questions to a store elsewhere. Nothing here opens a socket: requests go through the function that is handed in."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from copy import copy
from typing import Any, Final, Self, cast

import msgspec
import pyoxigraph as ox

from samsyn.errors import BadQuery
from samsyn.store import graphs as single
from samsyn.store import queries, write
from samsyn.store.disk import merge
from samsyn.store.disk.generations import State
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.sight import starting
from samsyn.store.formats import rdf_format
from samsyn.store.port import (
    EVERYTHING,
    Answer,
    Census,
    Change,
    Context,
    Counted,
    DefaultGraph,
    GraphState,
    Sink,
    Update,
)
from samsyn.store.reading import Reader, put
from samsyn.store.remote import names, texts
from samsyn.store.remote.answers import results, rows, triples
from samsyn.store.remote.view import View, copied
from samsyn.store.remote.words import too_many_graphs
from samsyn.store.scope import Scope, asked_of
from samsyn.store.sinks import Capped
from samsyn.store.updates import Updating

#: where the default graph is kept, what each store elsewhere is told of its own state in, and the graphs it lists there
CURRENT: Final = "https://w3id.org/samsyn/id/graph/current"
STATE: Final = "https://w3id.org/samsyn/id/graph/state"
HOLDS: Final = "https://w3id.org/samsyn/ns/kept/holds"
BASIS: Final = "https://w3id.org/samsyn/ns/kept/basis"
#: asked of where there is no graph to ask: without any, Virtuoso takes its own
_EMPTY: Final = "https://w3id.org/samsyn/id/graph/empty"
OURS: Final = frozenset({CURRENT, STATE})
_JSON: Final = "application/sparql-results+json"
_COUNT: Final = "SELECT ?g (COUNT(*) AS ?triples) (COUNT(DISTINCT ?p) AS ?properties)"
_CLASSES: Final = "SELECT ?g (COUNT(DISTINCT ?class) AS ?classes)"
_N_TRIPLES: Final = "application/n-triples"
#: graphs that a query can be asked of at once: each takes the remote store time to read
_MOST_GRAPHS: Final = 1_000
_AT_A_TIME: Final = 200
#: a request: its text and the media type that is wished; the bytes that come back. Raises SamsynError
Send = Callable[[str, str], bytes]


class RemoteReader:
    """What can be asked of a store elsewhere; `result_bytes` and `query_bytes` bound what a query may give and be."""

    def __init__(
        self,
        send: Send,
        *,
        default_graph: DefaultGraph = "union",
        result_bytes: int = 10_000_000,
        query_bytes: int = 65_536,
        update_bytes: int = 5_000_000,
        layout: Layout | None = None,
    ) -> None:
        self._send = send
        self._layout = layout
        self._merged = default_graph == "union"
        self._result_bytes = result_bytes
        self._query_bytes = query_bytes
        self._update_bytes = update_bytes

    def through(self, send: Send) -> Self:
        """The same, that sends its requests another way."""
        found = copy(self)
        found._send = send
        return found

    def query(self, text: str, accept: str | None = None, context: Context = EVERYTHING) -> Answer:
        """The answer to a SPARQL query; see `samsyn.store.port`."""
        out = Capped(self._result_bytes)
        self.ask(text, accept, context, out)
        assert out.answer
        return out.answer

    def ask(self, text: str, accept: str | None, context: Context, out: Sink) -> None:
        """The same, written to a sink."""
        queries.refuse_what_reaches_out(text, limit=self._query_bytes)
        texts.refuse_own_functions(text)
        chosen = _read(text, context)
        if len(set(chosen.default)) > 1:  # Virtuoso counts what two of them hold twice
            own = self._copied((*chosen.default, *chosen.named))
            Reader(own, query_bytes=self._query_bytes).ask(text, accept, context, out)
            return
        default, named = self._graphs_of(text, chosen)
        form = texts.form_of(text)
        asked = texts.asked_of(text, default, named, base=context.base)
        if form in ("CONSTRUCT", "DESCRIBE"):
            put(triples(self._send(asked, _N_TRIPLES)), accept, out)
        else:
            put(results(self._send(asked, _JSON), form), accept, out)

    def describe(self, iri: str, form: str) -> Answer | None:
        """What is stated of a thing, with its blank nodes; None if nothing is."""
        try:
            waiting: list[Any] = [ox.NamedNode(iri)]
        except ValueError:
            return None
        found: list[ox.Triple] = []
        seen = set(waiting)
        while waiting:
            some = [waiting.pop() for _ in range(min(len(waiting), _AT_A_TIME))]
            nodes = " ".join(str(names.sent(node)) for node in some)
            text = f"SELECT ?s ?p ?o FROM <{CURRENT}> WHERE {{ VALUES ?s {{ {nodes} }} ?s ?p ?o }}"
            for row in rows(self._send(text, _JSON)):
                found.append(ox.Triple(row["s"], row["p"], row["o"]))
                if isinstance(row["o"], ox.BlankNode) and row["o"] not in seen:
                    seen.add(row["o"])
                    waiting.append(row["o"])
        return self._document(found, form)

    def graph(self, wanted: Iterable[str], form: str) -> Answer | None:
        """The statements of some named graphs; None if there are none."""
        there = set(self.graphs())
        return self._document([each for name in wanted if name in there for each in self.held(name)], form)

    def graph_state(self, graph: str | None) -> GraphState:
        """What a graph holds, by its digest; None is the default graph."""
        return single.digest(self.quads(graph))

    def send(self, graph: str | None, accept: str | None, out: Sink) -> None:
        """Writes a graph to a sink, in the format that is wished; nothing is begun for one that is not there."""
        found = self.quads(graph)
        single.write(found, graph, single.digest(found), accept, out)

    def census(self, most: int) -> Census:
        """How much the graphs hold, so many of the named ones told one by one."""
        there, pattern = self.graphs(), "WHERE { GRAPH ?g { %s } } GROUP BY ?g"
        whole = {row["g"].value: row for row in rows(self._send(f"{_COUNT} {pattern % '?s ?p ?o'}", _JSON))}
        typed = {row["g"].value: row for row in rows(self._send(f"{_CLASSES} {pattern % '?s a ?class'}", _JSON))}

        def counted(graph: str | None) -> Counted:
            name = CURRENT if graph is None else graph
            kept = ((whole, "triples"), (typed, "classes"), (whole, "properties"))
            return Counted(graph, *(int(found[name][word].value) if name in found else 0 for found, word in kept))

        return Census(counted(None), tuple(map(counted, there[:most])), len(there))

    def lines(self, graph: str) -> bytes:
        """The triples of a named graph as N-Triples; none of one that is not there."""
        found = ox.serialize((quad.triple for quad in self.quads(graph)), format=ox.RdfFormat.N_TRIPLES) or b""
        return b"".join(sorted(found.splitlines(keepends=True)))

    @property
    def layout(self) -> Layout:
        """Where files and journal lie."""
        assert self._layout
        return self._layout

    def state(self) -> State:
        """What the store elsewhere was told that it holds. Raises Overloaded where that is nothing yet."""
        if not (text := self.told_state()):
            raise starting()
        return msgspec.json.decode(text, type=State)

    def quads(self, graph: str | None) -> set[ox.Quad]:
        """What a graph holds, if it is one that can be asked of; None is the default graph."""
        if graph is not None and graph not in self.graphs():
            return set()
        name = merge.name_of(graph)
        found = self.held(CURRENT if graph is None else graph)
        return {ox.Quad(each.subject, each.predicate, each.object, name) for each in found}

    def change(self, update: Update) -> Change:
        """What an update comes to on the store as it is. Raises BadQuery, EvaluationFailure."""
        texts.refuse_own_functions(update.text)
        view = View(self)
        kept = self.derived()
        working = Updating(
            cast(ox.Store, view), view.copied, merged=self._merged, kept=kept, limit=self._update_bytes,
            present=self.present,
        )  # fmt: skip
        return working.change(update)

    def warm(self) -> None:
        """Nothing has to be opened here."""

    def graphs(self) -> list[str]:
        """The named graphs, of those that were written by us."""
        text = f"SELECT ?g FROM <{STATE}> WHERE {{ ?g <{HOLDS}> true }}"
        return sorted(row["g"].value for row in rows(self._send(text, _JSON)))

    def derived(self) -> dict[str, str]:
        """The graphs that follow from others, each with what it rests on."""
        text = f"SELECT ?g ?o FROM <{STATE}> WHERE {{ ?g <{BASIS}> ?o }} ORDER BY ?o"  # half told, the later one holds
        return {row["g"].value: row["o"].value for row in rows(self._send(text, _JSON))}

    def told_state(self) -> str | None:
        """What the store elsewhere was last told of its state; None where nothing is known there."""
        return max(self.states(), default="").partition(" ")[2] or None

    def states(self) -> list[str]:
        """All that it was told and has not forgotten, each behind a number that grows."""
        text = f"SELECT ?o FROM <{STATE}> WHERE {{ <{STATE}> <{HOLDS}> ?o }}"
        return [row["o"].value for row in rows(self._send(text, _JSON))]

    def held(self, graph: str) -> list[ox.Triple]:
        """What a graph holds."""
        text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        return triples(self._send(text, _N_TRIPLES))

    def holds(self, graph: str) -> bool:
        """Whether a graph holds anything."""
        return bool(list(rows(self._send(f"SELECT ?s WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT 1", _JSON))))

    def places(self, statements: Iterable[ox.Triple]) -> set[ox.Quad]:
        """The statements among some that graphs hold, each with its graph.

        Asked with values and compared here, by number: Virtuoso takes NOT EXISTS behind VALUES to hold where it does
        not, and tells a value of its own for some of those it was given.
        """
        found: set[ox.Quad] = set()
        waiting = list(statements)
        while waiting:
            some, waiting = waiting[:_AT_A_TIME], waiting[_AT_A_TIME:]
            values = " ".join(f"({place} {names.sent_triple(each)})" for place, each in enumerate(some))
            text = f"SELECT ?n ?g WHERE {{ VALUES (?n ?s ?p ?o) {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}"
            for row in rows(self._send(text, _JSON)):
                if row["g"].value != STATE:
                    each = some[int(row["n"].value)]
                    graph = ox.DefaultGraph() if row["g"].value == CURRENT else row["g"]
                    found.add(ox.Quad(each.subject, each.predicate, each.object, graph))
        return found

    def present(self, quads: Iterable[ox.Quad]) -> set[ox.Quad]:
        """Those of some quads that are there."""
        wanted = set(quads)
        return wanted & self.places({quad.triple for quad in wanted})

    def rows(self, text: str, default: str | None) -> ox.QuerySolutions:
        """The solutions of a SELECT query of our own making, with a default graph: None is that of the store."""
        first = CURRENT if default is None else default if default in self.graphs() else _EMPTY
        found = results(self._send(texts.asked_of(text, [first], self._named(text)), _JSON), "SELECT")
        assert isinstance(found, ox.QuerySolutions)
        return found

    def _graphs_of(self, text: str, chosen: Context) -> tuple[Sequence[str], Sequence[str]]:
        """The default graph and the named graphs that a query is asked of, none of them one of the store's own."""
        if not (chosen.default or chosen.named):
            return [CURRENT], self._named(text)
        there = set(self.graphs())
        default, named = ([name for name in some if name in there] for some in (chosen.default, chosen.named))
        return default or [_EMPTY], named or [_EMPTY]

    def _copied(self, graphs: Iterable[str]) -> ox.Store:
        """Some graphs in a store here. Raises TooLarge where they are large ones."""
        return copied(quad for name in dict.fromkeys(graphs) for quad in self.quads(name))

    def _named(self, text: str) -> Sequence[str]:
        """The named graphs that a query is asked of. Raises BadQuery where they are too many."""
        if not texts.names_graphs(text):
            return ()
        found = self.graphs()
        if len(found) > _MOST_GRAPHS:
            if texts.asks_any_graph(text):
                raise too_many_graphs(len(found), _MOST_GRAPHS)
            mentioned = texts.addresses(text)
            found = [name for name in found if name in mentioned]
        return found or [_EMPTY]

    def _document(self, found: Sequence[ox.Triple], form: str) -> Answer | None:
        kind = rdf_format(form)
        return Answer(kind.media_type, write.document(found, kind)) if found else None


def _read(text: str, context: Context) -> Context:
    """The graphs that a query is asked of, if it can be read: asked of nothing, it costs nothing. Raises BadQuery."""
    try:
        chosen = asked_of(text, context)
        scope = Scope(ox.Store(), text, chosen)
        with suppress(RuntimeError, OSError):
            scope.store.query(text, **scope.options)
        return chosen
    except SyntaxError as error:
        raise queries.not_a_query(error, text) from error
    except ValueError as error:
        raise queries.not_evaluated(BadQuery, error) from error
