"""Keeps what comes with the package, and what follows from it, in step: bundled graphs, assessments, comparisons.

The bundled graphs are written anew when the package's files are others than the store has. The assessments of all
bundled centres and agreements are worked out anew when those files, the version or the day are others: outcomes depend
on the date. So are the comparisons of agreements, on whatever day. Which minimum level holds which is written once it
is known, behind all that is needed at the start.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from samsyn.errors import SamsynError
from samsyn.library import Library
from samsyn.store.port import Derive, Receipt, Write
from samsyn.workers import dataset
from samsyn.workers.containing import Containing
from samsyn.workers.jobs import Assertions, Comparisons, Job
from samsyn.workers.pool import Pool
from samsyn.workers.scribe import Scribe
from samsyn.workers.troubles import WorkerFault

#: centres that are assessed at a time, each time within the deadline of a job
_AT_A_TIME: Final = 8
_LOOK: Final = 20.0
_AGAIN: Final = 2.0


class Upkeep:
    """A thread that looks, from time to time, whether anything is out of step. `start` it before use."""

    def __init__(
        self,
        library: Library,
        pool: Pool,
        scribe: Scribe,
        containing: Containing,
        today: Callable[[], str],
        tell: Callable[[str], None],
    ) -> None:
        self._library = library
        self._containing = containing
        self._pool = pool
        self._scribe = scribe
        self._today = today
        self._tell = tell
        self._version = dataset.version(library)
        #: the day that the stored assessments are of
        self.day = today()
        self._closing = threading.Event()
        self._wake = threading.Event()
        containing.on_answers = self._wake.set
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._live, name="upkeep", daemon=True)

    def start(self) -> None:
        """Begins; returns at once."""
        self._thread.start()

    def wait_done(self, seconds: float) -> bool:
        """Whether all was in step once, within some seconds."""
        return self._done.wait(seconds)

    @property
    def done(self) -> bool:
        """Whether all was in step once."""
        return self._done.is_set()

    def close(self) -> None:
        """Ends after what it is at."""
        self._closing.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _live(self) -> None:
        while not self._closing.is_set():
            try:
                well = self._round()
            except (SamsynError, WorkerFault) as error:
                self._tell(f"The bundled data could not be brought into step: {error}")
                well = False
            if well:
                self._done.set()
                if self._containing.eager:
                    self._containing.begin()
            self._wake.wait(_LOOK if well else _AGAIN)
            self._wake.clear()

    def _round(self) -> bool:
        """Whether all is in step now. What is not is written together, so that nobody sees one without the other."""
        now, day = self._scribe.wait_ready(_LOOK), self._today()
        if now is None or not self._pool.wait_ready(_LOOK):
            return False
        writes: list[Write] = []
        if now.bundle != self._version:
            self._tell("Loading the bundled data.")
            writes.append(dataset.bundle(self._library, when=datetime.now(UTC).isoformat(timespec="seconds")))
        whole = f"{self._version} {self._library.knowledge.version}"
        basis = f"{whole} {day}"
        if now.derived.get(dataset.ASSESSMENTS) != basis:
            self._tell(f"Assessing all bundled centres and agreements as of {day}.")
            writes.append(Derive(dataset.ASSESSMENTS, self._assessed(day), basis))
        if now.derived.get(dataset.COMPARISONS) != whole:
            self._tell("Comparing all bundled agreements.")
            writes.append(Derive(dataset.COMPARISONS, self._compared(), whole))
        if now.derived.get(dataset.CONTAINMENTS) != whole and (found := self._containing.answers) is not None:
            self._tell("Writing which minimum level holds which.")
            writes.append(Derive(dataset.CONTAINMENTS, dataset.containments(found), whole))
        results = self._scribe.write(writes) if writes else []
        for result in results:
            if isinstance(result, SamsynError):
                raise result
        self.day = day
        return all(isinstance(result, Receipt) for result in results)

    def _assessed(self, day: str) -> bytes:
        """The assessments of all bundled centres and agreements, by a worker."""
        centres = _batched([centre.id for centre in self._library.centres])
        agreements = _batched(list(self._library.documents))
        jobs = [Assertions(day, centres=each) for each in centres]
        jobs += [Assertions(day, agreements=each) for each in agreements]
        return self._done_by_workers(jobs)

    def _compared(self) -> bytes:
        """All agreements compared, by a worker."""
        return self._done_by_workers([Comparisons(each) for each in _batched(list(self._library.documents))])

    def _done_by_workers(self, jobs: Iterable[Job]) -> bytes:
        parts = []
        for job in jobs:
            part = self._pool.run(job)
            assert isinstance(part, bytes)
            parts.append(part)
        return b"".join(parts)


def _batched(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """So many names at a time."""
    for start in range(0, len(names), _AT_A_TIME):
        yield tuple(names[start : start + _AT_A_TIME])
