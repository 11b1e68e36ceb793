"""The web process's end of the nursery and of each worker."""

import contextlib
import math
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

from samsyn.library import Library
from samsyn.store.port import DefaultGraph
from samsyn.store.remote.place import Remote
from samsyn.workers import allocator, frames
from samsyn.workers.flows import Flow
from samsyn.workers.jobs import Job
from samsyn.workers.limits import Limits
from samsyn.workers.orders import END, FORK, ORDER, READY, Start

_LOADING: Final = 120
_PATIENCE: Final = 10
_ENDING: Final = 2
_RENICE: Final = 10
_OPENING: Final = 0.03
#: with the complement of a process above it, the number of that process's clock (Linux, posix-timers.h)
_PROCESSOR: Final = 2


class NurseryGone(Exception):
    """The nursery does not answer: start another."""


class Worker:
    """A worker as the web process sees it: its process, the pipe for jobs and the pipe for answers."""

    def __init__(self, nursery: "Nursery", process: int, jobs: int, answers: int) -> None:
        self.nursery = nursery
        self.process = process
        self._jobs = jobs
        self._answers = answers
        self._told = 0.0
        #: what opening the store may have cost it, which no job is to blame for: seconds of a processor
        self.opening = _OPENING
        #: whether it was set apart for a slow job, and ends with it
        self.apart = False

    def ask(self, job: Job | Flow) -> None:
        """Hands it a job. Raises BrokenPipeError if it is gone."""
        frames.write(self._jobs, job)

    def send(self, message: bytes) -> None:
        """Hands it a job as a message of `frames`. Raises BrokenPipeError if it is gone."""
        frames.send(self._jobs, message)

    def incoming(self, limit: int) -> tuple[int, frames.Incoming]:
        """The pipe to watch for its answer, and the answer as it comes."""
        return self._answers, frames.Incoming(self._answers, limit=limit)

    def answers_within(self, seconds: float) -> bool:
        """Whether its answer, or its end, comes within some seconds."""
        return frames.waits(self._answers, seconds)

    def answer(self, *, limit: int, deadline: float) -> object:
        """Its answer; raises as `frames.read` does."""
        return frames.read(self._answers, limit=limit, deadline=deadline)

    def processor_seconds(self) -> float | None:
        """The time that it has had on a processor; None where the system does not tell, or a store elsewhere works."""
        if self.nursery.remote:
            return None
        try:
            return time.clock_gettime(~self.process << 3 | _PROCESSOR)
        except OSError:
            return None

    def used(self, clock: float) -> float:
        """The time on a processor of a job; that by the clock, which is given, where the system does not tell."""
        known = self.processor_seconds()
        if known is None:
            return clock
        used, self._told = known - self._told, known
        return used

    def yield_to_others(self) -> None:
        """Lets others go first from now on: it cannot be taken back, so the worker is for this job alone."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process, _RENICE)

    def close(self) -> None:
        """Closes the pipes."""
        os.close(self._jobs)
        os.close(self._answers)


class Nursery:
    """A running nursery. The thread that makes it must outlive it: a Linux process dies with its parent's thread."""

    def __init__(
        self, library: Library, limits: Limits, store: Path, default_graph: DefaultGraph, remote: Remote | None = None
    ) -> None:
        ours, its = socket.socketpair()
        self.remote = remote
        self._orders = ours
        self._lock = threading.Lock()
        command = [sys.executable, "-P", "-m", "samsyn.workers.nursery"]
        with its:
            self._process = subprocess.Popen(
                command, stdin=its.fileno(), stdout=subprocess.DEVNULL, start_new_session=True, env=environment()
            )
        try:
            frames.write(ours.fileno(), Start(library, limits, store, default_graph, os.getpid(), remote))
            ours.settimeout(_LOADING)
            if ours.recv(1) != READY:
                raise NurseryGone
        except (OSError, NurseryGone) as error:
            self.close()
            raise NurseryGone from error
        ours.settimeout(_PATIENCE)

    def fork(self, *, asks: bool, seconds: float) -> Worker:
        """A new worker; `asks` tells that it will mostly ask the store. Raises NurseryGone.

        It has some seconds for a question to a store elsewhere.
        """
        job_out, job_in = os.pipe()
        answer_out, answer_in = os.pipe()
        try:
            with self._lock:
                socket.send_fds(self._orders, [ORDER.pack(FORK, asks, math.ceil(seconds))], [job_out, answer_in])
                _, process, _ = ORDER.unpack(self._orders.recv(ORDER.size, socket.MSG_WAITALL))
        except (OSError, ValueError) as error:
            os.close(job_in)
            os.close(answer_out)
            raise NurseryGone from error
        finally:
            os.close(job_out)
            os.close(answer_in)
        return Worker(self, process, job_in, answer_out)

    def end(self, worker: Worker) -> None:
        """Kills a worker, at once; its pipe then ends."""
        with self._lock, contextlib.suppress(OSError):
            self._orders.sendall(ORDER.pack(END, worker.process, 0))

    def alive(self) -> bool:
        """Whether its process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """Ends it, and with it all its workers, at once."""
        with self._lock:
            self._orders.close()
            try:
                self._process.wait(_ENDING)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGKILL)
                self._process.wait()


def environment() -> dict[str, str]:
    """The environment of what the service starts: with the place of this package, and a fast allocator."""
    place = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH", "")
    path = {"PYTHONPATH": os.pathsep.join(part for part in (place, known) if part)}
    return os.environ | path | allocator.preloaded(os.environ)
