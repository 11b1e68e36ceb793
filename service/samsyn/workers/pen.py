"""The web process's end of the writer: its process and the socket to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from samsyn.errors import SamsynError
from samsyn.store.port import DefaultGraph, Write
from samsyn.store.remote.place import Remote
from samsyn.workers import frames
from samsyn.workers.forks import environment
from samsyn.workers.limits import Limits
from samsyn.workers.orders import Opened, Opening, Told, Written

_ANSWER: Final = 100_000_000
_SILENCE: Final = 600.0
_ENDING: Final = 10.0


class WriterGone(Exception):
    """The writer ended or did not answer: start another."""


class Pen:
    """A running writer. The thread that makes it must outlive it: a Linux process dies with its parent's thread."""

    def __init__(
        self,
        store: Path,
        default_graph: DefaultGraph,
        limits: Limits,
        tell: Callable[[str], None],
        remote: Remote | None = None,
    ) -> None:
        """Starts it and waits until it is ready. Raises WriterGone, or the SamsynError that keeps it from opening."""
        self._tell = tell
        self._socket, its = socket.socketpair()
        with its:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "samsyn.workers.writer"],
                stdin=its.fileno(),
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                env=environment(),
            )
        try:
            self._send(Opening(store, default_graph, limits.writer_memory_bytes, os.getpid(), remote))
            found = self._answer(_SILENCE)
        except BaseException:
            self.kill()
            raise
        if not isinstance(found, Opened):
            self.kill()
            raise found if isinstance(found, SamsynError) else WriterGone
        self._derived = found.derived
        self.now = found

    def write(self, writes: Sequence[Write], *, seconds: float) -> Written:
        """What became of some writes. Raises WriterGone: then each of them is whole or absent."""
        self._send(tuple(writes))
        found = self._answer(seconds)
        if not isinstance(found, Written):
            raise WriterGone
        self._derived.update(found.now.derived)  # not a new one: they may be many
        self.now = replace(found.now, derived=self._derived)
        return found

    def close(self) -> None:
        """Lets it end what it is at, and waits for it."""
        self._socket.close()
        try:
            self._process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Ends it at once."""
        self._socket.close()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    @property
    def alive(self) -> bool:
        """Whether its process still runs."""
        return self._process.poll() is None

    @property
    def process(self) -> int:
        """Its process id."""
        return self._process.pid

    def _send(self, value: object) -> None:
        try:
            frames.write(self._socket.fileno(), value)
        except OSError as error:
            raise WriterGone from error

    def _answer(self, seconds: float) -> object:
        """Its next answer; what it tells meanwhile is passed on, and shows that it is at work."""
        while True:
            try:
                found = frames.read(self._socket.fileno(), limit=_ANSWER, deadline=time.monotonic() + seconds)
            except (EOFError, OSError, TimeoutError) as error:
                raise WriterGone from error
            if not isinstance(found, Told):
                return found
            self._tell(found.text)
