"""The one process that writes to the store: takes writes in order, each batch of them whole or not at all.

    python -m samsyn.workers.writer

Its socket, standard input, brings an `Opening` and then tuples of writes, each answered with `Written`. It reads
nothing but what a worker has made of what was sent, has no sockets unless the store lies elsewhere, and may be killed
at any moment.
"""

import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final, cast

from samsyn.errors import SamsynError
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.rests import Rests
from samsyn.store.disk.store import DiskStore
from samsyn.store.port import Receipt, Write
from samsyn.store.remote.place import Login
from samsyn.store.remote.store import RemoteStore
from samsyn.store.remote.wire import Wire
from samsyn.workers import frames, seal
from samsyn.workers.orders import Opened, Opening, Told, Written

_STACK: Final = 256 * 2**20
#: bytes of new tables that are read within a write: the engine may have joined gigabytes since the last one
_AT_ONCE: Final = 64 * 2**20
#: seconds in which the rest of the service has the processors to itself, to start
_STARTING: Final = 5.0


def main() -> None:
    """Opens the store, says that it is ready, and writes until its socket closes."""
    pipe = socket.socket(fileno=sys.stdin.fileno()).detach()
    opening = frames.read_trusted(pipe)
    assert isinstance(opening, Opening)
    seal.die_with(opening.parent)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # a dying parser writes pages there
    seal.bound(opening.memory_bytes)
    if opening.remote is None:
        with suppress(OSError):  # a kernel without filters
            seal.close_sockets()
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_serve, args=(pipe, opening))
    thread.start()
    thread.join()


def _serve(pipe: int, opening: Opening) -> None:
    try:
        store = _store(opening, lambda text: frames.write(pipe, Told(text)))
        store.open()
    except SamsynError as error:
        frames.write(pipe, _bare(error))
        return
    frames.write(pipe, _now(store, Rests()))
    later, looking = time.monotonic() + _STARTING, store.look()
    while True:
        if not frames.waits(pipe, later - time.monotonic()):
            looking = _looked(looking, pipe) or _looked(store.look(), pipe) or store.look()
        try:
            writes = cast(tuple[Write, ...], frames.read_trusted(pipe))
        except EOFError:
            store.close()
            return
        before = store.state.derived
        results = tuple(each if isinstance(each, Receipt) else _bare(each) for each in store.write(writes))
        frames.write(pipe, Written(results, _now(store, before)))
        store.tidy()


def _looked(looking: Iterator[None], pipe: int) -> Iterator[None] | None:
    """What is left of what can wait until somebody writes, when somebody does; half of the time is left to others."""
    begun = time.monotonic()
    for _ in looking:
        if frames.waits(pipe, time.monotonic() - begun):
            return looking
        begun = time.monotonic()
    return None


def _store(opening: Opening, tell: Callable[[str], None]) -> DiskStore | RemoteStore:
    """The store, not yet open. Raises BadInput for a login that cannot be understood."""
    if opening.remote is None:
        return DiskStore(opening.store, default_graph=opening.default_graph, tell=tell, at_once=_AT_ONCE)
    wire = Wire(opening.remote, Login.of(os.environ))
    return RemoteStore(Layout(opening.store), wire, default_graph=opening.default_graph, tell=tell)


def _now(store: DiskStore | RemoteStore, before: Rests) -> Opened:
    """How the store stands; of the derived graphs those that rest on something else than before."""
    derived = store.state.derived
    return Opened(store.state.bundle, derived.news(before), tuple(store.damage), f"{store.state.hash} {derived.mark:x}")


def _bare(error: Exception) -> SamsynError:
    """An error without what it came about from, which need not cross a pipe."""
    assert isinstance(error, SamsynError)
    error.__cause__ = error.__context__ = error.__traceback__ = None
    return error


if __name__ == "__main__":
    main()
