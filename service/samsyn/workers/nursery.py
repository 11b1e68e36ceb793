"""The process that workers are forked from: it loads the library once, so that a new worker is there at once.

    python -m samsyn.workers.nursery

It never touches what a stranger sent. Its socket, standard input, brings a `Start` and then orders: to fork a worker
onto two pipes, which is answered with its process id, or to end one. It alone reaps its workers, so that no process
id it has told is given to another process before it was told to end it.
"""

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys

from samsyn.store.disk.layout import Layout
from samsyn.store.disk.reading import NewestGeneration
from samsyn.store.remote.reader import RemoteReader
from samsyn.store.remote.words import unreached
from samsyn.workers import child, frames, seal
from samsyn.workers.jobs import Store, Tools
from samsyn.workers.limits import Limits
from samsyn.workers.orders import FORK, ORDER, READY, Start


def main() -> None:
    """Loads, says that it is ready, and follows orders until its socket closes."""
    orders = socket.socket(fileno=sys.stdin.fileno())
    start = frames.read_trusted(orders.fileno())
    assert isinstance(start, Start)
    seal.die_with(start.parent)
    tools = Tools(start.library, _store(start), start.remote)
    if start.remote:
        seal.adopt()
    gc.collect()
    gc.freeze()  # what is loaded stays shared with the workers
    orders.sendall(READY)
    living, dying = set[int](), set[int]()
    while True:
        message, descriptors, _, _ = socket.recv_fds(orders, ORDER.size, 2)
        if len(message) < ORDER.size:
            _end_all(living | dying)
            return
        kind, process, seconds = ORDER.unpack(message)
        if kind == FORK:
            forked = _fork(orders, descriptors, tools, start.limits, asks=bool(process), seconds=seconds)
            living.add(forked)
            orders.sendall(ORDER.pack(FORK, forked, 0))
        else:
            living.discard(process)
            _end(process, dying)


def _store(start: Start) -> Store:
    limits = start.limits
    bounds = {
        "query_bytes": limits.query_bytes,
        "result_bytes": limits.result_bytes,
        "update_bytes": limits.body_bytes,
    }
    if start.remote:
        importlib.import_module("samsyn.workers.courier")  # once for all workers, and not where the store lies here
        return RemoteReader(unreached, default_graph=start.default_graph, layout=Layout(start.store), **bounds)
    return NewestGeneration(start.store, default_graph=start.default_graph, **bounds)


def _fork(
    orders: socket.socket, descriptors: list[int], tools: Tools, limits: Limits, *, asks: bool, seconds: int
) -> int:
    jobs, answers = descriptors
    nursery = os.getpid()
    process = os.fork()
    if process == 0:
        orders.close()
        child.work((jobs, answers), tools, limits, nursery, asks=asks, seconds=seconds)
    os.close(jobs)
    os.close(answers)
    return process


def _end(process: int, dying: set[int]) -> None:
    """Kills a worker, and reaps those killed before that have ended by now: waiting for one would hold up all."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    dying.add(process)
    for each in tuple(dying):
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(each, os.WNOHANG) == (0, 0):
                continue
        dying.discard(each)
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(0, os.WNOHANG)[0]:  # couriers of workers that ended: they alone are of this process's group
            pass


def _end_all(workers: set[int]) -> None:
    """Kills all workers and reaps them, and their couriers, which end with them."""
    for process in workers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


if __name__ == "__main__":
    main()
