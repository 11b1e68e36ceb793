"""Questions to the newest generation of a store on disk: each sees one consistent state, and all that was acknowledged.

A reader opens a generation read-only and moves on to a newer one with its next question. It never touches the index
that is written to.
"""

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from samsyn.errors import Overloaded
from samsyn.store import graphs
from samsyn.store.disk import rests
from samsyn.store.disk.files import remove
from samsyn.store.disk.generations import SEAL, State, clone, hold, newest, read_seal
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.rests import Rests, Sealed
from samsyn.store.disk.sight import starting
from samsyn.store.port import EVERYTHING, Answer, Census, Change, Context, DefaultGraph, GraphState, Sink, Update
from samsyn.store.reading import Reader
from samsyn.store.updates import Updating

_TRIES: Final = 50
_PAUSE: Final = 0.01


class Generation:
    """A generation that is open, and that the writer keeps as long as it is."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self.number = int(path.name)
        self.lock = lock
        self.store = ox.Store.read_only(str(path))
        self._seal = str(path / SEAL)
        self._place = os.fstat(lock).st_ino

    def lies_there(self) -> bool:
        """Whether it is still the one of its number."""
        try:
            return os.stat(self._seal).st_ino == self._place
        except OSError:
            return False


class NewestGeneration:
    """What can be asked of the newest generation. Made anywhere, and opened by the first question of a process."""

    def __init__(
        self,
        root: Path,
        *,
        default_graph: DefaultGraph = "union",
        result_bytes: int = 10_000_000,
        query_bytes: int = 65_536,
        update_bytes: int = 5_000_000,
    ) -> None:
        self._layout = Layout(root)
        self._default_graph = default_graph
        self._result_bytes = result_bytes
        self._query_bytes = query_bytes
        self._update_bytes = update_bytes
        self._open: Generation | None = None

    def query(self, text: str, accept: str | None = None, context: Context = EVERYTHING) -> Answer:
        """The answer to a SPARQL query; see `samsyn.store.port`."""
        return self._reader().query(text, accept, context)

    def ask(self, text: str, accept: str | None, context: Context, out: Sink) -> None:
        """The same, written to a sink while it is worked out."""
        self._reader().ask(text, accept, context, out)

    def describe(self, iri: str, form: str) -> Answer | None:
        """What is stated of a thing, with its blank nodes; None if nothing is."""
        return self._reader().describe(iri, form)

    def graph(self, names: Iterable[str], form: str) -> Answer | None:
        """The statements of some named graphs; None if there are none."""
        return self._reader().graph(names, form)

    def graph_state(self, graph: str | None) -> GraphState:
        """What a graph holds, by its digest; None is the default graph."""
        return graphs.state(self._now().store, graph)

    def send(self, graph: str | None, accept: str | None, out: Sink) -> None:
        """Writes a graph to a sink, in the format that is wished; nothing is begun for one that is not there."""
        graphs.send(self._now().store, graph, accept, out)

    def census(self, most: int) -> Census:
        """How much the graphs hold, so many of the named ones told one by one."""
        return graphs.census(self._now().store, most)

    def change(self, update: Update) -> Change:
        """What an update comes to on the newest generation. Raises BadQuery, EvaluationFailure, StoreBroken."""
        now = self._now()
        copy = self._layout.scratch / "now"  # updates are worked out one at a time; one that was killed left its own

        def scratch() -> ox.Store:
            clone(now.path, copy)
            return ox.Store(copy)

        merged = self._default_graph == "union"
        try:
            return Updating(now.store, scratch, merged=merged, kept=Sealed(now.path), limit=self._update_bytes).change(
                update
            )
        finally:
            remove(copy)

    def state(self) -> State:
        """What the newest generation holds. Raises Overloaded where there is none yet."""
        now = self._now()
        return read_seal(now.path).state

    def derived(self) -> Rests:
        """The graphs that follow from others, each with what it rests on. Raises StoreBroken."""
        return rests.read(self._now().path)

    def lines(self, graph: str) -> bytes:
        """The triples of a named graph as N-Triples, however many; none of one that is not there."""
        held = self._now().store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        found = ox.serialize((quad.triple for quad in held), format=ox.RdfFormat.N_TRIPLES) or b""
        return b"".join(sorted(found.splitlines(keepends=True)))

    @property
    def layout(self) -> Layout:
        """Where the store lies."""
        return self._layout

    def warm(self) -> None:
        """Opens the newest generation, if there is one."""
        with contextlib.suppress(Overloaded, OSError):
            self._now(tries=1)

    def _reader(self) -> Reader:
        return Reader(self._now().store, result_bytes=self._result_bytes, query_bytes=self._query_bytes)

    def _now(self, tries: int = _TRIES) -> Generation:
        """The newest generation, open. Raises Overloaded where there is none yet."""
        for _ in range(tries):
            number = newest(self._layout.generations)
            if self._open and self._open.number == number and self._open.lies_there():
                return self._open
            path = self._layout.generations / str(number)
            lock = hold(path)
            if lock is not None:
                self._close()
                self._open = Generation(path, lock)
                return self._open
            time.sleep(_PAUSE)  # the writer has removed it, or none is there yet
        raise starting()

    def _close(self) -> None:
        if self._open:
            lock, self._open = self._open.lock, None
            os.close(lock)
