"""The index in a store elsewhere, changed by what entries of the journal come to.

Each request is one operation of ground data, since several are not atomic everywhere. All of them can be made again: a
change that was broken off is whole once its entry is applied anew. What is added comes to the merge first, and what
goes leaves the merge first, so that a half-made change shows in the named graphs what is still to be done.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from itertools import groupby, islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from samsyn.store.disk import merge
from samsyn.store.disk.merge import GraphName
from samsyn.store.remote import names
from samsyn.store.remote.reader import BASIS, CURRENT, HOLDS, OURS, STATE, RemoteReader

#: statements and bytes of one request: Virtuoso refuses texts of 10,000 lines, and fewer of long ones
_STATEMENTS: Final = 1_000
_BYTES: Final = 400_000
#: of the number before a state, so that the newest is the last by its text
_DIGITS: Final = 12
_DEFAULT: Final = ox.DefaultGraph()
_TRUE: Final = ox.Literal(True)


class RemoteIndex:
    """A store elsewhere as an index. `update` makes one operation there."""

    def __init__(self, reader: RemoteReader, update: Callable[[str], None], *, merged: bool) -> None:
        self._reader = reader
        self._update = update
        self._merged = merged
        self._listed: set[str] | None = None
        self._removed, self._added = set[ox.Quad](), set[ox.Quad]()

    def begin(self) -> None:
        """Begins an entry: what is changed from now on is made by `end`."""
        self._removed, self._added = set(), set()

    def change(self, removed: Set[ox.Quad], added: Set[ox.Quad]) -> None:
        """Takes quads away and adds others, once the entry ends."""
        removed, added = _canonical(removed), _canonical(added)
        there = self._reader.present(removed | added)
        self._removed |= (removed & there) - added
        self._added |= added - there

    def replace(self, graph: GraphName, added: Set[ox.Quad]) -> None:
        """Puts quads of a graph in the place of all that it holds, once the entry ends."""
        name = graph.value if isinstance(graph, ox.NamedNode) else CURRENT
        held = set[ox.Quad]()
        if name == CURRENT or name in self._graphs():
            held = {ox.Quad(each.subject, each.predicate, each.object, graph) for each in self._reader.held(name)}
        new = _canonical(added)
        self._removed |= held - new
        self._added |= new - held

    def end(self) -> None:
        """Makes what was changed since the entry began."""
        self._make(self._removed, self._added)

    def load(self, kept: Path) -> None:
        """Adds the statements of a file that was kept, some at a time: they may be more than memory takes."""
        with kept.open("rb") as file:
            while lines := list(islice(file, _STATEMENTS)):
                self._added = _canonical(merge.quads(b"".join(lines)))
                self._make(set(), self._added)

    def touched(self) -> set[ox.Triple]:
        """The statements that were last changed."""
        return {quad.triple for quad in self._removed | self._added}

    def settle(self, statements: Set[ox.Triple]) -> None:
        """Has some statements in the merge if a named graph holds them, and else not."""
        if self._merged:
            gone = self._held_by_no_other({ox.Quad(each.subject, each.predicate, each.object) for each in statements})
            self._put("DELETE", _merged(gone))
            self._put("INSERT", _merged(statements - gone))

    def taken(self, graphs: Iterable[str | None]) -> str | None:
        """The first of some graphs that the store elsewhere uses itself, or that we do; None where there is none."""
        for graph in graphs:
            if graph and (graph in OURS or (graph not in self._graphs() and self._reader.holds(graph))):
                return graph
        return None

    def forget(self) -> None:
        """Looks anew which graphs there are: the store elsewhere may be another by now."""
        self._listed = None

    def _make(self, goes: Set[ox.Quad], comes: Set[ox.Quad]) -> None:
        if self._merged:
            new = {quad.triple for quad in comes}
            self._put("DELETE", _merged(self._held_by_no_other(goes) - new))
            self._put("INSERT", _merged(new))
        self._list(_graphs(comes))
        self._put("DELETE", goes)
        self._put("INSERT", comes)
        self._unlist(_graphs(goes) - _graphs(comes))

    def tell(self, state: str, gone: Mapping[str, str], new: Mapping[str, str]) -> None:
        """Lets the store elsewhere know what it holds now: the new state first, and then the older ones go.

        What each derived graph rests on is told apart from the rest, as far as it is another: it is much in all. Not in
        one operation, since Virtuoso inserts nothing where the pattern of one finds nothing.
        """
        self._put("INSERT", map(_rests, new, new.values()))
        self._put("DELETE", map(_rests, gone, gone.values()))
        before = self._reader.states()
        turn = int(max(before, default="0").partition(" ")[0]) + 1
        self._put_text("INSERT", f"{turn:0{_DIGITS}} {state}")
        for text in before:
            self._put_text("DELETE", text)

    def _put_text(self, word: str, text: str) -> None:
        self._update(f"{word} DATA {{ GRAPH <{STATE}> {{ <{STATE}> <{HOLDS}> {ox.Literal(text)} }} }}")

    def _held_by_no_other(self, removed: Set[ox.Quad]) -> set[ox.Triple]:
        """The statements of quads that go which no named graph holds but those they leave."""
        gone = {quad.triple for quad in removed}
        places = self._reader.places(gone) - removed
        return gone - {quad.triple for quad in places if getattr(quad.graph_name, "value", None) in self._graphs()}

    def _put(self, word: str, quads: Iterable[ox.Quad]) -> None:
        for part in _parts(quads):
            self._update(f"{word} DATA {{ {part} }}")

    def _graphs(self) -> set[str]:
        """The graphs among those that can be asked of."""
        if self._listed is None:
            self._listed = set(self._reader.graphs())
        return self._listed

    def _list(self, graphs: Set[str]) -> None:
        """Has graphs among those that can be asked of."""
        new = graphs - self._graphs()
        self._put("INSERT", map(_listed, new))
        self._graphs().update(new)

    def _unlist(self, graphs: Set[str]) -> None:
        """Has graphs that hold nothing any longer no more among them."""
        empty = {graph for graph in graphs if not self._reader.holds(graph)}
        self._put("DELETE", map(_listed, empty))
        self._graphs().difference_update(empty)


def _canonical(quads: Set[ox.Quad]) -> set[ox.Quad]:
    """Quads with literals as the embedded store keeps them, so that both give the same."""
    store = ox.Store()
    store.extend(quads)
    return set(store)


def _graphs(quads: Iterable[ox.Quad]) -> set[str]:
    """The named graphs of some quads."""
    return {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}


def _merged(triples: Iterable[ox.Triple]) -> Iterator[ox.Quad]:
    return (ox.Quad(each.subject, each.predicate, each.object, _DEFAULT) for each in triples)


def _listed(graph: str) -> ox.Quad:
    """What says in the store elsewhere that a graph can be asked of."""
    return ox.Quad(ox.NamedNode(graph), ox.NamedNode(HOLDS), _TRUE, ox.NamedNode(STATE))


def _rests(graph: str, basis: str) -> ox.Quad:
    """What says in the store elsewhere what a graph is derived from."""
    return ox.Quad(ox.NamedNode(graph), ox.NamedNode(BASIS), ox.Literal(basis), ox.NamedNode(STATE))


def _parts(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Quads as SPARQL writes them, in texts of a bounded size."""
    lines = sorted((_graph(quad), names.sent_triple(quad.triple)) for quad in quads)
    size = begun = 0
    for at, (_, line) in enumerate(lines):
        size += len(line)
        if at > begun and (size > _BYTES or at - begun >= _STATEMENTS):
            yield _text(lines[begun:at])
            size, begun = len(line), at
    if lines:
        yield _text(lines[begun:])


def _text(lines: Iterable[tuple[str, str]]) -> str:
    """Statements, each behind its graph and sorted by it."""
    together = groupby(lines, key=lambda each: each[0])
    return "\n".join(_block(name, " .\n".join(line for _, line in some)) for name, some in together)


def _block(graph: str, statements: str) -> str:
    return f"GRAPH <{graph}> {{ {statements} }}"


def _graph(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else CURRENT
