"""The pool: hands jobs to workers, and kills those that take too long. A job that fails takes nobody else's along."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from samsyn.library import Library
from samsyn.store.port import DefaultGraph, Part
from samsyn.store.remote.place import Remote
from samsyn.workers import troubles
from samsyn.workers.flows import Flow
from samsyn.workers.forks import Nursery, NurseryGone, Worker
from samsyn.workers.jobs import Fault, Job
from samsyn.workers.lanes import GLANCES, Lane
from samsyn.workers.limits import Limits
from samsyn.workers.places import Places, TurnsSlow

#: is handed the parts of an answer
Take = Callable[[Part], None]
_BACKOFF = 1.0


class Ticket:
    """What a caller holds to take a job back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._cancelled = False
        #: what the job has used of a processor
        self.seconds = 0.0

    def cancel(self) -> None:
        """Ends the job, if it runs."""
        with self._lock:
            self._cancelled = True
            if self._worker:
                self._worker.nursery.end(self._worker)

    @contextmanager
    def at(self, worker: Worker) -> Iterator[None]:
        """While a worker has the job."""
        with self._lock:
            self._worker = worker
            if self._cancelled:
                worker.nursery.end(worker)
        try:
            yield
        finally:
            with self._lock:
                self._worker = None


class _Run:
    """A job on its way: its lane, who may take it back, who takes its parts, and when it is ended."""

    def __init__(self, job: Job | Flow, lane: Lane, ticket: Ticket, take: Take | None) -> None:
        self.job, self.lane, self.ticket, self.take = job, lane, ticket, take
        self.deadline = time.monotonic() + lane.seconds


class Pool(Places):
    """Workers over one library and one store on disk. `start` it before use, from any thread; `close` it at the end."""

    def __init__(
        self,
        library: Library,
        limits: Limits | None = None,
        *,
        store: Path,
        default_graph: DefaultGraph = "union",
        remote: Remote | None = None,
    ) -> None:
        super().__init__(limits or Limits())
        self._library = library
        self._store = store
        self._default_graph = default_graph
        self._remote = remote
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def start(self) -> None:
        """Begins to load; returns at once."""
        self._keeper.start()

    def wait_ready(self, seconds: float) -> bool:
        """Whether the workers are ready within some seconds."""
        with self._change:
            return self._change.wait_for(lambda: self.ready, seconds)

    @property
    def ready(self) -> bool:
        """Whether each lane has a worker."""
        return self._nursery is not None and all(lane.owned for lane in self._lanes.values())

    def close(self) -> None:
        """Ends all workers."""
        with self._change:
            self._closed = True
            for lane in self._lanes.values():
                lane.wake_all()
            self._change.notify_all()
        if self._keeper.is_alive():
            self._keeper.join()

    def run(self, job: Job | Flow, ticket: Ticket | None = None, take: Take | None = None) -> object:
        """The answer to a job. Raises what the job raises, LimitReached at a limit, WorkerFault for a fault of ours.

        Parts that come before it are handed to `take`, which may wait: the worker waits too, until its deadline.
        """
        run = _Run(job, self.lane(job), ticket or Ticket(), take)
        try:
            return self._answer(run)
        except TurnsSlow:
            self._wait_for_slow_place(run)
            return self._answer(run, slow=True)

    def _answer(self, run: _Run, *, slow: bool = False) -> object:
        with self.place(run.lane, slow=slow):
            with self.kept(run.lane, slow=slow):
                worker = self._worker(run)
            with run.ticket.at(worker):
                return troubles.told(self._ask(run, worker, slow=slow))

    def _wait_for_slow_place(self, run: _Run) -> None:
        come = threading.Event()
        turn = self.queue_slow(run.lane, come.set)
        come.wait(max(0.0, self.patience(run.deadline) - time.monotonic()))
        self.placed(run.lane, turn)

    def _worker(self, run: _Run) -> Worker:
        come, lane, until = threading.Event(), run.lane, self.patience(run.deadline)
        turn = self.queue(lane, come.set)
        while turn.worker is None and not self._closed and (left := until - time.monotonic()) > 0:
            if not come.wait(min(left, lane.slow_seconds / GLANCES)):
                self.hasten(lane, turn)
        return self.taken(lane, turn)

    def _ask(self, run: _Run, worker: Worker, *, slow: bool) -> object:
        keep, came = False, time.monotonic()
        try:
            with troubles.told_as_ours(run.lane):
                worker.ask(run.job)
                if run.lane.yields:
                    worker.yield_to_others()
                slow = self._turns_slow(run, worker, slow=slow)
                while isinstance(answer := worker.answer(limit=run.lane.limit, deadline=run.deadline), Part):
                    if run.take:
                        run.take(answer)
                keep = not isinstance(answer, Fault)
        finally:
            run.ticket.seconds += worker.used(time.monotonic() - came)
            self.give_back(run.lane, worker, slow=slow, keep=keep)
        return answer

    def _turns_slow(self, run: _Run, worker: Worker, *, slow: bool) -> bool:
        """Waits until there is an answer, or the worker is set apart; whether the job has a slow place then."""
        begun, came, glance = worker.processor_seconds() or 0.0, time.monotonic(), run.lane.slow_seconds / GLANCES
        while not worker.answers_within(min(glance, run.deadline - time.monotonic())):
            if time.monotonic() >= run.deadline:
                raise TimeoutError
            now = worker.processor_seconds()
            slow = self.look(run.lane, worker, time.monotonic() - came if now is None else now - begun, slow=slow)
            if worker.apart:
                break
        return slow

    def _keep(self) -> None:
        """The life of the keeper, whose thread all workers hang on."""
        while not self._closed:
            try:
                nursery = Nursery(self._library, self.limits, self._store, self._default_graph, self._remote)
            except NurseryGone:
                with self._change:
                    self._change.wait_for(lambda: self._closed, _BACKOFF)
                continue
            with self._change:
                self._nursery = nursery
            try:
                while lane := self._lane_in_need(nursery):
                    self._add(lane, nursery.fork(asks=lane.asks, seconds=lane.seconds))
            except NurseryGone:
                pass
            finally:
                self._drop(nursery)

    def _lane_in_need(self, nursery: Nursery) -> Lane | None:
        """The next lane that lacks a warm worker, waiting for one to; None at the end of the pool or of the nursery."""
        with self._change:
            while not self._closed and nursery.alive():
                for lane in sorted(self._lanes.values(), key=lambda lane: lane.owned > 0):  # first one for each
                    if lane.owned < lane.workers:
                        return lane
                self._change.wait(_BACKOFF)
        return None

    def _add(self, lane: Lane, worker: Worker) -> None:
        with self._change:
            lane.owned += 1
            lane.offer(worker)
            self._change.notify_all()

    def _drop(self, nursery: Nursery) -> None:
        """Forgets a nursery and its workers; those at work see their end themselves."""
        with self._change:
            self._nursery = None
            for lane in self._lanes.values():
                for worker in lane.idle:
                    worker.close()
                lane.idle.clear()
                lane.owned = 0
        nursery.close()
