"""Stored centres are assessed by several workers at once, and what comes of it is written in order."""

import threading
from concurrent.futures import Future
from contextlib import closing
from typing import Any, cast

import pytest

from samsyn.store.port import Derive, Receipt, Write
from samsyn.workers.assessing import Handing, assessed
from samsyn.workers.lanes import PROCESSORS, Lane
from samsyn.workers.limits import Limits
from samsyn.workers.submitting import Assess


class Pool:
    """Answers a job with its centres; the first one that is asked waits until others are done, if there are threads."""

    def __init__(self) -> None:
        self.asked: list[Assess] = []
        self.most = self.now = 0
        self.lock, self.others = threading.Lock(), threading.Event()

    def run(self, job: Assess) -> tuple[tuple[str, bytes], ...]:
        """The answer. Raises what the job is named after."""
        with self.lock:
            self.asked.append(job)
            self.now += 1
            self.most = max(self.most, self.now)
            first = len(self.asked) == 1
        if first and PROCESSORS > 1:
            assert self.others.wait(10)
        self.others.set()
        with self.lock:
            self.now -= 1
        if job.centres == ("bad",):
            raise ValueError("bad")
        return tuple((each, b"") for each in job.centres)


class Scribe:
    """Takes writes, and makes them when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[Write, ...]] = []
        self.results: Future[list[Receipt | Exception]] = Future()

    def submit(self, writes: tuple[Write, ...]) -> Future[list[Receipt | Exception]]:
        """What becomes of them."""
        self.asked.append(writes)
        return self.results


def jobs(count: int) -> list[Assess]:
    """Some jobs of a centre each."""
    return [Assess("2026-01-01", (f"c{number}",)) for number in range(count)]


def test_in_order() -> None:
    """What comes of jobs keeps their order, though others are done before the first."""
    pool = Pool()
    found = [centres for result in assessed(cast(Any, pool), jobs(20)) for centres, _ in result]
    assert found == [f"c{number}" for number in range(20)]
    assert pool.most <= PROCESSORS


def test_no_further_than_needed() -> None:
    """Who stops early has few jobs made that are not taken."""
    pool = Pool()
    with closing(assessed(cast(Any, pool), jobs(1000))) as results:
        next(results)
    assert len(pool.asked) <= 3 * PROCESSORS


def test_what_a_job_raises() -> None:
    """What a job raises comes to who takes its result, in its place."""
    results = assessed(cast(Any, Pool()), [*jobs(2), Assess("2026-01-01", ("bad",)), *jobs(50)])
    assert len([next(results), next(results)]) == 2
    with pytest.raises(ValueError, match="bad"):
        next(results)


def test_one_lot_under_way() -> None:
    """The next writes are handed over once those before are made; what became of each lot is told, the last as well."""
    scribe, told = Scribe(), list[list[Receipt | Exception]]()
    write = Derive("https://example.org/g", b"", "")
    with Handing(cast(Any, scribe), told.append) as handing:
        handing.hand([write])
        assert told == []
        scribe.results.set_result([Receipt(0, 1)])
        handing.hand([write, write])
        assert len(told) == 1
        handing.hand([])
        assert len(told) == 2
        handing.hand([write])
    assert told == [[Receipt(0, 1)]] * 3
    assert [len(each) for each in scribe.asked] == [1, 2, 1]


def test_others_first() -> None:
    """The workers that assess let those of other lanes go first, and are as many as there are processors."""
    lane = Lane("assessing", Limits())
    assert lane.yields
    assert lane.workers == PROCESSORS
