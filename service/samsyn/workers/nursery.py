"""The process that workers are forked from: it loads the library once, so that a new worker is there at once.

    python -m samsyn.workers.nursery

It never touches what a stranger sent. Its socket, standard input, brings a `Start` and then orders: to fork a worker
onto two pipes, which is answered with its process id, or to end one. It alone reaps its workers, so that no process
id it has told is given to another process before it was told to end it.
"""

import contextlib
import gc
import os
import signal
import socket
import sys

from samsyn.store.disk.reading import NewestGeneration
from samsyn.workers import child, frames, seal
from samsyn.workers.jobs import Tools
from samsyn.workers.limits import Limits
from samsyn.workers.orders import FORK, ORDER, READY, Start


def main() -> None:
    """Loads, says that it is ready, and follows orders until its socket closes."""
    orders = socket.socket(fileno=sys.stdin.fileno())
    start = frames.read_trusted(orders.fileno())
    assert isinstance(start, Start)
    seal.die_with(start.parent)
    store = NewestGeneration(
        start.store,
        default_graph=start.default_graph,
        query_bytes=start.limits.query_bytes,
        result_bytes=start.limits.result_bytes,
        update_bytes=start.limits.body_bytes,
    )
    tools = Tools(start.library, store)
    gc.collect()
    gc.freeze()  # what is loaded stays shared with the workers
    orders.sendall(READY)
    dying: set[int] = set()
    while True:
        message, descriptors, _, _ = socket.recv_fds(orders, ORDER.size, 2)
        if len(message) < ORDER.size:
            return
        kind, process = ORDER.unpack(message)
        if kind == FORK:
            forked = _fork(orders, descriptors, tools, start.limits, asks=bool(process))
            orders.sendall(ORDER.pack(FORK, forked))
        else:
            _end(process, dying)


def _fork(orders: socket.socket, descriptors: list[int], tools: Tools, limits: Limits, *, asks: bool) -> int:
    jobs, answers = descriptors
    nursery = os.getpid()
    process = os.fork()
    if process == 0:
        orders.close()
        child.work((jobs, answers), tools, limits, nursery, asks=asks)
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


if __name__ == "__main__":
    main()
