"""The one writer of a store elsewhere: files first, then the journal, then the requests that bring the store into step.

The store elsewhere says which entry of the journal it holds. What it lacks, since it did not answer or was made anew,
is applied before anything else; so it is an index that can be thrown away, as the embedded one is (decision 20).
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from samsyn.errors import BadInput, EvaluationFailure, SamsynError, StoreBroken, Swedish, Where
from samsyn.store.disk import entries, history, journal, merge, rests
from samsyn.store.disk.files import Files, remove, told
from samsyn.store.disk.generations import Generations, Standing, State, numbers, standing
from samsyn.store.disk.journal import NOTHING, Journal, Line, survey
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.sight import LastTold
from samsyn.store.disk.start import begin
from samsyn.store.port import Add, DefaultGraph, Drop, Receipt, Replace, Write
from samsyn.store.remote import words
from samsyn.store.remote.index import RemoteIndex
from samsyn.store.remote.reader import RemoteReader
from samsyn.store.remote.wire import Wire

#: a request of the writer may take as long as a large graph needs
_SECONDS: Final = 120.0
#: how often a write is tried that the store elsewhere itself will not make, and the pause before the next time
_TRIES: Final = 3
_PAUSE: Final = 0.5
_TELL_EVERY: Final = 10.0


class RemoteStore:
    """A store elsewhere, open for writing; files and journal lie in a folder here. `open` it first."""

    def __init__(
        self,
        layout: Layout,
        wire: Wire,
        *,
        default_graph: DefaultGraph = "union",
        tell: Callable[[str], None] = print,
        files: Files | None = None,
    ) -> None:
        self.layout = layout
        self.state = Standing(0, NOTHING)
        self.damage: list[str] = []
        self._default_graph = default_graph
        self._merged = default_graph == "union"
        self._tell = tell
        self._files = files or Files()
        self._sight = LastTold(layout.root)
        self._heads: dict[str | None, int] = {}
        self._journal = Journal(layout.journal, None, self._files)
        self._wire = wire
        self._reader = RemoteReader(
            lambda text, accept: wire.ask(text, accept, _SECONDS), default_graph=default_graph, result_bytes=2**31
        )
        self._index = RemoteIndex(self._reader, self._update, merged=self._merged)
        self._behind = True
        self._requests, self._told = 0, time.monotonic()
        self._lock = -1

    def open(self) -> None:
        """Begins: reads the journal, and applies what the store elsewhere lacks of it.

        Raises StoreInUse, StoreBroken, and StoreTrouble where the store elsewhere cannot be used.
        """
        try:
            with told(self.layout.root):
                self._lock = self.layout.own()
                self.layout.prepare(self._default_graph, self._files)
                found = begin(self.layout, Generations(self.layout.generations, self._files), self._files, self._note)
                self._journal = Journal(self.layout.journal, found.last, self._files)
                self._catch_up()
                if any(number == 0 for number, _ in found.bases):
                    self._forget_generations()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Ends; what was acknowledged is there at the next start."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def head(self, graph: str | None) -> int:
        """The number of the journal's last entry that concerns a graph; 0 where only the package's own does."""
        return self._heads.get(graph, 0)

    def write(self, writes: Sequence[Write]) -> list[Receipt | Exception]:
        """A receipt for each write that is durable and seen by readers from now on, else the SamsynError it ends with.

        Each is made alone, and none behind one that met silence. A write that is in the journal when the store
        elsewhere falls silent is not refused: the error says that it will be made.
        """
        found = list[Receipt | Exception]()
        silent = False
        for write in writes:
            found.append(words.not_begun() if silent else self._receipt(write))
            silent = silent or self._behind
        return found

    def tidy(self) -> None:
        """There is nothing to tidy up."""

    def look(self) -> Iterator[None]:
        """There is nothing to read behind a start."""
        return iter(())

    def _receipt(self, write: Write) -> Receipt | Exception:
        try:
            with told(self.layout.root):
                self._catch_up()
                plan = self._planned(write)
                if plan.entry.kind == "derive":
                    self._derive(plan)
                else:
                    entries.keep([plan], self.layout.submissions, self._files)
                    self._make(plan)
        except SamsynError as error:
            return error
        return Receipt(self.state.number, self._sight.number)

    def _planned(self, write: Write) -> entries.Planned:
        """A write as it is to stand in the journal. Raises BadInput, Conflict, and what asking the store raises."""
        plan = entries.planned(write, self.state, self._heads, merged=self._merged)
        holds = write.holds if isinstance(write, Replace | Add | Drop) else None
        if holds is not None and self._reader.graph_state(plan.entry.about[0]).digest != holds:
            raise entries.conflict()
        if taken := self._index.taken(plan.entry.about):
            raise words.taken(taken)
        return plan

    def _derive(self, plan: entries.Planned) -> None:
        """Puts what follows from others in its place; until that is whole, what it follows from is not known."""
        (graph,) = plan.entry.about
        assert graph is not None
        if self.state.derived.get(graph):
            self._know(replace(self.state, derived=self.state.derived.knowing(graph, "")))
        try:
            self._tried(plan.entry, plan.payload, self.state.number, self.state.hash)
        except SamsynError as error:
            self._behind = not _is_refusal(error)
            raise

    def _make(self, plan: entries.Planned) -> None:
        """Writes an entry and applies it. Raises what the store refuses it with, having undone it; StoreTrouble if it
        is yet to come.
        """
        before = self._journal.last
        (line,) = self._journal.next([plan.entry])
        self._journal.append([line])
        self._behind = True
        try:
            self._tried(line.entry, plan.payload, line.entry.number, line.hash)
        except SamsynError as error:
            if not _is_refusal(error):
                raise words.later(error) from error
            try:
                self._undo(line, before)
            except SamsynError as silence:
                raise words.later(silence) from silence
            self._behind = False
            raise words.refused(error) from error
        self._behind = False

    def _tried(self, entry: journal.Entry, payload: bytes, number: int, found: str) -> None:
        """Applies an entry, again if the store elsewhere finds a fault of its own: that may pass."""
        for tries in range(_TRIES):
            try:
                self._apply(entry, payload, number, found)
                return
            except EvaluationFailure:
                if tries == _TRIES - 1:
                    raise
                time.sleep(_PAUSE)

    def _apply(self, entry: journal.Entry, payload: bytes, number: int, found: str) -> None:
        heads = dict(self._heads)
        self._index.begin()
        state = entries.done(entry, payload, self.layout.submissions, self._index, self.state, heads)
        self._index.end()
        self._know(replace(state, number=number, hash=found))
        self._heads = heads

    def _know(self, state: Standing) -> None:
        """Lets the store elsewhere know what it holds, and then the readers here."""
        before, new = self.state.derived, state.derived.news(self.state.derived)
        gone = {graph: before[graph] for graph in new if graph in before}
        self._index.tell(msgspec.json.encode(state.told).decode(), gone, new)
        self.state = state
        self._sight.note(state.told, self._files)

    def _undo(self, line: Line, before: Line | None) -> None:
        """Makes as if an entry had never been begun: its graphs as they were before it, and the journal without it.

        What they were is told by the journal, since it may be another process that began.
        """
        touched = self._index.touched()
        graphs = dict.fromkeys(line.entry.about)
        if line.entry.kind == "bundle":
            graphs |= dict.fromkeys(self.state.bundled)
        for graph in graphs:
            was = history.past(self.layout, graph, line.entry.number - 1)
            self._index.begin()
            self._index.replace(merge.name_of(graph), merge.in_graph(was, graph))
            self._index.end()
        self._index.settle(touched)
        self._know(self.state)
        self._journal.take_back([line], before)

    def _catch_up(self) -> None:
        """Brings the store elsewhere into step with the journal, if it may not be."""
        if not self._behind:
            return
        self._index.forget()
        self.state = self._held()
        self._heads = {}
        before: Line | None = None
        for line in journal.lines(self.layout.journal, 0):
            if line.entry.number <= self.state.number:
                entries.seen(line.entry, self._heads)
            else:
                self._replay(line, before)
            before = line
        if self._sight.state() != self.state.told:
            self._sight.note(self.state.told, self._files)
        self._behind = False

    def _replay(self, line: Line, before: Line | None) -> None:
        """Makes an entry that the store elsewhere lacks; one that it refuses and nobody was told of is taken back.

        Raises StoreTrouble for one that it refuses and that was acknowledged.
        """
        number = line.entry.number
        self._tell(f"The remote store lacks write {number}: making it there.")
        payload = entries.payload_of(line, self.layout.submissions)
        known = self._sight.state()
        try:
            self._tried(line.entry, payload, number, line.hash)
        except SamsynError as error:
            if not _is_refusal(error):
                raise
            if number < self._journal.number or known is None or known.number >= number:
                raise words.stuck(number, error) from error
            self._undo(line, before)
            self._note(f"the remote store refused write {number}, which nobody had been told was made: {error}")

    def _held(self) -> Standing:
        """What the store elsewhere says that it holds. Raises StoreBroken where that is of another journal."""
        text = self._reader.told_state()
        try:
            state = msgspec.json.decode(text, type=State) if text else State(0, NOTHING)
        except msgspec.DecodeError as error:
            raise self._of_another("what no Samsyn wrote") from error
        found = survey(self.layout.journal, [state.number])
        if found.damaged or not found.holds(state.number, state.hash):
            raise self._of_another(f"entry {state.number} of a journal that is not the one in this folder")
        return standing(state, rests.of(self._reader.derived()))

    def _forget_generations(self) -> None:
        """Removes what an index here left: nobody is to read what is no longer kept in step."""
        for number in numbers(self.layout.generations):
            remove(self.layout.generations / str(number))
        remove(self.layout.live)

    def _update(self, text: str) -> None:
        """Makes one operation there; that takes a while where there are many, so each while it is told."""
        self._wire.update(text, _SECONDS)
        self._requests += 1
        if time.monotonic() > self._told + _TELL_EVERY:
            self._told = time.monotonic()
            self._tell(f"The remote store has taken {self._requests:,} requests since the start.")

    def _of_another(self, held: str) -> StoreBroken:
        return StoreBroken(
            f"The remote store holds {held}.",
            advice="Give the folder that belongs to it, or an empty remote store.",
            where=Where(str(self.layout.journal)),
            sv=Swedish(
                "Det fjärranslutna lagret hör till en annan journal än den i mappen.",
                "Ange rätt mapp, eller ett tomt fjärranslutet lager.",
            ),
        )

    def _note(self, damage: str) -> None:
        """Tells of damage, and remembers it."""
        self.damage.append(damage)
        self._tell(f"Damage: {damage}.")


def _is_refusal(error: SamsynError) -> bool:
    """Whether the store elsewhere answered that it will not, and did not only fall silent."""
    return isinstance(error, BadInput | EvaluationFailure)
