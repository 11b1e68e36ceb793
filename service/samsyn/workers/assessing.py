"""Stored centres assessed by as many workers at once as there are processors, and written while others are assessed.

Both keep the order that they are given. The workers let all others go first (the lane `assessing`).
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, cast

from samsyn.store.port import Receipt, Write
from samsyn.workers.lanes import PROCESSORS
from samsyn.workers.pool import Pool
from samsyn.workers.scribe import Scribe
from samsyn.workers.submitting import Assess

#: centres with their assessments as N-Triples
Found = tuple[tuple[str, bytes], ...]
#: jobs that are asked for before the first of them is taken: those that run, and the next for each worker
_AHEAD: Final = 2 * PROCESSORS


def assessed(pool: Pool, jobs: Iterable[Assess]) -> Generator[Found, None, None]:
    """What each job gives, in their order; a job is made no sooner than it is asked for.

    Raises what a job raises. Who stops early waits for those that run alone.
    """
    asked = deque[Future[object]]()
    with ThreadPoolExecutor(PROCESSORS, thread_name_prefix="assessing") as threads:
        try:
            for job in jobs:
                asked.append(threads.submit(pool.run, job))
                if len(asked) >= _AHEAD:
                    yield _found(asked.popleft())
            while asked:
                yield _found(asked.popleft())
        finally:
            threads.shutdown(cancel_futures=True)


def _found(asked: Future[object]) -> Found:
    return cast(Found, asked.result())


class Handing:
    """Hands writes over while the next are worked out; one lot of them at a time is under way, none at the end.

    `made` is told what became of each lot.
    """

    def __init__(self, scribe: Scribe, made: Callable[[list[Receipt | Exception]], object]) -> None:
        self._scribe = scribe
        self._made = made
        self._asked: Future[list[Receipt | Exception]] | None = None

    def __enter__(self) -> "Handing":
        return self

    def __exit__(self, *_: object) -> None:
        self.settle()

    def hand(self, writes: Sequence[Write]) -> None:
        """Waits for the lot before, and hands these over. Raises what `made` raises."""
        self.settle()
        if writes:
            self._asked = self._scribe.submit(tuple(writes))

    def settle(self) -> None:
        """Waits for the last lot."""
        asked, self._asked = self._asked, None
        if asked:
            self._made(asked.result())
