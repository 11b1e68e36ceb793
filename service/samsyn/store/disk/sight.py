"""How far readers see: what all of them find in the store from now on, and whether that is another than before.

Where the index lies here, it is the newest sealed generation; where it lies elsewhere, what that store was last told
that it holds, which its writer notes in the folder.
"""

from pathlib import Path
from typing import Final, Protocol

import msgspec
from msgspec import Struct

from samsyn.errors import Overloaded, Swedish
from samsyn.store.disk.files import Files
from samsyn.store.disk.generations import State, newest, read_seal
from samsyn.store.disk.layout import Layout

_TRIES: Final = 3


def starting() -> Overloaded:
    """The error for a store that holds nothing yet."""
    return Overloaded(
        "The store is starting.",
        limit="in_flight",
        advice="Try again in a few seconds.",
        sv=Swedish("Lagret håller på att starta.", "Försök igen om några sekunder."),
    )


class Sight(Protocol):
    """How far the readers of one store see."""

    @property
    def number(self) -> int:
        """Another number for another content; 0 where there is nothing to see yet."""

    def state(self) -> State | None:
        """What they find; None where there is nothing to see yet."""


class NewestSeal:
    """The newest generation of a store whose index lies here."""

    def __init__(self, folder: Path) -> None:
        self._generations = Layout(folder).generations

    @property
    def number(self) -> int:
        """The number of the generation."""
        return newest(self._generations) if self._generations.is_dir() else 0

    def state(self) -> State | None:
        """What it was sealed with."""
        for _ in range(_TRIES):  # the writer may remove one that is being looked at
            try:
                if not (number := self.number):
                    return None
                return read_seal(self._generations / str(number)).state
            except (OSError, msgspec.DecodeError):
                continue
        return None


class Told(Struct, frozen=True):
    """What a store elsewhere was told that it holds; the number grows each time."""

    number: int
    state: State


class LastTold:
    """What a store elsewhere was last told."""

    def __init__(self, folder: Path) -> None:
        self._layout = Layout(folder)
        self._read: tuple[tuple[int, int], Told | None] | None = None

    @property
    def number(self) -> int:
        """How often it was told."""
        found = self._told()
        return found.number if found else 0

    def state(self) -> State | None:
        """What it was told."""
        found = self._told()
        return found.state if found else None

    def note(self, state: State, files: Files) -> int:
        """Notes what it has been told now; the number of that."""
        found = Told(self.number + 1, state)
        files.put(self._layout.elsewhere, msgspec.json.encode(found))
        files.sync_names(self._layout.root)
        return found.number

    def _told(self) -> Told | None:
        """What stands in the file, which is another file each time."""
        try:
            now = self._layout.elsewhere.stat()
            which = (now.st_ino, now.st_mtime_ns)
            if self._read is None or self._read[0] != which:
                self._read = which, msgspec.json.decode(self._layout.elsewhere.read_bytes(), type=Told)
            return self._read[1]
        except (OSError, msgspec.DecodeError):
            return None
