"""The lanes of the pool: each has its limits, its warm workers, and those who wait for one."""

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


class Turn:
    """One who waits for a worker, and the worker when it is there; `wake` is called then, by whichever thread."""

    def __init__(self, wake: Callable[[], object]) -> None:
        self.wake = wake
        self.worker: Worker | None = None


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
            "stream": (limits.stream_seconds, limits.stream_seconds, limits.stream_workers, 2 * limits.result_bytes),
        }[name]
        self.asks = name != "validation"
        #: whether its workers let those of other lanes go first: their jobs may be as long as they like
        self.yields = name == "stream"
        self.idle: deque[Worker] = deque()
        self.waiting: deque[Turn] = deque()
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

    def offer(self, worker: Worker) -> None:
        """Gives a warm worker to the first who waits for one; idle where nobody does. The pool's lock is held."""
        if self.waiting:
            turn = self.waiting.popleft()
            turn.worker = worker
            turn.wake()
        else:
            self.idle.append(worker)

    def forget(self, turn: Turn) -> None:
        """Takes one who waits out of the queue. The pool's lock is held."""
        if turn in self.waiting:
            self.waiting.remove(turn)
