"""The service below HTTP: the store on disk, its writer, the workers, and the upkeep of what is bundled."""

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

from samsyn.library import Library
from samsyn.model.assessed import Assessed
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.sight import LastTold, NewestSeal
from samsyn.store.port import Change, DefaultGraph, Update
from samsyn.store.remote.place import Remote
from samsyn.workers.containing import Containing
from samsyn.workers.jobs import WorkOut
from samsyn.workers.limits import Limits
from samsyn.workers.pool import Pool
from samsyn.workers.pulse import Pulse
from samsyn.workers.register import Register
from samsyn.workers.scribe import Scribe
from samsyn.workers.upkeep import Upkeep

_TEMPORARY: Final = "samsyn-store-"
#: where a store keeps which level holds which
_ANSWERS: Final = "answers"
#: seconds after which a store that no process has is nobody's
_LEFT: Final = 60.0


class Place(Struct, frozen=True):
    """Where a store lies and what is in it: without a folder in a new one that is removed at the end.

    With `remote` the folder holds files and journal, and the index lies there.
    """

    folder: Path | None = None
    default_graph: DefaultGraph = "union"
    bare: bool = False
    remote: Remote | None = None


class Service:
    """One for each store. `start` it before use; `close` it at the end."""

    def __init__(
        self,
        library: Library,
        limits: Limits | None = None,
        place: Place | None = None,
        *,
        today: Callable[[], str],
        tell: Callable[[str], None] = lambda _: None,
        eager: bool = False,
    ) -> None:
        """`eager` works out which minimum level holds which from the start, and not when that is first asked for."""
        self.limits = limits or Limits()
        place = place or Place()
        self._today, self._tell = today, tell
        #: what the default graph is, for who describes the service
        self.default_graph = place.default_graph
        self._temporary = None if place.folder else _new_folder()
        folder = (place.folder or self._temporary or Path()).absolute()
        self.pool = Pool(library, self.limits, store=folder, default_graph=place.default_graph, remote=place.remote)
        self.scribe = Scribe(
            folder, self.limits, self._work_out, default_graph=place.default_graph, remote=place.remote, tell=tell
        )
        self.register = Register(library, folder, self.pool, LastTold(folder) if place.remote else NewestSeal(folder))
        self.pulse = Pulse(place.remote) if place.remote else None
        self.containing = Containing(library, place.folder and folder / _ANSWERS, today, tell, eager=eager)
        self.upkeep = (
            None
            if place.bare
            else Upkeep(self.register, self.pool, self.scribe, self.containing, today=today, tell=tell)
        )

    def start(self) -> None:
        """Begins; returns at once."""
        for each in (self.scribe, self.pool, self.upkeep):
            if each:
                each.start()

    @property
    def day(self) -> str:
        """The day that the stored assessments are of."""
        return self.upkeep.day if self.upkeep else self._today()

    @property
    def behind(self) -> Assessed | None:
        """How far the stored assessments are, while they are not all in step; None too where none are kept."""
        return None if self.upkeep is None or self.upkeep.in_step else self.upkeep.assessed

    @property
    def ready(self) -> bool:
        """Whether questions and writes are taken, of a store with what is bundled, all of whose centres are known.

        Their assessments may be under way still: `upkeep` tells how far.
        """
        return self.pool.ready and self.scribe.ready and (self.upkeep is None or self.upkeep.whole)

    def answers(self) -> bool:
        """Whether the store answers, which takes a moment to find out where it lies elsewhere."""
        return self.pulse is None or self.pulse.beats()

    def wait_ready(self, seconds: float) -> bool:
        """Whether it is ready within some seconds. Raises what keeps the store from opening."""
        until = time.monotonic() + seconds
        return (
            self.scribe.wait_ready(seconds) is not None
            and self.pool.wait_ready(until - time.monotonic())
            and (self.upkeep is None or self.upkeep.wait_whole(until - time.monotonic()))
        )

    def wait_in_step(self, seconds: float) -> bool:
        """Whether it is ready, and all that follows from what is stored is worked out, within some seconds."""
        until = time.monotonic() + seconds
        return self.wait_ready(seconds) and (self.upkeep is None or self.upkeep.wait_done(until - time.monotonic()))

    def close(self) -> None:
        """Makes the writes that were taken, and ends."""
        self.register.close()
        if self.upkeep:
            self.upkeep.close()
        self.containing.close()
        self.scribe.close()
        self.pool.close()
        if self._temporary:
            shutil.rmtree(self._temporary, ignore_errors=True)
            return
        try:
            self.register.keep(all=True)
        except OSError as error:
            self._tell(f"The register could not be kept, so that the next start takes longer: {error}")

    def _work_out(self, update: Update) -> Change:
        found = self.pool.run(WorkOut(update))
        assert isinstance(found, Change)
        return found


def _new_folder() -> Path:
    """A folder that is removed at the end; those of services that were killed go now."""
    for left in Path(tempfile.gettempdir()).glob(f"{_TEMPORARY}*"):
        if Layout(left).abandoned(_LEFT):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_TEMPORARY))
