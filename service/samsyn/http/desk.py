"""What every route has at hand: the library, the workers, the pages; and how a job is handed to a worker."""

import asyncio
import contextlib
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, Final, TypeVar, cast

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive

from samsyn.comparing import Comparer
from samsyn.errors import CatchingUp, LimitReached, Swedish
from samsyn.http import origin
from samsyn.http.clients import Account, Clients
from samsyn.http.meters import Meters, Told
from samsyn.library import Library
from samsyn.store.disk.sight import starting
from samsyn.store.port import Receipt, Update, Write
from samsyn.web import Pages
from samsyn.workers import frames, loop
from samsyn.workers.jobs import Job
from samsyn.workers.matrix import Fulfilment, Row, Those
from samsyn.workers.pool import Ticket
from samsyn.workers.service import Service

_Given = TypeVar("_Given")
_THREADS = 128
_HOST: Final = re.compile(r"([A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")


class Desk:
    """One for each application."""

    def __init__(
        self,
        library: Library,
        service: Service,
        pages: Pages,
        meters: Meters,
        address: str | None = None,
        proxies: Sequence[origin.Network] = (),
    ) -> None:
        """`address` is where the service is reached; without it, where each request says that it reached it.

        `proxies` are those in front, which are believed when they tell where a request comes from.
        """
        self.address = address
        self.service = service
        self.pool = service.pool
        self._pages = pages
        self.meters = meters
        self._proxies = proxies
        self._clients = Clients(service.limits)
        self._reading: Future[None] | None = None
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="job")
        self.comparer = Comparer(library)
        self._matrices: dict[str, tuple[Row, ...]] = {}
        self._matrices_of: tuple[Library, str] | None = None

    @property
    def library(self) -> Library:
        """What is bundled, and the centres that are stored."""
        return self.service.register.library

    @property
    def pages(self) -> Pages:
        """The pages over it."""
        self._pages = self._pages.over(self.library)
        return self._pages

    async def catch_up(self) -> None:
        """Takes in what was written to the store until now, if anything was; all who wait for it wait together.

        Raises CatchingUp where that takes longer than one may wait for a worker, else what keeps workers from it.
        """
        register = self.service.register
        until, now = time.monotonic() + self.pool.limits.wait_seconds, register.generation
        while register.seen < now or not register.is_whole:
            if self._reading is None or self._reading.done():
                self._reading = self._threads.submit(register.refresh)
            reading = self._reading
            await asyncio.wait({asyncio.wrap_future(reading)}, timeout=max(0.0, until - time.monotonic()))
            if reading.done():
                reading.result()
            if not reading.done() or (register.seen < now and time.monotonic() > until) or not register.is_whole:
                raise _catching_up(*register.progress)

    async def have(self, request: Request, job: Job, kind: type[_Given]) -> _Given:
        """The answer to a job, which is of a kind. A client that hangs up takes its job along.

        Raises what the job raises, and TookTooMuch for a client that has taken what one may take.
        """
        async with self._clients.place(origin.client(request, self._proxies)) as account:
            with self.meters.job(job.lane) as told:
                answer = await self._done(request, job, account, told)
        assert isinstance(answer, kind)
        return answer

    async def _done(self, request: Request, job: Job, account: Account, told: Told) -> object:
        message = frames.message(job)
        if len(message) > frames.FITS:
            return await self._in_a_thread(request, job, account, told)
        try:
            return await loop.run(
                self.pool, message, self.pool.lane(job), lambda: hangs_up(request.receive), account.charge
            )
        except loop.Left as error:
            told.cancelled = True
            raise ClientDisconnect from error

    async def _in_a_thread(self, request: Request, job: Job, account: Account, told: Told) -> object:
        """The answer to a job so large that a worker must read while it is sent."""
        ticket = Ticket()
        work = asyncio.get_running_loop().run_in_executor(self._threads, self.pool.run, job, ticket)
        gone = asyncio.ensure_future(hangs_up(request.receive))
        try:
            waiting: set[asyncio.Future[Any]] = {work, gone}
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return await work
            ticket.cancel()
            told.cancelled = True
            with contextlib.suppress(Exception):
                await work
            raise ClientDisconnect
        finally:
            account.charge(ticket.seconds)
            gone.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await gone

    async def work(self, do: Callable[[], object]) -> object:
        """What a function gives that waits for a worker, in a thread of its own."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, do)

    async def written(self, writes: Sequence[Write | Update]) -> Receipt:
        """The receipt of the last of some writes, made together even where nobody waits for that any more.

        Raises what keeps any of them from being written.
        """
        results = await asyncio.shield(asyncio.wrap_future(self.service.scribe.submit(writes)))
        for result in results:
            if isinstance(result, Exception):
                raise result
        receipt = results[-1]
        assert isinstance(receipt, Receipt)
        return receipt

    async def matrix(
        self, request: Request, agreement: str, date: str | None = None, kind: str | None = None
    ) -> tuple[Row, ...]:
        """The rows of an agreement as of a date; those of today, as the kinds claimed, are worked out once a day."""
        library, day = self.library, today()
        when = date or day
        if kind or when != day:
            return await self._rows(request, agreement, when, kind)
        if self._matrices_of != (library, day):
            self._matrices, self._matrices_of = {}, (library, day)
        if agreement not in self._matrices:
            rows = await self._rows(request, agreement, day)
            if self._matrices_of != (library, day):
                return rows
            self._matrices[agreement] = rows
        return self._matrices[agreement]

    async def _rows(self, request: Request, agreement: str, day: str, kind: str | None = None) -> tuple[Row, ...]:
        job = Fulfilment(agreement, day, kind, self.then(day))
        return cast(tuple[Row, ...], await self.have(request, job, tuple))

    def then(self, day: str) -> Those:
        """The centres with the entry that brought what was current on a day; without those withdrawn then."""
        if day == today():
            return tuple((each.id, None) for each in self.library.centres)
        register = self.service.register
        ids = sorted({*(each.id for each in self.library.centres), *register.ids()})  # some are withdrawn by now
        found = ((id, register.version_on(id, day)) for id in ids)
        there = ((id, version) for id, version in found if version is None or not version.gone)
        return tuple((id, version.entry if version else None) for id, version in there)


def of(request: Request) -> Desk:
    """The desk of the application that a request came to."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


async def catch_up(request: Request) -> None:
    """Takes in what was written to the store, before a request is answered. Raises CatchingUp."""
    await of(request).catch_up()


def _catching_up(read: int, among: int) -> LimitReached:
    """The error for lists that would not be whole."""
    if not among:
        return starting()
    return CatchingUp(
        f"{read} of {among} centres are read that are new or others.",
        limit="wait_seconds",
        advice="Try again in a while; /sparql answers meanwhile.",
        sv=Swedish(
            f"{read} av {among} nya eller ändrade verksamheter är inlästa.",
            "Försök igen om en stund. Under tiden svarar /sparql.",
        ),
    )


def base(request: Request) -> str:
    """The address of the service, without a slash at its end: the one that was set, else as the client called it.

    Raises HTTPException where the Host header names no host.
    """
    known = of(request).address
    if known:
        return known.rstrip("/")
    host, scope = request.headers.get("host", ""), request.scope
    if not _HOST.fullmatch(host):
        raise HTTPException(400, "The Host header names no host.")
    below = scope.get("app_root_path", scope.get("root_path", ""))
    return f"{scope['scheme']}://{host}{below}".rstrip("/")


def today() -> str:
    """The day it is here, as YYYY-MM-DD."""
    return datetime.now().astimezone().date().isoformat()


async def hangs_up(receive: Receive) -> None:
    """Returns when the client of a request is gone; what it still sends is lost."""
    while (await receive())["type"] != "http.disconnect":
        pass
