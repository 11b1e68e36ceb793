"""The one writer of a store on disk: files first, then the journal, then the index, then a generation for readers.

The index can be thrown away at any time: it is made anew of the newest generation, which holds whole writes alone, and
of the journal's entries behind it. So a write that does not come to its end leaves nothing.
"""

import contextlib
import math
import os
import time
from collections import ChainMap
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from msgspec.structs import replace

from samsyn.errors import SamsynError, StoreBroken, StoreTrouble, Swedish, Where
from samsyn.store import graphs
from samsyn.store.disk import entries, journal, loading
from samsyn.store.disk.entries import Planned
from samsyn.store.disk.files import Files, Unsure, remove, told, trouble
from samsyn.store.disk.generations import Generations, Standing, standing
from samsyn.store.disk.journal import NOTHING, Journal, Line
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.merge import LocalIndex
from samsyn.store.disk.start import Begin, begin
from samsyn.store.formats import Format
from samsyn.store.port import Add, DefaultGraph, Drop, Provenance, Receipt, Replace, Write

#: the engine's list of changes grows with each write and is copied with each generation
_MANIFEST: Final = 1 << 20
#: how the engine begins to tell of a file that is not as it wrote it
_DAMAGE: Final = "Corruption"
_TELL_EVERY: Final = 2.0
Tell = Callable[[str], None]


class DiskStore:
    """A store on disk, open for writing. `open` it first; one process at a time can.

    Raises StoreInUse, StoreBroken where files are damaged and nothing tells what they held, StoreTrouble.
    """

    def __init__(
        self,
        root: Path,
        *,
        default_graph: DefaultGraph = "union",
        tell: Tell = print,
        files: Files | None = None,
        at_once: float = math.inf,
    ) -> None:
        """`at_once` are the bytes of new tables that are read while somebody waits; `look` reads the others."""
        self.layout = Layout(root)
        self.state = Standing(0, NOTHING)
        self.generation = 0
        self.damage: list[str] = []
        self._default_graph = default_graph
        self._merged = default_graph == "union"
        self._tell = tell
        self._files = files or Files()
        self._generations = Generations(self.layout.generations, self._files, at_once=at_once)
        self._heads: dict[str | None, int] = {}
        self._index: ox.Store | None = None
        self._journal = Journal(self.layout.journal, None, self._files)
        self._lock = -1

    def open(self) -> None:
        """Begins: compares journal and generations, makes the index, replays what it lacks."""
        try:
            with told(self.layout.root):
                self._lock = self.layout.own()
                self.layout.prepare(self._default_graph, self._files)
                self._begin(begin(self.layout, self._generations, self._files, self._note))
                remove(self.layout.doubt)
                self.tidy()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Ends; what was acknowledged is there at the next start."""
        self._index = None
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def head(self, graph: str | None) -> int:
        """The number of the journal's last entry that concerns a graph; 0 where only the package's own does."""
        return self._heads.get(graph, 0)

    def write(self, writes: Sequence[Write]) -> list[Receipt | Exception]:
        """A receipt for each write that is durable and seen by readers from now on, else the SamsynError it ends with.

        All of them share one journal append and one generation: none is there without the others that were accepted.
        """
        try:
            with told(self.layout.root):
                self._reopen()
        except SamsynError as error:
            return [error for _ in writes]
        found: list[Receipt | Exception] = []
        plans: list[Planned] = []
        heads, number = ChainMap({}, self._heads), self._journal.number
        for write in writes:
            try:
                self._expect(write, heads)
                plan = entries.planned(write, self.state, heads, merged=self._merged)
            except SamsynError as error:
                found.append(error)
                continue
            number += plan.entry.kind != "derive"
            if plan.entry.kind not in ("derive", "bundle"):
                heads.update(dict.fromkeys(plan.entry.about, number))
            found.append(Receipt(number, 0))
            plans.append(plan)
        if not plans:
            return found
        try:
            self._commit(plans)
        except (OSError, RuntimeError) as error:
            told_as = trouble(error, self.layout.root)
            return [told_as if isinstance(each, Receipt) else each for each in found]
        return [replace(each, generation=self.generation) if isinstance(each, Receipt) else each for each in found]

    def load(self, source: Path, form: Format, graph: str | None, by: Provenance) -> loading.Loaded:
        """Adds all that a file says, as one entry of the journal; `graph` is that of statements that name none.

        Raises what `loading.keep` raises, BadInput for a graph that cannot be written, StoreTrouble; then nothing is
        there of it.
        """
        begun, folder = time.monotonic(), self.layout.submissions
        with told(self.layout.root):
            self._reopen()
            kept = loading.keep(source, form, graph, folder, self._tell)
            try:
                for name in kept.graphs:
                    entries.writable(name, self.state, merged=self._merged)
                loading.settle(kept, folder, self._files)
            except BaseException:
                remove(kept.waiting)
                raise
            self._tell(f"{kept.statements:,} statements are read; making the index.")
            entry = journal.Entry(0, "", by.when, by.who, loading.KIND, kept.graphs, kept.name, by.source)
            self._commit([Planned(entry, b"", {})])
        return loading.Loaded(kept.statements, len(kept.graphs), time.monotonic() - begun)

    def _expect(self, write: Write, heads: ChainMap[str | None, int]) -> None:
        """Raises Conflict where a graph holds something else than a write says, or is written to just before it."""
        if isinstance(write, Replace | Add | Drop) and write.holds is not None:
            assert self._index is not None
            if write.graph in heads.maps[0] or graphs.state(self._index, write.graph).digest != write.holds:
                raise entries.conflict()

    def look(self) -> Iterator[None]:
        """Reads the tables that no sum is known of, or that the start took for what they were sealed as.

        A part at each step, to be called when nobody waits for an answer, and again after each write.

        Raises Unsure where it is something else: the next start reads all, and mends it.
        """
        try:
            for is_sound in self._generations.look():
                if not is_sound:
                    raise self._doubted("a table is not as it was sealed")
                yield
        except OSError as error:  # of a disk that does not give back what it was given
            raise self._doubted(str(error)) from error

    def _doubted(self, why: str) -> Unsure:
        """What ends the process, so that the next start looks through all files, and makes the index anew."""
        self.layout.doubt.touch()
        return Unsure(why)

    def tidy(self) -> None:
        """Removes generations that nobody needs, and begins a new list of changes where the engine's has grown long.

        To be called between writes, when nobody waits for an answer.
        """
        self._generations.prune()
        if self.generation and self._generations.size_of_manifest(self.generation) > _MANIFEST:
            self._index = None
            with contextlib.suppress(OSError):  # the next write tells
                self._reopen()

    def _commit(self, plans: Sequence[Planned]) -> None:
        """Makes some writes together, or none of them."""
        before, lines = self._journal.last, list[Line]()
        try:
            entries.keep(plans, self.layout.submissions, self._files)
            lines = list(self._journal.next(plan.entry for plan in plans if plan.entry.kind != "derive"))
            if lines:
                self._journal.append(lines)
            state, heads = self._applied(plans, lines)
            state = replace(state, number=self._journal.number, hash=self._journal.hash)
            generation = self._sealed(state, lines)
        except BaseException as error:
            self._take_back(lines, before)
            if _DAMAGE in str(error):
                raise self._doubted(str(error)) from error
            raise
        self.state, self.generation = state, generation
        self._heads.update(heads)

    def _take_back(self, lines: list[Line], before: Line | None) -> None:
        """Makes as if writes had never been begun. Raises Unsure."""
        self._index = None
        try:
            self._generations.forget(after=self.generation)
            if lines and self._journal.last is lines[-1]:
                self._journal.take_back(lines, before)
        except OSError as error:
            raise Unsure(str(error)) from error

    def _applied(self, plans: Sequence[Planned], lines: list[Line]) -> tuple[Standing, entries.Heads]:
        """The state after some writes, and the entries that now concern their graphs last."""
        state, numbered = self.state, iter(lines)
        heads: ChainMap[str | None, int] = ChainMap({}, self._heads)
        for is_derived, some in groupby(plans, key=lambda plan: plan.entry.kind == "derive"):
            if is_derived:
                assert self._index is not None
                state = entries.derived(tuple(some), self._index, state, merged=self._merged)
            else:
                for plan in some:
                    state = self._done(next(numbered).entry, plan.payload, state, heads)
        return state, heads.maps[0]

    def _done(self, entry: journal.Entry, payload: bytes, state: Standing, heads: entries.Heads) -> Standing:
        assert self._index is not None
        index = LocalIndex(self._index, merged=self._merged)
        return entries.done(entry, payload, self.layout.submissions, index, state, heads)

    def _sealed(self, state: Standing, lines: Sequence[Line]) -> int:
        """A generation of the index as it is."""
        assert self._index is not None
        return self._generations.make(self._index, state, tuple(each.text.decode() for each in lines))

    def _reopen(self) -> None:
        """Makes the index anew of the newest generation, where it was thrown away."""
        if self._index is None:
            self._generations.copy(self.generation, self.layout.live)
            self._index = ox.Store(self.layout.live)

    def _begin(self, found: Begin) -> None:
        """Makes the index of the first generation that can be read, or of all entries, and replays the rest."""
        self._journal = Journal(self.layout.journal, found.last, self._files)
        for number, state in found.bases:
            try:
                remove(self.layout.live)
                if number:
                    self._generations.copy(number, self.layout.live)
                self._index = ox.Store(self.layout.live)
                self.state = self._replayed(standing(state, self._generations.derived(number)))
            except OSError as error:
                if not number:
                    raise
                self._index = None
                self._note(f"generation {number} cannot be read: {error}")
                continue
            self.generation = number
            remove(self.layout.elsewhere)  # readers see what is sealed here from now on
            if not number or self.state.number != state.number or number != self._generations.newest():
                self.generation = self._sealed(self.state, ())
            return
        raise _broken(self.layout, found)

    def _replayed(self, state: Standing) -> Standing:
        """The state when the entries behind another state are applied."""
        self._heads = {}
        last, behind = time.monotonic(), self._journal.number - state.number
        if behind:
            self._tell(f"The index lacks {behind} of {self._journal.number} writes: replaying them.")
        for line in journal.lines(self.layout.journal, 0):
            if line.entry.number <= state.number:
                entries.seen(line.entry, self._heads)
                continue
            payload = entries.payload_of(line, self.layout.submissions)
            state = self._done(line.entry, payload, state, self._heads)
            state = replace(state, number=line.entry.number, hash=line.hash)
            if time.monotonic() > last + _TELL_EVERY:
                last = time.monotonic()
                self._tell(f"Replayed {line.entry.number} of {self._journal.number} writes.")
        return state

    def _note(self, damage: str) -> None:
        """Tells of damage, and remembers it."""
        self.damage.append(damage)
        self._tell(f"Damage: {damage}.")


def _broken(layout: Layout, found: Begin) -> StoreTrouble:
    return StoreBroken(
        f"The journal is damaged behind entry {found.after}, and no generation holds what stood there.",
        advice="Put the store back from a backup; nothing in it was changed.",
        where=Where(str(layout.journal)),
        sv=Swedish(
            f"Journalen är skadad efter post {found.after}, och ingen säkerhetskopia i lagret har det som stod där.",
            "Återställ lagret från en säkerhetskopia; ingenting i det har ändrats.",
        ),
    )
