"""Jobs from an event loop: the same answers, limits and errors as from a thread, and no thread for each."""

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from samsyn.errors import LimitReached, NotRdf, Overloaded, TookTooLong
from samsyn.library import Library
from samsyn.store.port import Answer
from samsyn.workers import frames, loop
from samsyn.workers.jobs import Job, Query, Validate
from samsyn.workers.lanes import Lane
from samsyn.workers.limits import Limits
from samsyn.workers.pool import Pool
from samsyn.workers.service import Service

CHEAP = Query("ASK { ?s a sam:FamilyCentre }", "json")
ENDLESS = Query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", None)


@pytest.fixture(scope="module")
def hasty(lib: Library) -> Iterator[Pool]:
    """Workers with a short deadline and few places."""
    service = Service(
        lib, Limits(query_seconds=2, slow_places=1, query_workers=2, in_flight=40), today=lambda: "2024-06-01"
    )
    service.start()
    assert service.wait_in_step(120)
    yield service.pool
    service.close()


async def _stays() -> None:
    await asyncio.Event().wait()


async def _leaves_soon() -> None:
    await asyncio.sleep(0.2)


def run(pool: Pool, job: Job, gone: loop.Gone = _stays) -> Coroutine[None, None, object]:
    """A job of a pool."""
    return loop.run(pool, frames.message(job), pool.lane(job), gone, lambda _: None)


def _wait_for_idle(lane: Lane, workers: int) -> None:
    """Until so many are warm: those that an earlier test ended are made anew in the background."""
    until = time.monotonic() + 30
    while len(lane.idle) < workers:
        assert time.monotonic() < until
        time.sleep(0.02)


async def _cheap(pool: Pool) -> bool:
    answer = await run(pool, CHEAP)
    assert isinstance(answer, Answer)
    return b"true" in answer.body


def test_many_wait_for_few_workers_and_no_thread(hasty: Pool) -> None:
    """Twenty at once are all answered by two workers, and no thread is begun for them."""
    begun = threading.active_count()

    async def all_at_once() -> list[bool]:
        found = await asyncio.gather(*(_cheap(hasty) for _ in range(20)))
        assert threading.active_count() == begun
        return found

    assert asyncio.run(all_at_once()) == [True] * 20


def test_an_answer_of_any_size_comes_whole(pool: Pool) -> None:
    """What does not fit in a pipe comes in parts."""
    job = Query("SELECT * { ?s ?p ?o } LIMIT 20000", "csv")
    large = asyncio.run(run(pool, job))
    assert isinstance(large, Answer)
    assert len(large.body) > 10 * frames.FITS
    assert large == pool.run(job)


def test_an_error_comes_back_as_it_was_raised(pool: Pool) -> None:
    """Its class and its place."""
    job = Validate(b"<http://a> oops", "turtle", "x.ttl", None, None, "2024-06-01", "open")
    with pytest.raises(NotRdf) as caught:
        asyncio.run(run(pool, job))
    assert (caught.value.where.name, caught.value.where.line) == ("x.ttl", 1)


def test_the_deadline_kills(hasty: Pool) -> None:
    """A query without end is ended soon after its deadline; the next has another worker."""

    async def tried() -> float:
        begun = time.monotonic()
        with pytest.raises(TookTooLong):
            await run(hasty, ENDLESS)
        assert await _cheap(hasty)
        return time.monotonic() - begun

    assert asyncio.run(tried()) < 5


def test_who_hangs_up_takes_the_job_along(hasty: Pool) -> None:
    """Long before its deadline, while it runs and while it waits for a worker."""

    async def tried() -> None:
        begun = time.monotonic()
        found = await asyncio.gather(*(run(hasty, ENDLESS, _leaves_soon) for _ in range(6)), return_exceptions=True)
        assert time.monotonic() - begun < 1.8
        assert {type(each) for each in found} <= {loop.Left, Overloaded}
        assert loop.Left in {type(each) for each in found}
        assert await _cheap(hasty)

    asyncio.run(tried())


def test_cheap_jobs_go_on_among_endless_ones(hasty: Pool) -> None:
    """The endless ones are turned away or ended."""

    async def abuse(until: float) -> set[type]:
        found = set()
        while time.monotonic() < until:
            try:
                await run(hasty, ENDLESS)
            except (Overloaded, TookTooLong) as error:
                found.add(type(error))
                await asyncio.sleep(0.01)  # who is turned away must come again over the network
        return found

    async def tried() -> tuple[int, set[type]]:
        until, done = time.monotonic() + 3, 0
        abusers = [asyncio.ensure_future(abuse(until)) for _ in range(4)]
        while time.monotonic() < until:
            done += await _cheap(hasty)
        return done, set().union(*[await each for each in abusers])

    done, met = asyncio.run(tried())
    assert done >= 3
    assert Overloaded in met


def test_who_gives_up_a_turn_leaves_the_worker_to_others(hasty: Pool) -> None:
    """A worker that came just then is not lost."""
    lane = hasty.lane(CHEAP)
    _wait_for_idle(lane, 2)
    turns = [hasty.queue(lane, lambda: None) for _ in range(3)]
    there = [each for each in turns if each.worker]
    assert len(there) == 2
    for each in turns:
        hasty.leave(lane, each)
    assert not lane.waiting
    assert b"true" in hasty.run(CHEAP).body  # type: ignore[attr-defined]


def test_what_was_slow_a_moment_ago_waits_for_a_slow_place(hasty: Pool) -> None:
    """While others waited: it takes no warm worker until there is such a place, and is turned away if none comes."""
    again = Query("SELECT (COUNT(*) AS ?again) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", None)
    lane, job = hasty.lane(again), hash(frames.message(again))

    async def tried() -> None:
        with hasty._change:
            lane.remember_slow(job)
        first, second = asyncio.ensure_future(run(hasty, again)), asyncio.ensure_future(run(hasty, again))
        await asyncio.sleep(0.3)
        assert (lane.slow, lane.jobs, len(lane.waiting_slow)) == (1, 1, 1)
        left = asyncio.ensure_future(run(hasty, again, _leaves_soon))
        with pytest.raises(loop.Left):
            await left
        assert len(lane.waiting_slow) == 1
        for each in (first, second):
            with pytest.raises(LimitReached):
                await each

    asyncio.run(tried())
    assert (lane.slow, lane.jobs, len(lane.waiting_slow)) == (0, 0, 0)


def test_costly_jobs_of_many_have_their_turn(lib: Library) -> None:
    """Eight at once, each slow, all answered by one slow place: none is turned away, and none holds up a cheap one."""
    costly = Query("SELECT * { ?s ?p ?o } LIMIT 20000", "json")
    limits = Limits(query_slow_seconds=0.02, slow_places=1, query_workers=2, wait_seconds=60, query_seconds=60)
    service = Service(lib, limits, today=lambda: "2024-06-01")
    service.start()
    try:
        assert service.wait_in_step(120)
        pool = service.pool
        lane = pool.lane(costly)

        async def tried() -> float:
            crowd = [asyncio.ensure_future(run(pool, costly)) for _ in range(8)]
            await asyncio.sleep(0.1)
            begun = time.monotonic()
            assert await _cheap(pool)
            took = time.monotonic() - begun
            for each in await asyncio.gather(*crowd):
                assert isinstance(each, Answer)
            return took

        assert asyncio.run(tried()) < 2
        with ThreadPoolExecutor() as threads:
            assert len({repr(each) for each in threads.map(pool.run, [costly] * 8)}) == 1
        assert (lane.slow, lane.jobs, len(lane.waiting_slow)) == (0, 0, 0)
        assert lane.owned <= 2
    finally:
        service.close()


def test_no_more_than_so_many_wait_for_a_slow_place(lib: Library, tmp_path: Path) -> None:
    """Who comes beyond the limit is turned away at once; who waits in vain, later."""
    pool = Pool(lib, Limits(slow_waiting=1, slow_places=1, wait_seconds=0.3), store=tmp_path)  # never started
    lane = pool.lane(CHEAP)
    with pool._change:
        lane.slow = 1
        lane.remember_slow(hash(frames.message(CHEAP)))

    async def tried() -> None:
        first = asyncio.ensure_future(run(pool, CHEAP))
        await asyncio.sleep(0)
        begun = time.monotonic()
        with pytest.raises(Overloaded):
            await run(pool, CHEAP)
        assert time.monotonic() - begun < 0.2
        with pytest.raises(Overloaded):
            await first
        assert not lane.waiting_slow

    asyncio.run(tried())
