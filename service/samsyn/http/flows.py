"""Answers of any size, sent in parts while a worker still works them out.

An answer that does not come to its end (deadline, dying worker, end of the service) is cut: its last chunk is never
sent, which every client of HTTP/1.1 takes for an error (RFC 9112, 8). It never passes for whole.
"""

import asyncio
import contextlib
import threading
from concurrent.futures import Future
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from samsyn.errors import SamsynError
from samsyn.http import desk, problems
from samsyn.http.desk import Desk
from samsyn.http.log import log
from samsyn.store.port import Answer, Part, Whole
from samsyn.workers.flows import Flow
from samsyn.workers.pool import Ticket

#: parts that wait for a client to take them
_WAITING: Final = 4
_MOMENT: Final = 0.05


class Flowing:
    """A job whose parts come from a thread, and are taken by a coroutine."""

    def __init__(self, here: Desk, job: Flow) -> None:
        self._here = here
        self._job = job
        self._loop = asyncio.get_running_loop()
        self._parts: asyncio.Queue[Part] = asyncio.Queue(_WAITING)
        self._ticket = Ticket()
        self._left = threading.Event()
        self._work = asyncio.ensure_future(here.work(self._run))

    async def next(self) -> Part | None:
        """The next part; None at the end. Raises what the job raises."""
        getting = asyncio.ensure_future(self._parts.get())
        try:
            await asyncio.wait({getting, self._work}, return_when=asyncio.FIRST_COMPLETED)
            if not getting.done() and self._parts.empty():
                self._work.result()
                return None
            return await getting
        finally:
            getting.cancel()

    @property
    def answer(self) -> object:
        """What the job gave, once it has ended."""
        return self._work.result()

    async def leave(self) -> None:
        """Ends the job, if it still runs."""
        self._left.set()
        if not self._work.done():
            self._ticket.cancel()
        while not self._work.done():
            while not self._parts.empty():
                self._parts.get_nowait()
            await asyncio.wait({self._work}, timeout=_MOMENT)
        with contextlib.suppress(Exception):
            self._work.result()

    def _run(self) -> object:
        with self._here.meters.job(self._job.lane) as told:
            try:
                return self._here.pool.run(self._job, self._ticket, self._take)
            except Exception:
                told.cancelled = self._left.is_set()
                raise

    def _take(self, part: Part) -> None:
        """Waits until there is room for a part; in the thread of the job."""
        placed: Future[None] = asyncio.run_coroutine_threadsafe(self._parts.put(part), self._loop)
        placed.result(self._here.service.limits.stream_seconds)


async def begin(request: Request, job: Flow) -> "tuple[Answer | None, Flowing | None, Part | None]":
    """A small answer, or a flow with its first part; neither where there is nothing. Raises what the job raises."""
    flowing = Flowing(desk.of(request), job)
    first = asyncio.ensure_future(flowing.next())
    gone = asyncio.ensure_future(desk.hangs_up(request.receive))
    begun = False
    try:
        await asyncio.wait({first, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not first.done():
            raise ClientDisconnect
        part = await first
        if part is None:
            answer = flowing.answer
            return (answer if isinstance(answer, Answer) else None), None, None
        begun = True
        return None, flowing, part
    finally:
        first.cancel()
        gone.cancel()
        if not begun:
            await flowing.leave()


class Streamed(Response):
    """The parts of a flow, of which the first is there already."""

    def __init__(self, flowing: Flowing, first: Part, headers: dict[str, str]) -> None:
        super().__init__(None, headers=headers, media_type=first.media_type)
        del self.headers["content-length"]
        self._flowing = flowing
        self._first = first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends part by part; without an end where there is none."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        gone = asyncio.ensure_future(desk.hangs_up(receive))
        coming: asyncio.Future[Part | None] = self._there(self._first)
        try:
            while await _first_of(coming, gone) and (part := await coming):
                await send({"type": "http.response.body", "body": part.body, "more_body": True})
                coming = asyncio.ensure_future(self._flowing.next())
            if coming.done() and isinstance(self._flowing.answer, Whole):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except SamsynError as error:
            log().warning("cut", why=problems.of(error).slug)
        finally:
            coming.cancel()
            gone.cancel()
            await self._flowing.leave()

    @staticmethod
    def _there(part: Part) -> "asyncio.Future[Part | None]":
        """A part that is there, as one that is waited for."""
        found: asyncio.Future[Part | None] = asyncio.get_running_loop().create_future()
        found.set_result(part)
        return found


async def _first_of(wanted: "asyncio.Future[Any]", gone: "asyncio.Future[Any]") -> bool:
    """Waits for one of two; whether it is the first."""
    both: set[asyncio.Future[Any]] = {wanted, gone}
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    return wanted.done() and not gone.done()
