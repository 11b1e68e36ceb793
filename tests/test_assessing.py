"""Stored centres are assessed by several workers at once, and what comes of it is written in order."""

import threading
import time
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
        self.in_use = False

    def submit(self, writes: tuple[Write, ...], *, waited: bool) -> Future[list[Receipt | Exception]]:
        """What becomes of them, for which nobody waits."""
        assert not waited
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


def writes(*ids: str) -> dict[str, Write]:
    """A write for each of some centres."""
    return {id: Derive(f"https://example.org/{id}", b"", "") for id in ids}


def test_one_lot_under_way() -> None:
    """The next writes are handed over once those before are made; what became of each lot is told, the last as well."""
    scribe, told = Scribe(), list[tuple[set[str], list[Receipt | Exception]]]()
    with Handing(cast(Any, scribe), lambda ids, results: told.append((set(ids), results))) as handing:
        handing.hand(writes("a"))
        assert told == []
        scribe.results.set_result([Receipt(0, 1)])
        handing.hand(writes("b", "c"))
        assert len(told) == 1
        handing.hand({})
        assert len(told) == 2
        handing.hand(writes("d"))
    assert told == [({"a"}, [Receipt(0, 1)]), ({"b", "c"}, [Receipt(0, 1)]), ({"d"}, [Receipt(0, 1)])]
    assert [len(each) for each in scribe.asked] == [1, 2, 1]


def test_small_lots_while_somebody_writes() -> None:
    """A lot is as large as can be written while somebody is ready to wait, or in some seconds where nobody writes."""
    scribe = Scribe()
    with Handing(cast(Any, scribe), lambda ids, results: None) as handing:
        assert handing.lot == 50
        handing.hand(writes(*map(str, range(20))))
        time.sleep(0.4)
        scribe.results.set_result([])
        assert 150 <= handing.lot <= 200
        scribe.in_use = True
        assert 10 <= handing.lot <= 15
        handing.hand(writes("a"))
        assert handing.lot == 200


def test_others_first() -> None:
    """The workers that assess let those of other lanes go first, and are as many as there are processors."""
    lane = Lane("assessing", Limits())
    assert lane.yields
    assert lane.workers == PROCESSORS
