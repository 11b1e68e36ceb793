"""The register: which centres are stored now, as lists tell them, and which versions each has had.

It follows the journal as readers see it. The values are made by workers; those that came with this package and that
nobody has written to are at hand already, and those of the last start are kept in the folder of the store. What is
stated of a centre is no part of it: who needs that has it read.
"""

import threading
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

from msgspec.structs import force_setattr

from samsyn.errors import SamsynError
from samsyn.library import Library
from samsyn.model import Listed
from samsyn.store.disk.generations import State
from samsyn.store.disk.history import History, Version
from samsyn.store.disk.journal import Entry
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.sight import Sight
from samsyn.store.haste import unhindered
from samsyn.workers import keeping, stored
from samsyn.workers.pool import Pool
from samsyn.workers.submitting import ReadCentres

#: centres that a worker reads at a time
_AT_A_TIME: Final = 50
#: so many changes, or such a part of all, are read anew after a kill at most
_CHANGES: Final = 200
_PART: Final = 0.005
#: what many centres have alike
_ALIKE: Final = ("municipalities", "claimed_kind", "status", "description_date", "confidence", "services")


class Register:
    """One for each store. What it tells is that of the last `refresh`."""

    def __init__(self, library: Library, folder: Path, pool: Pool, sight: Sight) -> None:
        self._bundled = library
        self._sight = sight
        self._pool = pool
        #: where the store lies
        self.layout = Layout(folder)
        self._history = History(self.layout, stored.GRAPHS)
        self._state: State | None = None
        self._reading = threading.Lock()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        #: the number of what readers saw at the last refresh
        self.seen = 0
        self._centres: list[Listed] = []
        self._ids: list[str] = []
        self._shared: dict[object, object] = {}
        self._read: dict[str, tuple[int, Listed | None]] = {}
        self._brought: dict[str, tuple[str, Listed]] = {}
        self._changed: set[str] = set()
        self._unkept = 0
        #: how many of the centres that are others have been read, of how many
        self.progress = (0, 0)
        #: the library with the centres that are stored
        self.library = library

    @property
    def generation(self) -> int:
        """The number of what readers see: another one after each write."""
        return self._sight.number

    @property
    def is_whole(self) -> bool:
        """Whether it holds all centres of what readers saw once."""
        return self._state is not None

    @property
    def is_behind(self) -> bool:
        """Whether there is something new."""
        return self.generation != self.seen

    def begin(self) -> None:
        """Takes in what the last start kept, which needs neither workers nor a writer; `refresh` goes on from there."""
        with self._reading, suppress(SamsynError, OSError):  # then the next refresh tells
            state = self._sight.state()
            if state and self._state is None:
                with unhindered():
                    self._take_up(state)

    def refresh(self) -> None:
        """Takes in what was written since, all of it or nothing. Raises what keeps workers from reading it."""
        with self._reading:
            generation = self.generation
            state = self._sight.state() if generation != self.seen else None
            if state is None:
                return
            if self._state is None:
                with unhindered():
                    self._take_up(state)
            ahead = self._history.ahead(state.number)
            concerned = self._history.concerned(ahead)
            entries = {graph.removeprefix(stored.GRAPHS): entry for graph, entry in concerned.items()}
            found = self._values(state, entries)
            if found is None:
                return
            with self._lock:
                self._history.take(ahead)
                self._put(found)
                self._state, self.seen = state, generation
            self._read = {}

    def bring(self, id: str, token: str, centre: Listed) -> None:
        """Tells what the version with a token is that is about to be written, so that nobody has to read it again."""
        self._brought[id] = (token, centre)

    def changed(self) -> set[str]:
        """The centres, of those that were ever stored, that may be others than when this was asked last."""
        with self._lock:
            found, self._changed = self._changed, set()
        return found

    def keep(self, *, all: bool = False) -> None:
        """Keeps the centres for the next start, where many are others than those kept, or any. Raises OSError."""
        with self._lock:
            unkept, state, centres = self._unkept, self._state, self.library.centres
            if state is None or unkept < (1 if all else max(_CHANGES, _PART * len(centres))):
                return
            self._unkept = 0
        keeping.write(self.layout.register, self._bundled, keeping.Kept(state.number, state.hash, centres))

    def close(self) -> None:
        """Ends what is being read; it is not taken in."""
        self._closing.set()

    def versions(self, centre: str) -> tuple[Version, ...]:
        """The versions of a centre, the oldest first; none of one that was never stored."""
        with self._lock:
            return self._history.versions(stored.graph_of(centre))

    def head(self, centre: str) -> int:
        """The number of the entry that the next write of a centre follows."""
        with self._lock:
            return self._history.head(stored.graph_of(centre))

    def version_on(self, centre: str, day: str) -> Version | None:
        """The version of a centre to judge by on a day: the one current then, else the first; None for the last one.

        What nobody had described by then is judged by what was told first.
        """
        known = self.versions(centre)
        found = on(known, day) or next(iter(known), None)
        return None if known and found is known[-1] and not found.gone else found

    def ids(self) -> Iterator[str]:
        """All centres that were ever stored."""
        with self._lock:
            graphs = sorted(self._history)
        yield from (graph.removeprefix(stored.GRAPHS) for graph in graphs)

    def repeated(self, key: str, since: datetime) -> tuple[str, Version] | None:
        """The version that a request with this key brought since then, and of which centre."""
        with self._lock:
            found = self._history.keys.get(key)
        if found is None or datetime.fromisoformat(found[1].when) < since:
            return None
        return found[0].removeprefix(stored.GRAPHS), found[1]

    def _take_up(self, state: State) -> None:
        """Takes in what is kept, if it is of this journal: all of it follows then."""
        kept = None if self._history.number else keeping.read(self.layout.register, self._bundled)
        if kept is None or kept.number > state.number:
            return
        ahead = self._history.ahead(kept.number)
        if (ahead.number, ahead.hash) == (kept.number, kept.hash):
            with self._lock:
                self._history.take(ahead)
                self._put({each.id: each for each in kept.centres})
                self._changed.update(self._ids_ever())
                self._unkept = 0

    def _values(self, state: State, entries: Mapping[str, Entry]) -> dict[str, Listed | None] | None:
        """The centres that entries concern, each as it is now, None for one that is none; None where this ends.

        What was read before something kept it from the rest is read again only where it changed meanwhile.
        """
        found, wanted = dict[str, Listed | None](), []
        bundled = frozenset(state.bundled)
        for id in sorted(entries):
            entry = entries[id]
            number, known = self._read.get(id, (0, None))
            token, brought = self._brought.get(id, ("", None))
            if number == entry.number:
                found[id] = known
            elif brought and entry.kind == "replace" and entry.payload.startswith(token):
                found[id] = brought
            elif stored.graph_of(id) in bundled and stored.is_packaged(self._bundled, state, id):
                found[id] = self._bundled.find(id)
            else:
                wanted.append(id)
        for start in range(0, len(wanted), _AT_A_TIME):
            if self._closing.is_set():
                return None
            self.progress = (len(found), len(entries))
            some = tuple(wanted[start : start + _AT_A_TIME])
            there = {each.id: each for each in cast(tuple[Listed, ...], self._pool.run(ReadCentres(some)))}
            read = {id: there.get(id) for id in some}
            self._read |= {id: (entries[id].number, each) for id, each in read.items()}
            found |= read
        self.progress = (len(found), len(entries))
        for id in entries:
            self._brought.pop(id, None)
        return found

    def _put(self, found: Mapping[str, Listed | None]) -> None:
        """Has centres, or none, in the place of those with their ids; the order is kept, and nothing sorted anew."""
        if self._ids:
            for id, centre in found.items():
                at = bisect_left(self._ids, id)
                end = at + (self._ids[at : at + 1] == [id])
                self._ids[at:end] = [id] if centre else []
                self._centres[at:end] = [self._sharing(centre)] if centre else []
        else:
            self._centres = [self._sharing(each) for _, each in sorted(found.items()) if each]
            self._ids = [each.id for each in self._centres]
        self._changed.update(found)
        self._unkept += len(found)
        self.library = self._bundled.holding(tuple(self._centres))

    def _sharing(self, centre: Listed) -> Listed:
        """The same, with what many have alike in memory once."""
        for name in _ALIKE:
            found = getattr(centre, name)
            force_setattr(centre, name, self._shared.setdefault(found, found))
        return centre

    def _ids_ever(self) -> set[str]:
        return {graph.removeprefix(stored.GRAPHS) for graph in self._history}


def on(versions: Sequence[Version], day: str) -> Version | None:
    """The version that was current at the end of a day, by the clock here; None before the first."""
    return next((each for each in reversed(versions) if day_of(each) <= day), None)


def day_of(version: Version) -> str:
    """The day on which a version came, by the clock here."""
    when = datetime.fromisoformat(version.when)
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone().date().isoformat()
