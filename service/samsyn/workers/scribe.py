"""The scribe: takes writes from any thread, one behind the other, and hands them to the one writer.

Writes that wait are made together: they share one sync of the journal and one generation. An update is first worked
out by a worker, which can be killed, on the state that all writes before it left; the writer is handed what it comes
to. A writer that ends is started again, and what was asked of it is answered with an error: it is whole or absent.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from samsyn.errors import Overloaded, SamsynError, StoreTrouble, Swedish
from samsyn.store.port import DefaultGraph, Evaluate, Receipt, Update, Write
from samsyn.store.remote.place import Remote
from samsyn.workers.limits import Limits
from samsyn.workers.orders import Opened
from samsyn.workers.pen import Pen, WriterGone

_BACKOFF: Final = 1.0
#: for how many seconds a writer can have ended unnoticed
_GLANCE: Final = 1.0
#: bytes that are written together, so that many large writes do not need much memory at once, and what each counts at
#: least
_TOGETHER: Final = 8_000_000
_LEAST: Final = 50_000
#: for how many seconds the store counts as in use after somebody wrote
_IN_USE: Final = 30.0


class _Asked:
    """Writes that one caller wants made together, and where their receipts go."""

    def __init__(self, writes: Sequence[Write | Update]) -> None:
        self.writes = tuple(writes)
        self.results: Future[list[Receipt | Exception]] = Future()

    @property
    def update(self) -> Update | None:
        """The update that it is, if it is one."""
        (first, *more) = self.writes
        return first if isinstance(first, Update) and not more else None

    @property
    def size(self) -> int:
        """How much it is to write."""
        return sum(max(_LEAST, len(getattr(each, "triples", b""))) for each in self.writes)


class Scribe:
    """Writes to a store on disk. `start` it before use; `close` it at the end."""

    def __init__(
        self,
        store: Path,
        limits: Limits,
        evaluate: Evaluate,
        *,
        default_graph: DefaultGraph = "union",
        remote: Remote | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._limits = limits
        self._evaluate = evaluate
        self._default_graph = default_graph
        self._remote = remote
        self._tell = tell
        self._change = threading.Condition()
        self._waiting: deque[_Asked] = deque()
        self._pen: Pen | None = None
        self._failure: SamsynError | None = None
        self._closed = False
        self._used = -_IN_USE
        self._thread = threading.Thread(target=self._live, name="scribe", daemon=True)

    def start(self) -> None:
        """Begins to open the store; returns at once."""
        self._thread.start()

    def wait_ready(self, seconds: float) -> Opened | None:
        """How the store stands, once its writer is ready; None after some seconds. Raises what keeps it closed."""
        with self._change:
            self._change.wait_for(lambda: self._pen or self._failure or self._closed, seconds)
            if self._failure:
                raise self._failure
            return self._pen.now if self._pen else None

    @property
    def ready(self) -> bool:
        """Whether the writer can write."""
        return self._pen is not None

    @property
    def now(self) -> Opened | None:
        """How the store stands; None while there is no writer."""
        pen = self._pen
        return pen.now if pen else None

    @property
    def process(self) -> int | None:
        """The writer's process id; None while there is none."""
        pen = self._pen
        return pen.process if pen else None

    @property
    def in_use(self) -> bool:
        """Whether somebody waited for a write a moment ago, and so may again."""
        return time.monotonic() - self._used < _IN_USE

    def submit(self, writes: Sequence[Write | Update], *, waited: bool = True) -> "Future[list[Receipt | Exception]]":
        """What becomes of some writes, which are made together; an Update comes alone.

        `waited` tells that somebody waits for it.
        """
        if len(writes) != 1 and any(isinstance(each, Update) for each in writes):
            raise ValueError("an update is made alone")
        asked = _Asked(writes)
        if waited:
            self._used = time.monotonic()
        with self._change:
            if self._closed or len(self._waiting) >= self._limits.writes_waiting:
                asked.results.set_result([self._overloaded() for _ in writes])
            else:
                self._waiting.append(asked)
                self._change.notify_all()
        return asked.results

    def write(self, writes: Sequence[Write | Update]) -> list[Receipt | Exception]:
        """The same, waited for; see `samsyn.store.port.Writable`."""
        return self.submit(writes).result()

    def close(self) -> None:
        """Makes what was submitted, and ends."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def _live(self) -> None:
        """The life of the thread that the writer hangs on."""
        while True:
            if self._pen is None and not self._open():
                with self._change:
                    self._change.wait_for(lambda: self._closed, _BACKOFF)
                    if self._closed:
                        break
                continue
            with self._change:
                asked = self._change.wait_for(lambda: self._waiting or self._closed, _GLANCE)
                if self._pen and not self._pen.alive:  # it ended while nobody wrote, so that nobody need be told
                    self._pen.kill()
                    self._pen = None
                    continue
                if not asked:
                    continue
                if not self._waiting:
                    break
                batch = self._next()
            self._make(batch)
        self._end()

    def _open(self) -> bool:
        """Whether there is a writer now. Where the store itself is at fault, whoever waits is told."""
        try:
            pen, failure = Pen(self._store, self._default_graph, self._limits, self._tell, self._remote), None
        except SamsynError as error:
            pen, failure = None, error
            self._tell(str(error))
        except (WriterGone, OSError) as error:
            pen, failure = None, None
            self._tell(f"The writer could not be started: {error!r}")
        with self._change:
            self._pen, self._failure = pen, failure
            if failure:
                self._refuse(failure)
            self._change.notify_all()
        return pen is not None

    def _next(self) -> list[_Asked]:
        """What is to be made together: an update alone, else all that waits before the next; the lock is held."""
        batch = [self._waiting.popleft()]
        size = batch[0].size
        while (
            batch[0].update is None
            and self._waiting
            and self._waiting[0].update is None
            and size + self._waiting[0].size <= _TOGETHER
        ):
            batch.append(self._waiting.popleft())
            size += batch[-1].size
        return batch

    def _make(self, batch: list[_Asked]) -> None:
        """Makes a batch, and answers those who wait for it."""
        assert self._pen
        writes: list[Write] = []
        update = batch[0].update
        try:
            if update:
                writes.append(self._evaluate(update))
            else:
                writes += [each for asked in batch for each in asked.writes if not isinstance(each, Update)]
            results = list(self._pen.write(writes, seconds=self._limits.write_seconds).results)
        except WriterGone:
            self._pen.kill()
            self._pen = None
            results = [_gone() for _ in writes]
        except Exception as error:  # of working out the update: whatever it is, it is for who sent it
            results = [error]  # type: ignore[list-item]
        for asked in batch:
            asked.results.set_result(list(results[: len(asked.writes)]))
            del results[: len(asked.writes)]

    def _refuse(self, failure: SamsynError) -> None:
        while self._waiting:
            asked = self._waiting.popleft()
            asked.results.set_result([failure for _ in asked.writes])

    def _end(self) -> None:
        with self._change:
            self._refuse(self._overloaded())
            pen, self._pen = self._pen, None
            self._change.notify_all()
        if pen:
            pen.close()

    def _overloaded(self) -> Overloaded:
        return Overloaded(
            "The service is ending." if self._closed else "Too many writes wait.",
            limit="writes_waiting",
            advice=f"Try again in {self._limits.retry_after} seconds.",
            sv=Swedish(
                "Tjänsten håller på att avslutas." if self._closed else "För många ändringar väntar.",
                f"Försök igen om {self._limits.retry_after} sekunder.",
            ),
        )


def _gone() -> StoreTrouble:
    return StoreTrouble(
        "The process that writes ended before it answered: the change is there as a whole, or not at all.",
        advice="Look whether it is there, and send it again if not.",
        sv=Swedish(
            "Processen som skriver avslutades innan den svarade: ändringen finns i sin helhet, eller inte alls.",
            "Se efter om den finns, och skicka den igen om den saknas.",
        ),
    )
