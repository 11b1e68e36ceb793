"""A job of the pool for those who live in an event loop: what waits for a worker or for an answer holds no thread.

Lanes, places, deadlines and slow jobs are those of `Pool.run`. A thread for each job would cost more than most
questions do: the interpreter goes from one thread to the next only every few milliseconds.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Final

from msgspec import Struct

from samsyn.workers import frames, troubles
from samsyn.workers.forks import Worker
from samsyn.workers.lanes import Lane
from samsyn.workers.pool import GLANCES, Pool

#: resolved when nobody waits for the answer any more
Gone = Callable[[], Awaitable[None]]
#: is told the seconds on a processor that a job has used
Spent = Callable[[float], None]
_FOREVER: Final = 3600.0


class Left(Exception):
    """Whoever asked has hung up; the job was ended."""


class _News:
    """Something that may come, waited for a while at a time; told from any thread, by `tell`."""

    def __init__(self) -> None:
        self.come = False
        self.error: Exception | None = None
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._waited: asyncio.Future[None] | None = None

    def tell(self, error: Exception | None = None) -> None:
        """It has come, or never will."""
        if threading.get_ident() != self._thread:
            self._loop.call_soon_threadsafe(self.tell, error)
            return
        self.come, self.error = True, error
        self.rouse()

    def rouse(self, _: object = None) -> None:
        """Ends the waiting, whether it has come or not."""
        if self._waited and not self._waited.done():
            self._waited.set_result(None)

    async def within(self, seconds: float) -> bool:
        """Whether it comes within some seconds."""
        if not self.come and seconds > 0:
            self._waited = self._loop.create_future()
            timer = self._loop.call_later(seconds, self.rouse)
            try:
                await self._waited
            finally:
                timer.cancel()
        return self.come


class _Watch(Struct):
    """Whether whoever asked has hung up; looked after only when a job has taken a moment."""

    gone: Gone
    task: "asyncio.Future[None] | None" = None

    async def comes(self, news: _News, seconds: float) -> bool:
        """Whether something comes within some seconds. Raises Left."""
        if self.task:
            self.task.add_done_callback(news.rouse)
        if await news.within(seconds):
            return True
        if self.task is None:
            self.task = asyncio.ensure_future(self.gone())
        elif self.task.done():
            raise Left
        return False

    async def end(self) -> None:
        """Looks no more."""
        if self.task:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.task


async def run(pool: Pool, message: bytes, lane: Lane, gone: Gone, spent: Spent) -> object:
    """The answer to a job, which is a message that fits in a pipe; `spent` is told the time on a processor.

    Raises what `Pool.run` does, and Left when `gone` says that nobody waits any more.
    """
    assert len(message) <= frames.FITS
    deadline = time.monotonic() + lane.seconds
    watch = _Watch(gone)
    try:
        with pool.place(lane):
            with pool.slow_from_the_start(lane, hash(message)) as slow:
                worker = await _worker(pool, lane, min(deadline, time.monotonic() + pool.limits.wait_seconds), watch)
                if slow:
                    pool.begin_slow(lane, worker)
            return troubles.told(await _Job(pool, lane, worker, watch, deadline, spent, slow).answer(message))
    finally:
        await watch.end()


async def _worker(pool: Pool, lane: Lane, until: float, watch: _Watch) -> Worker:
    """A warm worker. Raises Overloaded, Left."""
    come = _News()
    turn = pool.queue(lane, come.tell)
    if turn.worker is None:
        try:
            while not await watch.comes(come, min(lane.slow_seconds / GLANCES, until - time.monotonic())):
                if time.monotonic() >= until:
                    break
                pool.hasten(lane, turn)
        except BaseException:
            pool.leave(lane, turn)
            raise
    return pool.taken(lane, turn)


class _Job(Struct):
    """A job that a worker has."""

    pool: Pool
    lane: Lane
    worker: Worker
    watch: _Watch
    deadline: float
    spent: Spent
    slow: bool = False

    async def answer(self, message: bytes) -> object:
        """What the worker answers, which is kept for others where all went well."""
        keep, came = False, time.monotonic()
        try:
            with troubles.told_as_ours(self.lane):
                found = await self._whole(message)
                keep = not self.slow
            return found
        finally:
            self.spent(self.worker.used(time.monotonic() - came))
            if keep:
                self.pool.give_back(self.lane, self.worker, keep=True)
            else:  # ending a worker may have to wait for another that is being made
                end = asyncio.to_thread(self.pool.give_back, self.lane, self.worker, slow=self.slow)
                await asyncio.shield(end)

    async def _whole(self, message: bytes) -> object:
        loop, whole = asyncio.get_running_loop(), _News()
        pipe, incoming = self.worker.incoming(self.lane.limit)
        loop.add_reader(pipe, _take, incoming, whole)
        try:
            self.worker.send(message)
            await self._waited(whole, hash(message))
        finally:
            loop.remove_reader(pipe)
        if whole.error:
            raise whole.error
        return incoming.value()

    async def _waited(self, whole: _News, job: int) -> None:
        """Waits until the answer is whole, and looks now and then whether the job turns slow. Raises TimeoutError."""
        glance, came, before = self.lane.slow_seconds / GLANCES, time.monotonic(), self.worker.processor_seconds()
        while not await self.watch.comes(whole, min(glance, self.deadline - time.monotonic())):
            if time.monotonic() >= self.deadline:
                raise TimeoutError
            if self.slow:
                glance = _FOREVER
                continue
            now = self.worker.processor_seconds()
            used = time.monotonic() - came if now is None or before is None else now - before
            self.slow = self.pool.to_slow_place(self.lane, self.worker, used, job)


def _take(incoming: frames.Incoming, whole: _News) -> None:
    """Takes a part of an answer."""
    if whole.come:
        return
    try:
        if incoming.more():
            whole.tell()
    except (EOFError, OSError, frames.TooBig) as error:
        whole.tell(error)
