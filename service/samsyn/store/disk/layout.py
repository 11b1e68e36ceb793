"""The folder of a store: what lies where in it, and how an older layout becomes today's.

samsyn-store.json   the number of the layout, and what the default graph is
journal             a line for each write
submissions/        what was written and what was sent, each file named by its hash
generations/        hot backups of the index, with what derived graphs rest on, for readers and for the next start
store/              the index as it is written to, which every start makes anew
scratch/            what an update works on
elsewhere.json      where the index is a store elsewhere, what that was told that it holds
register            which centres there are as lists tell them, kept by the service for its next start
answers/            which minimum level holds which, kept by the service and not by the store
doubt               that something is damaged, so that the next start reads every file
lock                held by the one writer
tokens, audit       who may write, and who did (`samsyn.tokens`); they can be there before the store is
"""

import fcntl
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from samsyn.errors import StoreInUse, StoreTrouble, Swedish, Where
from samsyn.store.disk.files import HALF, Files, remove, sweep
from samsyn.store.port import DefaultGraph

#: by the number of a layout, what makes the next one of it
MIGRATIONS: Final[Mapping[int, Callable[[Path], None]]] = {}
LAYOUT: Final = 1
MARK: Final = "samsyn-store.json"
_OF_TOKENS: Final = frozenset({"tokens", "tokens.lock", "audit"})
_PATIENCE: Final = 3.0


class Mark(Struct, frozen=True):
    """What a store says of itself."""

    layout: int
    default_graph: DefaultGraph


class Layout:
    """The places in the folder of a store."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.journal = root / "journal"
        self.submissions = root / "submissions"
        self.generations = root / "generations"
        self.live = root / "store"
        self.scratch = root / "scratch"
        self.elsewhere = root / "elsewhere.json"
        self.register = root / "register"
        self.doubt = root / "doubt"
        self.lock = root / "lock"

    def prepare(self, default_graph: DefaultGraph, files: Files) -> None:
        """Makes the folder what it is to be: new, migrated, and without what is half written.

        Raises StoreTrouble for a layout newer than ours, a folder of something else, or another default graph.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        mark = self.mark()
        if mark is None:
            self._refuse_others_files()
            mark = Mark(LAYOUT, default_graph)
            files.put(self.root / MARK, msgspec.json.encode(mark))
            files.sync_names(self.root)
        if mark.default_graph != default_graph:
            raise _trouble(
                self.root,
                f"The store was made with --default-graph {mark.default_graph}.",
                "Start it so, or give another folder.",
                f"Lagret skapades med --default-graph {mark.default_graph}.",
                "Starta med det, eller ange en annan mapp.",
            )
        self._migrate(mark, files)
        for folder in (self.submissions, self.generations, self.scratch):
            folder.mkdir(exist_ok=True)
            sweep(folder)
        sweep(self.root)
        remove(self.scratch)
        self.scratch.mkdir()
        files.sync_names(self.root)

    def own(self) -> int:
        """A descriptor that locks the store for as long as it is open. Raises StoreInUse."""
        self.root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        until = time.monotonic() + _PATIENCE  # the one before may be about to end
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, str(os.getpid()).encode(), 0)
                return descriptor
            except BlockingIOError as error:
                if time.monotonic() > until:
                    who = os.pread(descriptor, 20, 0).decode() or "?"
                    os.close(descriptor)
                    raise StoreInUse(
                        f"Another process has the store: {who}.",
                        advice="Stop it first, or give another folder.",
                        where=Where(str(self.root)),
                        sv=Swedish(
                            f"En annan process använder lagret: {who}.", "Stoppa den först, eller ange en annan mapp."
                        ),
                    ) from error
                time.sleep(0.05)

    def abandoned(self, seconds: float) -> bool:
        """Whether it is a store that was begun some seconds ago and that no process has."""
        try:
            old = self.lock.stat().st_mtime < time.time() - seconds
            with self.lock.open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return old

    def mark(self) -> Mark | None:
        """What the store says of itself; None where the folder is no store. Raises StoreTrouble."""
        try:
            return msgspec.json.decode((self.root / MARK).read_bytes(), type=Mark)
        except FileNotFoundError:
            return None
        except msgspec.DecodeError as error:
            raise _trouble(
                self.root,
                f"{MARK} cannot be read: {error}.",
                "Put it back from a backup.",
                f"{MARK} går inte att läsa: {error}.",
                "Återställ den från en säkerhetskopia.",
            ) from error

    def _refuse_others_files(self) -> None:
        known = {self.lock.name, f"{MARK}{HALF}"}
        others = sorted(path.name for path in self.root.iterdir() if path.name not in known | _OF_TOKENS)
        if others:
            raise _trouble(
                self.root,
                f"The folder holds something else: {others[0]}.",
                "Give an empty folder, or one that does not exist.",
                f"Mappen innehåller något annat: {others[0]}.",
                "Ange en tom mapp, eller en som inte finns.",
            )

    def _migrate(self, mark: Mark, files: Files) -> None:
        if mark.layout > LAYOUT:
            raise _trouble(
                self.root,
                f"The store has layout {mark.layout}; this version knows {LAYOUT}.",
                "Install a newer Samsyn.",
                f"Lagret har layout {mark.layout}; den här versionen kan {LAYOUT}.",
                "Installera en nyare Samsyn.",
            )
        for number in range(mark.layout, LAYOUT):
            MIGRATIONS[number](self.root)
            files.put(self.root / MARK, msgspec.json.encode(Mark(number + 1, mark.default_graph)))
            files.sync_names(self.root)


def _trouble(root: Path, message: str, advice: str, sv: str, sv_advice: str) -> StoreTrouble:
    return StoreTrouble(message, advice=advice, where=Where(str(root)), sv=Swedish(sv, sv_advice))
