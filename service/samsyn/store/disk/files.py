"""Files that are there after a power cut: written, synced, and named only then.

All that the store itself writes goes through `Files`, so that a test can cut the power between any two of its steps.
"""

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from samsyn.errors import SamsynError, StoreFull, StoreTrouble, Swedish, Where

#: what no start may find of what was under way when a process ended
HALF: Final = ".half"
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_WORDS_OF_NO_ROOM: Final = ("No space left", "Disk quota exceeded", "File too large")


class Unsure(Exception):
    """What was begun can neither be ended nor taken back: the process must end, and the next start will tell."""


class Files:
    """The steps of writing a file, each a call of the system."""

    def write(self, path: Path, data: bytes) -> None:
        """Puts data in a file, in the place of what it holds, and syncs it."""
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def append(self, path: Path, data: bytes) -> None:
        """Adds data at the end of a file and syncs it."""
        with path.open("ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def sync(self, path: Path) -> None:
        """Syncs what a file holds."""
        with path.open("rb") as file:
            os.fsync(file.fileno())

    def cut(self, path: Path, size: int) -> None:
        """Takes what a file holds beyond a size away, and syncs it."""
        with path.open("r+b") as file:
            file.truncate(size)
            os.fsync(file.fileno())

    def share(self, there: Path, path: Path) -> None:
        """Gives what a file holds, and will always hold, one more name."""
        os.link(there, path)

    def name(self, written: Path, name: Path) -> None:
        """Gives a file its name, in the place of another."""
        written.replace(name)

    def sync_names(self, folder: Path) -> None:
        """Syncs the names in a folder."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def boot(self) -> str:
        """What tells this start of the machine from others (random(4)); where the system does not say, from all."""
        try:
            return _BOOT.read_text(encoding="ascii").strip()
        except OSError:
            return secrets.token_hex()

    def put(self, path: Path, data: bytes) -> None:
        """A file whole or not at all. Its name is not synced yet: that is one step for many (`sync_names`)."""
        half = path.with_name(path.name + HALF)
        self.write(half, data)
        self.name(half, path)


def summed(size: int, crc: int) -> str:
    """How a seal tells the size and the sum of a file."""
    return f"{size} {crc:08x}"


def digest(data: bytes) -> str:
    """The name of a file by what it holds."""
    return hashlib.sha256(data).hexdigest()


def sweep(folder: Path) -> None:
    """Removes what was half written when a process ended."""
    for path in folder.glob(f"*{HALF}"):
        remove(path)


def remove(path: Path) -> None:
    """Removes a file or a folder with all that is in it, if it is there."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def told(folder: Path) -> Iterator[None]:
    """While it lasts, what the system and the engine raise is raised as StoreFull or StoreTrouble."""
    try:
        yield
    except SamsynError:
        raise
    except (OSError, RuntimeError) as error:
        raise trouble(error, folder) from error


def trouble(error: Exception, folder: Path) -> StoreTrouble:
    """What kept the store from writing."""
    number = getattr(error, "errno", None)
    if number in _NO_ROOM or any(words in str(error) for words in _WORDS_OF_NO_ROOM):
        return StoreFull(
            "There is no room left on the disk; nothing was changed.",
            advice="Try again when there is room; questions are answered all the while.",
            where=Where(str(folder)),
            sv=Swedish(
                "Disken är full; ingenting ändrades.",
                "Försök igen när det finns plats. Frågor besvaras under tiden.",
            ),
        )
    return StoreTrouble(
        f"The store cannot be written to: {error}.",
        advice="Nothing was changed. Try again.",
        where=Where(str(folder)),
        sv=Swedish(f"Lagret går inte att skriva till: {error}.", "Ingenting ändrades. Försök igen."),
    )
