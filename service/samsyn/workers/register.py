"""The register: which centres are stored now, as values, and which versions each has had.

It follows the journal as readers see it. The values are made by workers; those that came with this package and that
nobody has written to are at hand already.
"""

import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

from samsyn.knowledge import Centre
from samsyn.library import Library
from samsyn.store.disk.generations import State
from samsyn.store.disk.history import History, Version
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.sight import Sight
from samsyn.workers import stored
from samsyn.workers.pool import Pool
from samsyn.workers.submitting import ReadCentres

#: centres that a worker reads at a time
_AT_A_TIME: Final = 50


class Register:
    """One for each store. What it tells is that of the last `refresh`."""

    def __init__(self, library: Library, folder: Path, pool: Pool, sight: Sight) -> None:
        self._bundled = library
        self._sight = sight
        self._pool = pool
        #: where the store lies
        self.layout = Layout(folder)
        self._history = History(self.layout, stored.GRAPHS)
        self._lock = threading.RLock()
        self._generation = 0
        self._centres: list[Centre] = []
        self._ids: list[str] = []
        self._late: set[str] = set()
        #: the library with the centres that are stored
        self.library = library

    @property
    def generation(self) -> int:
        """The number of what readers see: another one after each write."""
        return self._sight.number

    @property
    def is_behind(self) -> bool:
        """Whether there is something new."""
        return self.generation != self._generation

    def refresh(self) -> None:
        """Takes in what was written since. Raises what keeps workers from reading it."""
        with self._lock:
            generation = self.generation
            state = self._sight.state() if generation != self._generation else None
            if state is None:
                return
            changed = self._history.read(state.number)
            self._late |= {graph.removeprefix(stored.GRAPHS) for graph in changed}
            if self._late:
                self._take_in(state, self._late)
                self._late = set()
            self._generation = generation

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

    def _take_in(self, state: State, ids: Iterable[str]) -> None:
        found, wanted = dict[str, Centre | None](), []
        for id in sorted(ids):
            found[id] = None
            if self.versions(id)[-1].gone:
                continue
            if packaged := stored.packaged(self._bundled, state, id):
                found[id] = packaged
            else:
                wanted.append(id)
        for start in range(0, len(wanted), _AT_A_TIME):
            job = ReadCentres(tuple(wanted[start : start + _AT_A_TIME]))
            found |= {each.id: each for each in cast(tuple[Centre, ...], self._pool.run(job))}
        for id, centre in found.items():
            self._put(id, centre)
        self.library = self._bundled.holding(tuple(self._centres))

    def _put(self, id: str, centre: Centre | None) -> None:
        """Has a centre, or none, in the place of that with its id; the order is kept, and nothing sorted anew."""
        at = bisect_left(self._ids, id)
        end = at + (self._ids[at : at + 1] == [id])
        self._ids[at:end] = [id] if centre else []
        self._centres[at:end] = [centre] if centre else []


def on(versions: Sequence[Version], day: str) -> Version | None:
    """The version that was current at the end of a day, by the clock here; None before the first."""
    return next((each for each in reversed(versions) if day_of(each) <= day), None)


def day_of(version: Version) -> str:
    """The day on which a version came, by the clock here."""
    when = datetime.fromisoformat(version.when)
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone().date().isoformat()
