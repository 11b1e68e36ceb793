"""The lanes of the pool: each has its limits, its warm workers, and those who wait for one."""

from collections import deque

from samsyn.workers.forks import Worker
from samsyn.workers.jobs import Lane as LaneName
from samsyn.workers.limits import Limits


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
        }[name]
        self.asks = name != "validation"
        self.idle: deque[Worker] = deque()
        self.waiting: deque[object] = deque()
        self.owned = self.slow = self.jobs = 0
