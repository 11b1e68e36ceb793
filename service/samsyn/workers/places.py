"""The places of the pool: who waits for a worker or for a slow place, who has one, and who is turned away.

Each lane has a few warm workers. A job that has used a processor for longer than a moment is slow: it is reniced and a
new worker takes its place, while there are slow places. Where there are none and others wait, its worker is ended, and
it waits for a slow place to begin anew. So cheap jobs go on while others are abused, and costly ones have their turn.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from samsyn.errors import Overloaded
from samsyn.workers import troubles
from samsyn.workers.flows import Flow
from samsyn.workers.forks import Nursery, Worker
from samsyn.workers.jobs import LANES, Job
from samsyn.workers.lanes import Lane, Turn
from samsyn.workers.limits import Limits


class TurnsSlow(Exception):
    """A job turned slow while there was no slow place and others waited; it may begin anew in one."""


class Places:
    """The lanes of a pool, and the lock that holds them together. Any thread may call its methods."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._lanes = {name: Lane(name, limits) for name in LANES}
        self._change = threading.Condition()
        self._nursery: Nursery | None = None
        self._closed = False

    def lane(self, job: Job | Flow) -> Lane:
        """The lane of a job."""
        return self._lanes[job.lane]

    def patience(self, deadline: float) -> float:
        """Until when a job with a deadline waits, by the monotonic clock."""
        return min(deadline, time.monotonic() + self.limits.wait_seconds)

    @contextmanager
    def place(self, lane: Lane, *, slow: bool) -> Iterator[None]:
        """While a job runs or waits for a worker. Raises Overloaded where too many do; a slow place is then free."""
        with self._change:
            if lane.jobs >= self.limits.in_flight:
                if slow:
                    lane.free_slow_place()
                raise self._overloaded()
            lane.jobs += 1
        try:
            yield
        finally:
            with self._change:
                lane.jobs -= 1

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
        """Gives up a turn, and with it what came meanwhile."""
        with self._change:
            lane.forget(turn)
            worker = turn.worker
            if turn.has_place:
                lane.free_slow_place()
        if worker:
            self.give_back(lane, worker, keep=True)

    def is_known_slow(self, lane: Lane, job: int) -> bool:
        """Whether a job, told by its hash, turned slow a moment ago while others waited."""
        with self._change:
            return lane.is_known_slow(job)

    def queue_slow(self, lane: Lane, wake: Callable[[], object]) -> Turn:
        """A turn for a slow place, first come first served; it may be there already. Raises Overloaded."""
        turn = Turn(wake)
        with self._change:
            if self._closed or len(lane.waiting_slow) >= self.limits.slow_waiting:
                raise self._overloaded()
            lane.waiting_slow.append(turn)
            lane.serve_slow()
        return turn

    def placed(self, lane: Lane, turn: Turn) -> None:
        """Sees to it that a turn that is over brought a slow place. Raises Overloaded."""
        with self._change:
            if not turn.has_place:
                lane.forget(turn)
                raise self._overloaded()

    @contextmanager
    def kept(self, lane: Lane, *, slow: bool) -> Iterator[None]:
        """While a job, which has a slow place if it is slow, comes by a worker: if it does not, the place is free."""
        try:
            yield
        except BaseException:
            if slow:
                with self._change:
                    lane.free_slow_place()
            raise

    def look(self, lane: Lane, worker: Worker, used: float, job: int | None = None, *, slow: bool) -> bool:
        """Whether a job, told by its hash, has a slow place now; a slow one that has used much is set apart.

        Raises TurnsSlow where it turns slow, there is no such place, and others wait.
        """
        with self._change:
            others_wait = lane.lacks
            if used - worker.opening < (lane.slow_seconds / 2 if others_wait else lane.slow_seconds):
                return slow
            if not slow and others_wait and job is not None:
                lane.remember_slow(job)
            if not slow and lane.slow >= lane.slow_places:
                if others_wait:
                    raise TurnsSlow
                return False
            lane.slow += not slow
            self._disown(lane, worker)
        worker.apart = True
        worker.yield_to_others()
        return True

    def give_back(self, lane: Lane, worker: Worker, *, slow: bool = False, keep: bool = False) -> None:
        """Ends the work of a worker on a job: keeps it warm for the next one, or ends it too."""
        with self._change:
            if slow:
                lane.free_slow_place()
            if keep and not worker.apart and worker.nursery is self._nursery:
                worker.opening = 0.0
                lane.offer(worker)
                return
            if not worker.apart:
                self._disown(lane, worker)
        worker.nursery.end(worker)
        worker.close()

    def _disown(self, lane: Lane, worker: Worker) -> None:
        """Makes room for another warm worker; the lock is held."""
        if worker.nursery is self._nursery:
            lane.owned -= 1
            lane.serve()
        self._change.notify_all()

    def _overloaded(self) -> Overloaded:
        return troubles.overloaded(self.limits, starting=self._nursery is None)
