"""What a SPARQL Update request comes to: the quads that go and those that come, worked out without changing the store.

The engine evaluates each pattern as a query, and reads each template as data in which an address stands for a variable.
So one function alone changes the index and keeps the default graph in step with it (`samsyn.store.disk.merge`).
"""

from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any, Final

import pyoxigraph as ox
from msgspec.structs import replace

from samsyn.engine.tokens import tokens
from samsyn.errors import BadQuery, EvaluationFailure, Swedish
from samsyn.store.disk.merge import change, written
from samsyn.store.port import Change, Update
from samsyn.store.update_text import Operation, operations
from samsyn.terms import PREFIXES

_VARIABLE: Final = "urn:samsyn:variable:"
_DEFAULT: Final = ox.DefaultGraph()
_Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
_Quads = set[ox.Quad]
_Bound = dict[str, Any]


class Updating:
    """Works out updates over an index that it only reads.

    `scratch` gives a copy of the index that can be written to, for requests of several operations, of which each sees
    what those before it did. `kept` are graphs that CLEAR and DROP of ALL leave alone; `present` gives those of some
    quads that the index holds, where it is asked for many at once.
    """

    def __init__(
        self,
        index: ox.Store,
        scratch: Callable[[], ox.Store],
        *,
        merged: bool,
        kept: Container[str] = frozenset(),
        limit: int = 5_000_000,
        present: Callable[[_Quads], _Quads] | None = None,
    ) -> None:
        self._index = index
        self._scratch = scratch
        self._merged = merged
        self._kept = kept
        self._limit = limit
        self._present = present or (lambda quads: {quad for quad in quads if quad in index})

    def change(self, update: Update) -> Change:
        """What an update comes to. Raises BadQuery for what cannot be read or is refused, EvaluationFailure."""
        todo = operations(update.text, limit=self._limit, base=update.base)
        if update.base:
            todo = [replace(each, prologue=f"BASE <{update.base}> {each.prologue}") for each in todo]
        named = bool(update.using or update.using_named)
        if named and any(each.using or each.using_named or each.with_graph for each in todo):
            raise BadQuery(
                "The graphs are named both beside the update and in it.",
                advice="Leave out using-graph-uri, or USING and WITH.",
                sv=Swedish("Graferna anges både i uppdateringen och vid sidan av den.", "Ange dem på ett ställe."),
            )
        removed, added = _Quads(), _Quads()
        now = self._index
        for place, each in enumerate(todo):
            if place == 1:
                now = self._scratch()
                change(now, removed, added, merged=self._merged)
            try:
                goes, comes = self._one(now, each, update)
            except (SyntaxError, ValueError, RuntimeError, OSError) as error:
                raise EvaluationFailure(
                    f"The update cannot be evaluated: {error}.",
                    sv=Swedish(f"Uppdateringen går inte att utföra: {error}."),
                ) from error
            if place:
                change(now, goes - comes, comes, merged=self._merged)
            removed, added = (removed | goes) - comes, (added - goes) | comes
        gone, new = self._present(removed), added - self._present(added)
        return Change(written(gone), written(new), update.by)

    def _one(self, now: ox.Store, each: Operation, update: Update) -> tuple[_Quads, _Quads]:
        if each.graphs:
            return self._whole_graphs(now, each)
        into = _iri(each, each.with_graph) if each.with_graph else _DEFAULT
        removes, adds = _template(each, each.removes, into), _template(each, each.adds, into)
        if each.data:
            return _filled(removes, [{}]), _filled(adds, [{}])
        names = sorted({name for quad in (*removes, *adds) for name in _variables(quad)})
        rows = list(_rows(now, each, update, names))
        return _filled(removes, rows), _filled(adds, rows)

    def _whole_graphs(self, now: ox.Store, each: Operation) -> tuple[_Quads, _Quads]:
        if each.word in ("CLEAR", "DROP"):
            return self._cleared(now, each), set()
        if each.word == "CREATE":
            if not each.silent and _held(now, _iri(each, each.graphs[0])):
                raise _wrong(f"The graph {each.graphs[0]} is there already.", f"Grafen {each.graphs[0]} finns redan.")
            return set(), set()
        source, target = (self._target(each, word) for word in each.graphs)
        held = _held(now, source)
        if source == target:
            return set(), set()
        if not held and not each.silent and isinstance(source, ox.NamedNode):
            raise _wrong(f"There is no graph {each.graphs[0]}.", f"Grafen {each.graphs[0]} finns inte.")
        comes = {ox.Quad(quad.subject, quad.predicate, quad.object, target) for quad in held}
        goes = _held(now, target) if each.word != "ADD" else set()
        return (goes | held if each.word == "MOVE" else goes) - comes, comes

    def _cleared(self, now: ox.Store, each: Operation) -> _Quads:
        word = each.graphs[0].upper()
        if word not in ("ALL", "NAMED"):
            return _held(now, self._target(each, each.graphs[0]))
        own = word == "ALL" and not self._merged
        return {
            quad
            for quad in now
            if (own if quad.graph_name == _DEFAULT else getattr(quad.graph_name, "value", "") not in self._kept)
        }

    def _target(self, each: Operation, word: str) -> _Graph:
        return _DEFAULT if word.upper() == "DEFAULT" else _iri(each, word)


def _held(now: ox.Store, graph: _Graph) -> _Quads:
    return set(now.quads_for_pattern(None, None, None, graph))


def _read(each: Operation, data: str) -> _Quads:
    """The quads that a text in braces says as data."""
    store = ox.Store()
    store.update(f"{each.prologue} INSERT DATA {data}", prefixes=PREFIXES)
    return set(store)


def _iri(each: Operation, word: str) -> ox.NamedNode:
    """The address that a word stands for, where the declarations of an operation hold."""
    (quad,) = _read(each, f"{{ {word} <urn:samsyn:p> <urn:samsyn:o> }}")
    assert isinstance(quad.subject, ox.NamedNode)
    return quad.subject


def _template(each: Operation, text: str, into: _Graph) -> _Quads:
    """A template as quads, in which an address stands for each variable. Raises BadQuery for what RDF 1.1 has not."""
    if not text:
        return set()
    written_out = "".join(f"<{_VARIABLE}{token.variable}>" if token.variable else token.text for token in tokens(text))
    found = _read(each, written_out)
    if any(isinstance(quad.object, ox.Triple) for quad in found):
        raise _wrong(
            "Statements about statements, new in RDF 1.2, are not kept.",
            "Påståenden om påståenden, nya i RDF 1.2, sparas inte.",
        )
    return {
        ox.Quad(quad.subject, quad.predicate, quad.object, into) if quad.graph_name == _DEFAULT else quad
        for quad in found
    }


def _variables(quad: ox.Quad) -> Iterator[str]:
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(term, ox.NamedNode) and term.value.startswith(_VARIABLE):
            yield term.value.removeprefix(_VARIABLE)


def _filled(template: _Quads, rows: Iterable[_Bound]) -> _Quads:
    """A template with each row of values in the place of its variables; what is then no RDF is left out."""
    found = _Quads()
    for row in rows:
        fresh: dict[ox.BlankNode, ox.BlankNode] = {}
        for quad in template:
            terms = [_term(term, row, fresh) for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)]
            subject, predicate, value, graph = terms
            if (
                isinstance(subject, ox.NamedNode | ox.BlankNode)
                and isinstance(predicate, ox.NamedNode)
                and isinstance(value, ox.NamedNode | ox.BlankNode | ox.Literal)
                and isinstance(graph, ox.NamedNode | ox.BlankNode | ox.DefaultGraph)
            ):
                found.add(ox.Quad(subject, predicate, value, graph))
    return found


def _term(term: Any, row: _Bound, fresh: dict[ox.BlankNode, ox.BlankNode]) -> Any:
    """What stands for a term of a template; None for a variable without a value."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(_VARIABLE):
        return row.get(term.value.removeprefix(_VARIABLE))
    return fresh.setdefault(term, ox.BlankNode()) if isinstance(term, ox.BlankNode) else term


def _rows(now: ox.Store, each: Operation, update: Update, names: list[str]) -> Iterator[_Bound]:
    """What the pattern of an operation binds some variables to."""
    using = update.using or tuple(_iri(each, word).value for word in each.using)
    using_named = update.using_named or tuple(_iri(each, word).value for word in each.using_named)
    chosen: dict[str, Any] = {}
    if using or using_named:
        now = _dataset(now, using, using_named)
    elif each.with_graph:
        chosen["default_graph"] = _iri(each, each.with_graph)
    wanted = " ".join(f"?{name}" for name in names) or "(1 AS ?one)"
    found = now.query(f"{each.prologue} SELECT {wanted} WHERE {each.where}", prefixes=PREFIXES, **chosen)
    assert isinstance(found, ox.QuerySolutions)
    for solution in found:
        yield {name: value for name in names if (value := solution[name]) is not None}


def _dataset(now: ox.Store, using: Iterable[str], using_named: Iterable[str]) -> ox.Store:
    """A store whose default graph is the merge of some graphs, with some named ones (SPARQL 1.1 Update, 3.1.3)."""
    store = ox.Store()
    for name in using:
        store.extend(ox.Quad(q.subject, q.predicate, q.object, _DEFAULT) for q in _held(now, ox.NamedNode(name)))
    for name in using_named:
        store.extend(_held(now, ox.NamedNode(name)))
    return store


def _wrong(message: str, sv: str) -> BadQuery:
    return BadQuery(message, sv=Swedish(sv))
