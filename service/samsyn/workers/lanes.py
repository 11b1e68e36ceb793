"""The lanes of the pool: each has its limits, its warm workers, and those who wait for one."""

import os
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from samsyn.workers.forks import Worker
from samsyn.workers.jobs import Lane as LaneName
from samsyn.workers.limits import Limits

#: for how many seconds a slow job is known, and how many are
_MEMORY: Final = 30.0
_MOST: Final = 1000
#: looks at a job until it is slow
GLANCES: Final = 6
#: those that this process may use
PROCESSORS: Final = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
#: jobs of a lane that begin together; a further one waits a moment whether one ends, since each slows the others down
AT_ONCE: Final = PROCESSORS + 2


class Turn:
    """One who waits for a worker or a slow place, and what came of it; `wake` is called then, by whichever thread."""

    def __init__(self, wake: Callable[[], object]) -> None:
        self.wake = wake
        self.worker: Worker | None = None
        self.has_place = False


class Lane:
    """The places of one lane; `owned` counts its warm workers, idle or busy, the slow ones not among them."""

    def __init__(self, name: LaneName, limits: Limits) -> None:
        self.seconds, self.slow_seconds, self.workers, self.limit = {
            "query": (limits.query_seconds, limits.query_slow_seconds, limits.query_workers, 2 * limits.result_bytes),
            "validation": (
                limits.validation_seconds,
                limits.validation_slow_seconds,
                limits.validation_workers,
                limits.report_bytes,
            ),
            "upkeep": (limits.update_seconds, limits.update_seconds, 1, limits.report_bytes),
            "assessing": (limits.update_seconds, limits.update_seconds, PROCESSORS, limits.report_bytes),
            "stream": (limits.stream_seconds, limits.stream_seconds, limits.stream_workers, 2 * limits.result_bytes),
        }[name]
        self.slow_places = limits.slow_places
        self.asks = name != "validation"
        #: whether its workers let those of other lanes go first: their jobs may be as long as they like
        self.yields = name in ("assessing", "stream")
        self.idle: deque[Worker] = deque()
        self.waiting: deque[Turn] = deque()
        self.waiting_slow: deque[Turn] = deque()
        self.owned = self.slow = self.jobs = 0
        self._slow_ones: dict[int, float] = {}

    def remember_slow(self, job: int) -> None:
        """Notes that a job, told by its hash, was slow while others waited. The pool's lock is held."""
        self._slow_ones.pop(job, None)
        self._slow_ones[job] = time.monotonic() + _MEMORY
        if len(self._slow_ones) > _MOST:
            del self._slow_ones[next(iter(self._slow_ones))]

    def is_known_slow(self, job: int) -> bool:
        """Whether a job was slow a moment ago. The pool's lock is held."""
        return self._slow_ones.get(job, 0.0) > time.monotonic()

    @property
    def lacks(self) -> bool:
        """Whether somebody waits for whom there is no worker. The pool's lock is held."""
        return bool(self.waiting) and not self.idle

    def offer(self, worker: Worker) -> None:
        """Keeps a warm worker for the first who waits for one. The pool's lock is held."""
        self.idle.append(worker)
        self.serve()

    def serve(self) -> None:
        """Gives idle workers to those who wait, as far as the processors are free. The pool's lock is held."""
        while self.waiting and self.idle and self.owned - len(self.idle) < AT_ONCE:
            self._give(self.waiting.popleft())

    def hasten(self, turn: Turn) -> None:
        """Gives an idle worker to one who has waited a moment, whether a processor is free or not. The lock is held."""
        if self.idle and turn in self.waiting:
            self.waiting.remove(turn)
            self._give(turn)

    def _give(self, turn: Turn) -> None:
        turn.worker = self.idle.pop()  # the last one back has what it needs in the caches
        turn.wake()

    def serve_slow(self) -> None:
        """Gives free slow places to those who wait for one. The pool's lock is held."""
        while self.waiting_slow and self.slow < self.slow_places:
            self.slow += 1
            turn = self.waiting_slow.popleft()
            turn.has_place = True
            turn.wake()

    def free_slow_place(self) -> None:
        """Takes a slow place back. The pool's lock is held."""
        self.slow -= 1
        self.serve_slow()

    def wake_all(self) -> None:
        """Ends all waiting, with nothing given. The pool's lock is held."""
        for queue in (self.waiting, self.waiting_slow):
            while queue:
                queue.popleft().wake()

    def forget(self, turn: Turn) -> None:
        """Takes one who waits out of the queue. The pool's lock is held."""
        for queue in (self.waiting, self.waiting_slow):
            if turn in queue:
                queue.remove(turn)
