"""Which minimum level holds which, worked out beside the service: no worker may start a program like the reasoner.

    python -m samsyn.workers.containing

is the process that does it. Its standard input brings a `Holding`; it touches nothing that a stranger sent, is nice to
all others, and ends with the service. What it found is kept in a folder, so that the next start need not do it again.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from samsyn.library import Library
from samsyn.model import Text
from samsyn.reach.answer import Containment, Containments
from samsyn.reach.dated import dated
from samsyn.reaching import Reaching
from samsyn.reaching.cache import usual
from samsyn.workers import frames, seal
from samsyn.workers.orders import Holding

#: an agreement, another one, and the kind that they are compared as
Key = tuple[str, str, str]
Found = list[tuple[str, str, str, Containment]]
WORKING: Final = Text(
    "Svaret räknas ut just nu. Det tar upp till en minut efter start; läs in sidan igen om en stund.",
    "The answer is being worked out. That takes up to a minute after the start; load the page again in a while.",
)
FAILED: Final = Text(
    "Svaret kunde inte räknas ut. Felet är loggat; tjänsten försöker igen.",
    "The answer could not be worked out. The fault is logged; the service tries again.",
)
_AGAIN: Final = 60.0
_NICE: Final = 10


class Containing:
    """The answers, once they are there. `begin` it where they are wanted; `close` it at the end."""

    def __init__(
        self,
        library: Library,
        folder: Path | None,
        today: Callable[[], str],
        tell: Callable[[str], None],
        *,
        eager: bool = False,
    ) -> None:
        """`folder` is where answers are kept; without one, the folder of whoever runs this.

        `eager` says that they are wanted though nobody asked.
        """
        self.eager = eager
        #: called once the answers are there
        self.on_answers: Callable[[], None] = lambda: None
        self._library, self._today, self._tell = library, today, tell
        self._folder = folder or usual()
        self._plain = Reaching(library, today())
        self._answers: dict[Key, Containment] | None = None
        self._failed = False
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def answers(self) -> "Found | None":
        """Every answer; None while they are not there."""
        known = self._answers
        return None if known is None else [(*key, found) for key, found in known.items()]

    @property
    def note(self) -> Text:
        """Why there are no answers, while there are none."""
        if self._answers is not None:
            return Text()
        return FAILED if self._failed else WORKING

    def without_levels(self, kind: str | None) -> list[tuple[str, str]]:
        """The agreements that have no level, with their kinds."""
        return list(self._plain.without_levels(kind))

    def between(self, left: str, right: str, kind: str, *, day: str) -> Containments | Text:
        """The answer for two agreements, or why there is none yet. Begins to work, if nobody asked before.

        Witnesses are dated `day`.
        """
        nothing = self._plain.without_level(left, right, kind)
        if nothing is not None:
            return nothing
        self.begin()
        known = self._answers
        if known is None:
            return self.note
        forth, back = (dated(known[key], day) for key in ((left, right, kind), (right, left, kind)))
        return Containments(left, right, kind, forth, back)

    def begin(self) -> None:
        """Begins, if that was not done yet; returns at once."""
        with self._change:
            if self._thread is None and not self._closed.is_set():
                self._thread = threading.Thread(target=self._live, name="containing", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether the answers are there within some seconds."""
        self.begin()
        with self._change:
            self._change.wait_for(lambda: self._answers is not None, seconds)
        return self._answers is not None

    def close(self) -> None:
        """Ends what is at work."""
        self._closed.set()
        with self._change:
            process = self._process
        if process:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        if self._thread:
            self._thread.join()

    def _live(self) -> None:
        while not self._closed.is_set():
            found = self._worked_out()
            with self._change:
                if found is not None:
                    self._answers = {(left, right, kind): each for left, right, kind, each in found}
                self._failed = found is None
                self._change.notify_all()
            if found is not None:
                self.on_answers()
            if found is not None or self._closed.wait(_AGAIN):
                return

    def _worked_out(self) -> Found | None:
        """The answers of the process; None where it ended without."""
        command = [sys.executable, "-P", "-m", __name__]
        with self._change:
            if self._closed.is_set():
                return None
            self._process = process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
            )
        asked = Holding(self._library, self._folder, self._today(), os.getpid())
        told, trouble = process.communicate(frames.message(asked))
        try:
            return msgspec.json.decode(told, type=Found)
        except msgspec.MsgspecError:
            if not self._closed.is_set():
                self._tell(
                    f"Which level holds which could not be worked out: {trouble.decode(errors='replace')[-2000:]}"
                )
            return None


def main() -> None:
    """Works the answers out, and writes them to standard output as JSON."""
    asked = frames.read_trusted(sys.stdin.fileno())
    assert isinstance(asked, Holding)
    seal.die_with(asked.parent)
    os.nice(_NICE)
    found = list(Reaching(asked.library, asked.date, folder=asked.folder).table(own=True))
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
