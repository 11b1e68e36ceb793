"""The pool: hands jobs to workers, and kills those that take too long. A job that fails takes nobody else's along.

Each lane has a few warm workers. A job that has used a processor for longer than a moment is slow: it is reniced and a
new worker takes its place, while there are slow places; where there are none and others wait, it is turned away. So
cheap jobs go on while others are abused.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from samsyn.errors import Overloaded
from samsyn.library import Library
from samsyn.store.port import DefaultGraph, Part
from samsyn.store.remote.place import Remote
from samsyn.workers import troubles
from samsyn.workers.flows import Flow
from samsyn.workers.forks import Nursery, NurseryGone, Worker
from samsyn.workers.jobs import LANES, Job
from samsyn.workers.lanes import Lane, Turn
from samsyn.workers.limits import Limits

#: is handed the parts of an answer
Take = Callable[[Part], None]
_BACKOFF = 1.0
#: looks at a job until it is slow
GLANCES = 6


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


class Pool:
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
        self.limits = limits or Limits()
        self._library = library
        self._store = store
        self._default_graph = default_graph
        self._remote = remote
        self._lanes = {name: Lane(name, self.limits) for name in LANES}
        self._change = threading.Condition()
        self._nursery: Nursery | None = None
        self._closed = False
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
                while lane.waiting:
                    lane.waiting.popleft().wake()
            self._change.notify_all()
        if self._keeper.is_alive():
            self._keeper.join()

    def run(self, job: Job | Flow, ticket: Ticket | None = None, take: Take | None = None) -> object:
        """The answer to a job. Raises what the job raises, LimitReached at a limit, WorkerFault for a fault of ours.

        Parts that come before it are handed to `take`, which may wait: the worker waits too, until its deadline.
        """
        lane = self.lane(job)
        deadline = time.monotonic() + lane.seconds
        with self.place(lane):
            worker = self._take(lane, min(deadline, time.monotonic() + self.limits.wait_seconds))
            ticket = ticket or Ticket()
            with ticket.at(worker):
                return troubles.told(self._ask(lane, worker, job, deadline, ticket, take))

    def lane(self, job: Job | Flow) -> Lane:
        """The lane of a job."""
        return self._lanes[job.lane]

    @contextmanager
    def place(self, lane: Lane) -> Iterator[None]:
        """While a job runs or waits for a worker. Raises Overloaded where too many do."""
        with self._change:
            if lane.jobs >= self.limits.in_flight:
                raise self._overloaded()
            lane.jobs += 1
        try:
            yield
        finally:
            with self._change:
                lane.jobs -= 1

    @contextmanager
    def slow_from_the_start(self, lane: Lane, job: int) -> Iterator[bool]:
        """Whether a job was slow a moment ago; it then keeps a slow place until it has a worker.

        Raises Overloaded where there is no such place.
        """
        with self._change:
            known = lane.is_known_slow(job)
            if known and lane.slow >= self.limits.slow_places:
                raise self._overloaded()
            lane.slow += known
        try:
            yield known
        finally:
            with self._change:
                lane.slow -= known

    def begin_slow(self, lane: Lane, worker: Worker) -> None:
        """Gives a slow place to a job from its start, and a new worker to those who wait."""
        with self._change:
            lane.slow += 1
            self._disown(lane, worker)
        worker.yield_to_others()

    def queue(self, lane: Lane, wake: Callable[[], object]) -> Turn:
        """A turn for a warm worker, first come first served; the worker may be there already. Raises Overloaded."""
        turn = Turn(wake)
        with self._change:
            if self._closed:
                raise self._overloaded()
            lane.waiting.append(turn)
            lane.serve()
        return turn

    def hasten(self, lane: Lane, turn: Turn) -> None:
        """Gives an idle worker, if there is one, to one who has waited a moment for a processor to be free."""
        with self._change:
            lane.hasten(turn)

    def taken(self, lane: Lane, turn: Turn) -> Worker:
        """The worker of a turn that is over. Raises Overloaded where none came."""
        with self._change:
            if turn.worker is None:
                lane.forget(turn)
                raise self._overloaded()
            return turn.worker

    def leave(self, lane: Lane, turn: Turn) -> None:
        """Gives up a turn, and with it the worker that came meanwhile."""
        with self._change:
            lane.forget(turn)
            worker = turn.worker
        if worker:
            self.give_back(lane, worker, keep=True)

    def _take(self, lane: Lane, until: float) -> Worker:
        come = threading.Event()
        turn = self.queue(lane, come.set)
        while turn.worker is None and not self._closed and (left := until - time.monotonic()) > 0:
            if not come.wait(min(left, lane.slow_seconds / GLANCES)):
                self.hasten(lane, turn)
        return self.taken(lane, turn)

    def _ask(
        self, lane: Lane, worker: Worker, job: Job | Flow, deadline: float, ticket: Ticket, take: Take | None
    ) -> object:
        slow = keep = False
        came = time.monotonic()
        try:
            with troubles.told_as_ours(lane):
                worker.ask(job)
                if lane.yields:
                    worker.yield_to_others()
                slow = self._turns_slow(lane, worker, deadline)
                while isinstance(answer := worker.answer(limit=lane.limit, deadline=deadline), Part):
                    if take:
                        take(answer)
                keep = not slow
        finally:
            ticket.seconds = worker.used(time.monotonic() - came)
            self.give_back(lane, worker, slow=slow, keep=keep)
        return answer

    def _turns_slow(self, lane: Lane, worker: Worker, deadline: float) -> bool:
        """Waits until there is an answer (False), or the job turns slow and has one of the slow places (True)."""
        begun, came = worker.processor_seconds() or 0.0, time.monotonic()
        while not worker.answers_within(min(lane.slow_seconds / GLANCES, deadline - time.monotonic())):
            if time.monotonic() >= deadline:
                raise TimeoutError
            now = worker.processor_seconds()
            if self.to_slow_place(lane, worker, time.monotonic() - came if now is None else now - begun):
                return True
        return False

    def to_slow_place(self, lane: Lane, worker: Worker, used: float, job: int | None = None) -> bool:
        """Whether a job, told by its hash, has a slow place now.

        Raises Overloaded where it is slow, has none, and others wait.
        """
        with self._change:
            others_wait = lane.lacks
            if used - worker.opening < (lane.slow_seconds / 2 if others_wait else lane.slow_seconds):
                return False
            if others_wait and job is not None:
                lane.remember_slow(job)
            if lane.slow >= self.limits.slow_places:
                if others_wait:
                    raise self._overloaded()
                return False
            lane.slow += 1
            self._disown(lane, worker)
        worker.yield_to_others()
        return True

    def give_back(self, lane: Lane, worker: Worker, *, slow: bool = False, keep: bool = False) -> None:
        """Ends the work of a worker on a job: keeps it warm for the next one, or ends it too."""
        with self._change:
            lane.slow -= slow
            if keep and worker.nursery is self._nursery:
                worker.opening = 0.0
                lane.offer(worker)
                return
            if not slow:
                self._disown(lane, worker)
        worker.nursery.end(worker)
        worker.close()

    def _disown(self, lane: Lane, worker: Worker) -> None:
        """Makes room for another warm worker; the lock is held."""
        if worker.nursery is self._nursery:
            lane.owned -= 1
            lane.serve()
        self._change.notify_all()

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
                for lane in self._lanes.values():
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

    def _overloaded(self) -> Overloaded:
        return troubles.overloaded(self.limits, starting=self._nursery is None)
