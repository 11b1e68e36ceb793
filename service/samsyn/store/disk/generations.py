"""Generations: hot backups of the index, each with a seal, that readers open and a start begins from.

A generation is made under another name and named when it is whole and sealed. The last three stay, and any that a
reader holds: it holds a shared lock on the seal, which the system takes back when the reader ends.

A start that has no reason for doubt takes tables for what they were sealed as, as long as the machine has not started
anew and they lie where they lay, and reads them behind that (`look`): they are gigabytes where there are many centres.
So may be what the engine has joined since the last write; what of it nobody should wait for is summed behind it, too.
"""

import contextlib
import fcntl
import math
import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
import pyoxigraph as ox
from msgspec import Struct

from samsyn.errors import StoreBroken
from samsyn.store.disk import rests
from samsyn.store.disk.files import HALF, Files, remove, summed, sweep
from samsyn.store.disk.rests import Rests

SEAL: Final = rests.SEAL
_KEPT: Final = 3
_TABLE: Final = ".sst"
#: files that never change, so that generations share them
_SHARED: Final = frozenset({_TABLE, rests.ENDING})
_LOG: Final = "LOG"  # what the engine tells of itself, in whoever opens it
_CHUNK: Final = 1 << 20
#: stands for the sum of a table that is not known yet: then its size alone is compared, beside the engine's own sums
_LATER: Final = "-"
_Key = tuple[int, int, int]


class _Held(Struct, frozen=True):
    """What an index holds: the last entry of the journal in it, and the bundled data.

    `bundled` are the graphs that came with the package and that nobody has written to since.
    """

    number: int
    hash: str
    bundle: str = ""
    bundled: tuple[str, ...] = ()


class State(_Held, frozen=True):
    """The same as it is told to others, in few words."""


class Standing(_Held, frozen=True):
    """The same as a writer has it: with what each derived graph rests on, which is much in all."""

    derived: Rests = Rests()

    @property
    def told(self) -> State:
        """What is told of it."""
        return State(self.number, self.hash, self.bundle, self.bundled)


def standing(state: State, derived: Rests) -> Standing:
    """A state with what its derived graphs rest on."""
    return Standing(state.number, state.hash, state.bundle, state.bundled, derived)


class Seal(Struct, frozen=True):
    """A generation's state, the lines of the journal that it was made for, and size and sum of each of its files.

    Of files that never change also where each lies (`places`), as long as the machine has not started anew (`boot`).
    """

    state: State
    lines: tuple[str, ...]
    sums: dict[str, str]
    boot: str = ""
    places: dict[str, _Key] = {}


class Summed(Struct, frozen=True):
    """A seal as it stands in its file, and its own sum."""

    seal: msgspec.Raw
    sum: str


def sealed(seal: Seal) -> bytes:
    """The content of the file of a seal."""
    text = msgspec.json.encode(seal)
    return msgspec.json.encode(Summed(msgspec.Raw(text), _crc(text)))


def read_seal(generation: Path) -> Seal:
    """The seal of a generation. Raises OSError, and msgspec.DecodeError where it is not as it was written.

    One that an older version wrote has no sum.
    """
    data = (generation / SEAL).read_bytes()
    try:
        found = msgspec.json.decode(data, type=Summed)
    except msgspec.ValidationError:
        return msgspec.json.decode(data, type=Seal)
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError("the seal is no text") from error
    text = bytes(found.seal)
    if found.sum != _crc(text):
        raise msgspec.DecodeError("the sum of the seal is another")
    return msgspec.json.decode(text, type=Seal)


def _crc(text: bytes) -> str:
    return f"{zlib.crc32(text):08x}"


class Generations:
    """The folder of generations."""

    def __init__(self, folder: Path, files: Files, *, at_once: float = math.inf) -> None:
        """`at_once` are the bytes of tables that are summed while somebody waits for a generation."""
        self._folder = folder
        self._files = files
        self._at_once = at_once
        self._known: dict[_Key, str] = {}
        #: tables to be read when nobody waits: their names, and what was sealed of them
        self._unread: dict[_Key, tuple[str, str]] = {}
        self._last = (folder, Rests())

    def newest(self) -> int:
        """The number of the newest; 0 where there is none."""
        return newest(self._folder)

    def make(self, store: ox.Store, state: Standing, lines: tuple[str, ...]) -> int:
        """A new generation of an index; its number."""
        number = self.newest() + 1
        half = self._folder / f"{number}{HALF}"
        remove(half)
        store.backup(half)
        rests.put(state.derived, half, self._last, self._files)
        sums = self._sums(half, self._at_once)
        told = {name: each for name, (_, each) in sums.items()}
        places = {name: key for name, (key, _) in sums.items() if Path(name).suffix in _SHARED}
        self._files.put(half / SEAL, sealed(Seal(state.told, lines, told, self._files.boot(), places)))
        self._files.sync_names(half)
        self._files.name(half, self._folder / str(number))
        self._files.sync_names(self._folder)
        self._last = (self._folder / str(number), state.derived)
        self._known = dict(sums.values())  # what it has not, no later one has
        return number

    def derived(self, number: int) -> Rests:
        """What the derived graphs of a generation rest on; 0 is an empty index. Raises OSError."""
        if not number:
            return Rests()
        try:
            found = rests.read(self._folder / str(number))
        except StoreBroken as error:
            raise OSError(str(error)) from error
        self._last = (self._folder / str(number), found)
        return found

    def sound(self, *, thorough: bool = False) -> Iterator[tuple[int, Seal]]:
        """The generations that are as they were sealed, the newest first; a thorough look reads every file of them."""
        for number in sorted(numbers(self._folder), reverse=True):
            seal = self._sealed(self._folder / str(number), thorough=thorough)
            if seal:
                yield number, seal

    def copy(self, number: int, to: Path) -> None:
        """A copy of a generation that can be written to; the tables are shared."""
        clone(self._folder / str(number), to)

    def size_of_manifest(self, number: int) -> int:
        """How large the engine's own list of changes has grown; a copy begins with a short one."""
        found = (self._folder / str(number)).glob("MANIFEST-*")
        return sum(path.stat().st_size for path in found)

    def prune(self) -> None:
        """Removes the generations before the last three that no reader holds."""
        for number in sorted(numbers(self._folder), reverse=True)[_KEPT:]:
            with held(self._folder / str(number), fcntl.LOCK_EX | fcntl.LOCK_NB) as free:
                if free:
                    remove(self._folder / str(number))

    def forget(self, after: int) -> None:
        """Removes those behind a number, which nobody was told of, and what is half made."""
        for number in numbers(self._folder):
            if number > after:
                remove(self._folder / str(number))
        sweep(self._folder)

    def look(self) -> Iterator[bool]:
        """Reads the tables that were trusted or not summed, a part at each step; whether they are as they were sealed.

        Those that the newest generation has no more are of no use to anybody.
        """
        while self._unread:
            key, (name, wanted) = self._unread.popitem()
            with contextlib.suppress(FileNotFoundError), (self._folder / str(self.newest()) / name).open("rb") as file:
                if _key(os.fstat(file.fileno())) == key:
                    for total in _totals(file):
                        found = summed(file.tell(), total)
                        yield True
                    if key in self._known:
                        self._known[key] = found
                    yield _agrees(found, wanted)

    def _sealed(self, folder: Path, *, thorough: bool) -> Seal | None:
        """The seal of a generation; None where the generation is not as it was sealed."""
        try:
            seal = read_seal(folder)
            places = {} if thorough or seal.boot != self._files.boot() else seal.places
            self._known |= {key: seal.sums.get(name, "") for name, key in places.items()}
            found = self._sums(folder)
        except (OSError, msgspec.DecodeError):
            return None
        if not all(_agrees(found.get(name, (None, ""))[1], each) for name, each in seal.sums.items()):
            return None
        self._unread |= {key: (name, each) for name, (key, each) in found.items() if places.get(name) == key}
        return seal

    def _sums(self, folder: Path, at_once: float = math.inf) -> dict[str, tuple[_Key, str]]:
        """Size and sum of each file that a seal tells of, with what it is known by."""
        found = dict[str, tuple[_Key, str]]()
        for path in folder.iterdir():
            if path.is_file() and path.name != SEAL and not path.name.startswith(_LOG):
                key = _key(path.stat())
                if path.suffix not in _SHARED or key not in self._known:
                    _, size, _ = key
                    if path.suffix == _TABLE and size > at_once:
                        self._known[key] = f"{size} {_LATER}"
                        self._unread[key] = path.name, self._known[key]
                    else:
                        at_once -= size if path.suffix == _TABLE else 0
                        self._known[key] = _sum(path, size)
                found[path.name] = key, self._known[key]
        return found


def _totals(file: BinaryIO) -> Iterator[int]:
    """The sum of nothing, and of what a file holds up to the end of each part."""
    total = 0
    yield total
    while part := file.read(_CHUNK):
        total = zlib.crc32(part, total)
        yield total


def _sum(path: Path, size: int) -> str:
    with path.open("rb") as file:
        *_, total = _totals(file)
    return summed(size, total)


def _agrees(found: str, wanted: str) -> bool:
    """Whether size and sum of a file are those that a seal tells, as far as it does."""
    size, _, sum = wanted.partition(" ")
    return found == wanted or (sum == _LATER and found.partition(" ")[0] == size)


def _key(stat: os.stat_result) -> _Key:
    """What a file is known by that never changes."""
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def newest(folder: Path) -> int:
    """The number of the newest generation in a folder; 0 where there is none."""
    return max(numbers(folder), default=0)


def numbers(folder: Path) -> list[int]:
    """The numbers of the generations in a folder."""
    with os.scandir(folder) as entries:
        return [int(entry.name) for entry in entries if entry.name.isdecimal()]


@contextlib.contextmanager
def held(generation: Path, how: int) -> Iterator[bool]:
    """While it lasts, a lock on a generation; whether it could be had."""
    descriptor = hold(generation, how)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            os.close(descriptor)


def hold(generation: Path, how: int = fcntl.LOCK_SH) -> int | None:
    """A descriptor that locks a generation until it is closed; None where it is gone, or somebody else's."""
    try:
        descriptor = os.open(generation / SEAL, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, how)
        if (generation / SEAL).exists():
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None


def clone(generation: Path, to: Path) -> None:
    """A copy of a generation that shares its tables and can be written to."""
    remove(to)
    to.mkdir()
    for path in generation.iterdir():
        if path.suffix == _TABLE:
            os.link(path, to / path.name)
        elif path.name != SEAL and path.suffix != rests.ENDING and not path.name.startswith(_LOG):
            shutil.copyfile(path, to / path.name)
