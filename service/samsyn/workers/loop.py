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
from samsyn.workers.jobs import Fault
from samsyn.workers.lanes import GLANCES, Lane, Turn
from samsyn.workers.places import Places, TurnsSlow

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


async def run(pool: Places, message: bytes, lane: Lane, gone: Gone, spent: Spent) -> object:
    """The answer to a job, which is a message that fits in a pipe; `spent` is told the time on a processor.

    Raises what `Pool.run` does, and Left when `gone` says that nobody waits any more.
    """
    assert len(message) <= frames.FITS
    job = _Job(pool, lane, message, _Watch(gone), time.monotonic() + lane.seconds, spent)
    try:
        if not pool.is_known_slow(lane, job.hash):
            with contextlib.suppress(TurnsSlow):
                return await job.answer()
        await job.turn_slow()
        return await job.answer()
    finally:
        await job.watch.end()


class _Job(Struct):
    """A job on its way; a slow one has a slow place when it begins."""

    pool: Places
    lane: Lane
    message: bytes
    watch: _Watch
    deadline: float
    spent: Spent
    slow: bool = False

    @property
    def hash(self) -> int:
        """What tells it from others."""
        return hash(self.message)

    async def turn_slow(self) -> None:
        """Waits for a slow place. Raises Overloaded, Left."""
        come = _News()
        turn = self.pool.queue_slow(self.lane, come.tell)
        await self._in_turn(turn, come, lambda: None)
        self.pool.placed(self.lane, turn)
        self.slow = True

    async def answer(self) -> object:
        """The answer. Raises TurnsSlow, and what `run` does."""
        with self.pool.place(self.lane, slow=self.slow):
            with self.pool.kept(self.lane, slow=self.slow):
                worker = await self._worker()
            return troubles.told(await self._answer_of(worker))

    async def _worker(self) -> Worker:
        come = _News()
        turn = self.pool.queue(self.lane, come.tell)
        await self._in_turn(turn, come, lambda: self.pool.hasten(self.lane, turn))
        return self.pool.taken(self.lane, turn)

    async def _in_turn(self, turn: Turn, come: _News, hasten: Callable[[], None]) -> None:
        """Waits until a turn is over, or has taken too long; calls `hasten` now and then."""
        if come.come:
            return
        until = self.pool.patience(self.deadline)
        try:
            while not await self.watch.comes(come, min(self._glance, until - time.monotonic())):
                if time.monotonic() >= until:
                    break
                hasten()
        except BaseException:
            self.pool.leave(self.lane, turn)
            raise

    @property
    def _glance(self) -> float:
        return self.lane.slow_seconds / GLANCES

    async def _answer_of(self, worker: Worker) -> object:
        """What a worker answers, which is kept for others where all went well."""
        keep, came = False, time.monotonic()
        try:
            with troubles.told_as_ours(self.lane):
                found = await self._whole(worker)
                keep = not (worker.apart or isinstance(found, Fault))
            return found
        finally:
            self.spent(worker.used(time.monotonic() - came))
            if keep:
                self.pool.give_back(self.lane, worker, slow=self.slow, keep=True)
            else:  # ending a worker may have to wait for another that is being made
                end = asyncio.to_thread(self.pool.give_back, self.lane, worker, slow=self.slow)
                await asyncio.shield(end)

    async def _whole(self, worker: Worker) -> object:
        loop, whole = asyncio.get_running_loop(), _News()
        pipe, incoming = worker.incoming(self.lane.limit)
        loop.add_reader(pipe, _take, incoming, whole)
        try:
            worker.send(self.message)
            await self._waited(worker, whole)
        finally:
            loop.remove_reader(pipe)
        if whole.error:
            raise whole.error
        return incoming.value()

    async def _waited(self, worker: Worker, whole: _News) -> None:
        """Waits until the answer is whole, and looks now and then whether the job turns slow. Raises TimeoutError."""
        glance, came, before = self._glance, time.monotonic(), worker.processor_seconds()
        while not await self.watch.comes(whole, min(glance, self.deadline - time.monotonic())):
            if time.monotonic() >= self.deadline:
                raise TimeoutError
            if worker.apart:
                glance = _FOREVER
                continue
            now = worker.processor_seconds()
            used = time.monotonic() - came if now is None or before is None else now - before
            self.slow = self.pool.look(self.lane, worker, used, self.hash, slow=self.slow)


def _take(incoming: frames.Incoming, whole: _News) -> None:
    """Takes a part of an answer."""
    if whole.come:
        return
    try:
        if incoming.more():
            whole.tell()
    except (EOFError, OSError, frames.TooBig) as error:
        whole.tell(error)
