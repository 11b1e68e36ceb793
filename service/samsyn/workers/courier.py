"""The courier of a worker: carries its queries to a store elsewhere, since the worker itself has no sockets.

A process of its own, forked before the worker's sockets are closed, that knows one address and the login for it. It
takes the text of a query, makes the request, and hands the bytes of the answer back unread. It dies with its worker,
which closes the connection to the store: so a worker's deadline is the query's.
"""

import os
import socket
import sys
import time
from typing import Final

from samsyn.errors import SamsynError, StoreTrouble, Swedish
from samsyn.store.remote.place import Login, Remote
from samsyn.store.remote.reader import Send
from samsyn.store.remote.wire import Wire
from samsyn.workers import frames, seal
from samsyn.workers.limits import Limits

#: how much longer than the answer that is told in the end the store's own may be: its JSON holds names again and again
_LONGER: Final = 8
_ASKED: Final = 1_000_000
_YEAR: Final = 3.2e7


def courier(remote: Remote, limits: Limits, seconds: float) -> Send:
    """What sends queries by way of a courier, which is forked now; each may take so many seconds."""
    ours, its = socket.socketpair()
    worker, group = os.getpid(), os.getpgid(os.getppid())
    os.setpgid(0, 0)  # so that the nursery can tell its couriers, which it reaps, from its workers
    if os.fork() == 0:
        ours.close()
        os.setpgid(0, group)
        _live(its, remote, limits, seconds, worker)
    its.close()
    pipe = ours.detach()

    def send(text: str, accept: str) -> bytes:
        frames.write(pipe, (text, accept))
        try:
            found = frames.read(pipe, limit=_LONGER * limits.result_bytes, deadline=time.monotonic() + _YEAR)
        except EOFError as error:
            raise _gone() from error
        if isinstance(found, SamsynError):
            raise found
        assert isinstance(found, bytes)
        return found

    return send


def _live(pipe: socket.socket, remote: Remote, limits: Limits, seconds: float, worker: int) -> None:
    """The life of a courier; never returns."""
    try:
        seal.die_with(worker)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        seal.bound(limits.memory_bytes)
        wire = Wire(remote, Login.of(os.environ), most=_LONGER * limits.result_bytes)
        while True:
            text, accept = _asked(frames.read(pipe.fileno(), limit=_ASKED, deadline=time.monotonic() + _YEAR))
            try:
                answer: object = wire.ask(text, accept, seconds)
            except SamsynError as error:
                error.__cause__ = error.__context__ = error.__traceback__ = None
                answer = error
            frames.write(pipe.fileno(), answer)
    finally:
        os._exit(0)


def _asked(found: object) -> tuple[str, str]:
    match found:
        case (str() as text, str() as accept):
            return text, accept
    raise ValueError("a worker sent no query")


def _gone() -> StoreTrouble:
    return StoreTrouble(
        "The process that asks the remote store ended before it answered.",
        advice="Try again.",
        sv=Swedish("Processen som frågar det fjärranslutna lagret avslutades innan den svarade.", "Försök igen."),
    )
