"""Keeps what comes with the package, and what follows from it, in step: bundled graphs, assessments, comparisons.

The bundled graphs are written anew when the package's files are others than the store has. The assessments of a centre
are worked out anew when its description, a rule of its places, the version or the day are others (`basis`); those of
agreements when any file is. Outcomes depend on the date. The comparisons of agreements, on whatever day, are worked out
anew when any file is another. Which minimum level holds which is written once it is known, behind all that is needed at
the start.

Nobody has to wait for assessments: what is worked out of how many is told (`assessed`, `in_step`).
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from typing import Final, cast

from samsyn.errors import Conflict, SamsynError
from samsyn.knowledge import Centre
from samsyn.model.assessed import Assessed
from samsyn.store.disk import history
from samsyn.store.port import Derive, Receipt, Write
from samsyn.workers import dataset, stored
from samsyn.workers.assessing import Handing, assessed
from samsyn.workers.basis import Bases
from samsyn.workers.containing import Containing
from samsyn.workers.jobs import Comparisons, Demands, Job
from samsyn.workers.pool import Pool
from samsyn.workers.register import Register
from samsyn.workers.scribe import Scribe
from samsyn.workers.submitting import Assess
from samsyn.workers.troubles import WorkerFault
from samsyn.workers.wanted import Wanted

#: centres that are assessed at a time, each time within the deadline of a job
_AT_A_TIME: Final = 8
_LOOK: Final = 20.0
_AGAIN: Final = 2.0
_GLANCE: Final = 0.25


class Upkeep:
    """A thread that looks, from time to time, whether anything is out of step. `start` it before use."""

    def __init__(
        self,
        register: Register,
        pool: Pool,
        scribe: Scribe,
        containing: Containing,
        today: Callable[[], str],
        tell: Callable[[str], None],
    ) -> None:
        self._library = register.library
        self._register = register
        self._containing = containing
        self._bases = Bases(register.library)
        self._wanted = Wanted(register, self._bases)
        #: whether all that follows from what is stored was in step when that was looked at last
        self.in_step = False
        #: how many centres have assessments that are in step, of how many
        self.progress = (0, len(register.library.centres))
        self._own = 0
        self._pool = pool
        self._scribe = scribe
        self._today = today
        self._tell = tell
        #: the day that the stored assessments are of
        self.day = self._aim = today()
        self._closing = threading.Event()
        self._wake = threading.Event()
        containing.on_answers = self._wake.set
        self._whole = threading.Event()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._live, name="upkeep", daemon=True)

    def start(self) -> None:
        """Begins; returns at once."""
        self._thread.start()

    @property
    def assessed(self) -> Assessed:
        """How many centres have assessments that are in step, and the day of these; others' are older or missing."""
        return Assessed(*self.progress, self.day if self.in_step else self._aim)

    def wait_whole(self, seconds: float) -> bool:
        """Whether the bundled graphs and the register are there, within some seconds."""
        return self._whole.wait(seconds)

    @property
    def whole(self) -> bool:
        """Whether the bundled graphs and the register are there, and it is known which assessments are in step."""
        return self._whole.is_set()

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
        self._register.begin()
        self._wanted.look(self._aim, {}, ())
        while not self._closing.is_set():
            seen = self._register.generation
            try:
                well = self._round()
            except (SamsynError, WorkerFault) as error:
                self._tell(f"The stored data could not be brought into step: {error}")
                well = False
            if well:
                self._done.set()
            self._rest(_LOOK if well else _AGAIN, seen)

    def _rest(self, seconds: float, seen: int) -> None:
        """Waits, no longer than until somebody else writes, or the levels are compared."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._wake.wait(_GLANCE):
            if self._done.is_set() and self._register.generation not in (seen, self._own):
                return
        self._wake.clear()

    def _round(self) -> bool:
        """Whether all is in step now."""
        now, day = self._scribe.wait_ready(_LOOK), self._today()
        if now is None or not self._pool.wait_ready(_LOOK):
            return False
        if now.bundle != self._library.fingerprint:
            self._begin("Loading the bundled data.")
            self._write([dataset.bundle(self._library, when=datetime.now(UTC).isoformat(timespec="seconds"))])
        self._register.refresh()
        if not self._register.is_whole:
            return False
        self._aim = day
        self._measure()
        self._whole.set()
        if self._containing.eager:
            self._containing.begin()
        derived = self._derived()
        whole = f"{self._library.fingerprint} {self._library.knowledge.version}"
        basis = f"{whole} {day}"
        if derived.get(dataset.ASSESSMENTS) != basis:
            self._begin(f"Assessing all agreements as of {day}.")
            self._write([Derive(dataset.ASSESSMENTS, self._demands(day), basis)])
        self._compare(derived, whole)
        if not self._assess(derived, day):
            return False
        self.day = day
        self.in_step = self.progress[0] == self.progress[1]
        return True

    def _begin(self, what: str) -> None:
        """Tells that something is out of step, and what is done about it."""
        self.in_step = False
        self._tell(what)

    def _measure(self, written: Iterable[str] | None = None) -> None:
        """Takes in what was written since, to the assessments of some centres or of any."""
        self._register.refresh()
        with suppress(OSError):  # the next start reads all the same, from the store itself
            self._register.keep()
        self._wanted.look(self._aim, self._derived(), written)
        late, of = len(self._wanted.late), len(self._wanted.bases)
        self.in_step = self.in_step and not late
        self.progress = (of - late, of)

    def _assess(self, derived: Mapping[str, str], day: str) -> bool:
        """Assesses the centres whose basis is another than that of their assessments, and forgets those gone.

        What is worked out is written as it comes. Whether all are in step then; not where the service ends meanwhile.
        """
        self._measure()
        wanted = dict(self._wanted.bases)
        late = [id for id in wanted if id in self._wanted.late]
        if late:
            self._begin(f"Assessing {len(late)} of {len(wanted)} centres as of {day}.")
        found, heads = list[tuple[str, bytes]](), dict[str, int]()

        def jobs() -> Iterator[Assess]:
            for ids in _batched(late):
                heads.update((id, self._register.head(id)) for id in ids)
                yield Assess(day, ids)

        def lot() -> dict[str, Write]:
            """What was found, to be written."""
            lines, found[:] = dict(found), []
            return {id: _assessments(id, lines[id], wanted[id], heads.pop(id)) for id in lines}

        with Handing(self._scribe, self._settle) as handing, closing(assessed(self._pool, jobs())) as results:
            for each in results:
                found += each
                if len(found) >= handing.lot:
                    handing.hand(lot())
                if self._closing.is_set():
                    return False
            handing.hand(lot())
        left = {id: _assessments(id, b"", "", self._register.head(id)) for id in self._wanted.left(derived)}
        if left:
            self._settle(left, self._written(tuple(left.values())))
        if late:
            self._tell(f"Assessed {len(late)} centres.")
        return True

    def _settle(self, ids: Iterable[str], results: Sequence[Receipt | Exception]) -> None:
        """Takes note of what was written of some centres, which no start has to work out again."""
        self._made(results)
        self._measure(ids)

    def basis_of(self, centre: Centre, lines: bytes) -> str:
        """What the assessments of a description rest on that is about to be stored, today."""
        return self._bases.of(centre.municipalities, history.token_of(lines), self._today())

    def _derived(self) -> Mapping[str, str]:
        now = self._scribe.now
        return now.derived if now else {}

    def _write(self, writes: Sequence[Write]) -> None:
        """Writes together; what somebody else overtook is left to the next round. Raises what keeps it from that."""
        self._made(self._written(writes) if writes else ())

    def _written(self, writes: Sequence[Write]) -> list[Receipt | Exception]:
        return self._scribe.submit(writes, waited=False).result()

    def _made(self, results: Iterable[Receipt | Exception]) -> None:
        for result in results:
            if isinstance(result, Exception) and not isinstance(result, Conflict):
                raise result
        self._own = self._register.generation

    def _demands(self, day: str) -> bytes:
        """What all agreements come to under the demands on them, by workers."""
        return self._done_by_workers(Demands(day, agreements=each) for each in self._agreements())

    def _compare(self, derived: Mapping[str, str], basis: str) -> None:
        """Compares all agreements, and their minimum levels once it is known which holds which."""
        if derived.get(dataset.COMPARISONS) != basis:
            self._begin("Comparing all bundled agreements.")
            found = self._done_by_workers(Comparisons(each) for each in self._agreements())
            self._write([Derive(dataset.COMPARISONS, found, basis)])
        if derived.get(dataset.CONTAINMENTS) != basis and (known := self._containing.answers) is not None:
            self._begin("Writing which minimum level holds which.")
            self._write([Derive(dataset.CONTAINMENTS, dataset.containments(known), basis)])

    def _agreements(self) -> Iterator[tuple[str, ...]]:
        return _batched(list(self._library.documents))

    def _done_by_workers(self, jobs: Iterable[Job]) -> bytes:
        return b"".join(cast(bytes, self._pool.run(job)) for job in jobs)


def _assessments(id: str, lines: bytes, basis: str, head: int) -> Derive:
    """The assessments of a centre, to be written unless somebody writes to it first."""
    return Derive(dataset.graph_of(id), lines, basis, stored.graph_of(id), head)


def _batched(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """So many names at a time."""
    for start in range(0, len(names), _AT_A_TIME):
        yield tuple(names[start : start + _AT_A_TIME])
