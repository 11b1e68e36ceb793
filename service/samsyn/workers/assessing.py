"""Stored centres assessed by as many workers at once as there are processors, and written while others are assessed.

Both keep the order that they are given. The workers let all others go first (the lane `assessing`). Somebody's own
write waits for the lot that is being written, so lots are small while somebody writes.
"""

import time
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, cast

from samsyn.store.port import Receipt, Write
from samsyn.workers.lanes import PROCESSORS
from samsyn.workers.pool import Pool
from samsyn.workers.scribe import Scribe
from samsyn.workers.submitting import Assess

#: centres with their assessments as N-Triples
Found = tuple[tuple[str, bytes], ...]
#: writes of a lot, at least and at most; more would cost less in all, and be done anew after a start that is killed
_FEWEST, _MOST = 10, 200
#: those of the first lot, when it is not known yet how long they take
_FIRST: Final = 50
#: the seconds that a lot may take while nobody else writes, and while somebody does
_AT_LEISURE, _IN_USE = 5.0, 0.3
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

    `made` is told of whom each lot was, and what became of it.
    """

    def __init__(self, scribe: Scribe, made: Callable[[Collection[str], list[Receipt | Exception]], object]) -> None:
        self._scribe = scribe
        self._made = made
        self._asked: tuple[Collection[str], Future[list[Receipt | Exception]]] | None = None
        self._each: float | None = None

    def __enter__(self) -> "Handing":
        return self

    def __exit__(self, *_: object) -> None:
        self.settle()

    @property
    def lot(self) -> int:
        """How many writes to hand over at once, by how long those of the last lot took."""
        if self._each is None:
            return _FIRST
        seconds = _IN_USE if self._scribe.in_use else _AT_LEISURE
        return max(_FEWEST, min(_MOST, int(seconds / self._each)))

    def hand(self, writes: Mapping[str, Write]) -> None:
        """Waits for the lot before, and hands these over, each of a centre. Raises what `made` raises."""
        self.settle()
        if writes:
            begun, asked = time.monotonic(), self._scribe.submit(tuple(writes.values()), waited=False)
            asked.add_done_callback(lambda _: self._took((time.monotonic() - begun) / len(writes)))
            self._asked = writes.keys(), asked

    def settle(self) -> None:
        """Waits for the last lot."""
        under_way, self._asked = self._asked, None
        if under_way:
            ids, asked = under_way
            self._made(ids, asked.result())

    def _took(self, each: float) -> None:
        self._each = max(each, 1e-6)
