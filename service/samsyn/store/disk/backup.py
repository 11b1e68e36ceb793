"""A copy of a store that is a store itself: of the newest sealed generation, with the journal and files behind it.

Nothing of the store is locked but the generation, so that a service may write all the while. What it writes meanwhile
is not in the copy.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from samsyn.errors import FileTrouble, StoreBroken, Swedish, Where
from samsyn.store.disk import journal
from samsyn.store.disk.files import HALF, Files, remove
from samsyn.store.disk.generations import Generations, held, numbers, read_seal
from samsyn.store.disk.journal import NOTHING, Line
from samsyn.store.disk.layout import MARK, Layout
from samsyn.store.disk.loading import hash_of
from samsyn.store.disk.sight import LastTold

_TRIES: Final = 5
#: what lies in the folder of a store beside the store itself: who may write, and who wrote
_BESIDE: Final = ("tokens", "audit")


class Copied(Struct, frozen=True):
    """What a copy holds: entries of the journal, files that they name, and bytes in all."""

    entries: int
    files: int
    size: int


def backup(store: Path, target: Path, files: Files | None = None) -> Copied:
    """Copies a store into a folder that is empty or missing; it has its name when it is whole and synced.

    Raises FileTrouble for a target that holds something, StoreBroken for a store whose journal or files are damaged.
    """
    layout, files = Layout(store), files or Files()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileTrouble(
            "There is something in the way.",
            advice="Give a folder that is empty or does not exist.",
            where=Where(str(target)),
            sv=Swedish("Där ligger redan något.", "Ange en mapp som är tom eller inte finns."),
        )
    half = target.with_name(target.name + HALF)
    half.parent.mkdir(parents=True, exist_ok=True)
    try:
        for attempt in range(_TRIES):
            remove(half)
            half.mkdir(mode=0o700)
            try:
                found = _copied(layout, half)
                break
            except (FileNotFoundError, shutil.Error):  # the writer took back the generation, which nobody was told of
                if attempt == _TRIES - 1:
                    raise
        _sync(half, files)
        if target.exists():
            target.rmdir()
        files.name(half, target)
        files.sync_names(target.parent)
        return found
    except BaseException:
        remove(half)
        raise


def _copied(layout: Layout, to: Path) -> Copied:
    """A copy of the newest sound generation and of what it came from; of the whole journal where there is none.

    Where the index lies elsewhere, it is a copy of the journal as far as that store has been told.
    """
    if there := LastTold(layout.root).state():
        return _rest(layout, to, there.number, there.hash)
    for number, _ in Generations(layout.generations, Files()).sound(thorough=True):
        generation = layout.generations / str(number)
        with held(generation, fcntl.LOCK_SH) as mine:
            if mine:
                seal = read_seal(generation)
                shutil.copytree(generation, to / "generations" / "1")
                return _rest(layout, to, seal.state.number, seal.state.hash)
    if numbers(layout.generations):
        last = journal.survey(layout.journal).last
        return _rest(layout, to, last.entry.number if last else 0, last.hash if last else NOTHING)
    raise _damaged(layout.generations, "There is no generation", "Det finns ingen generation")


def _rest(layout: Layout, to: Path, number: int, found: str) -> Copied:
    """The journal up to an entry and all files that it names, and what lies beside."""
    copy = Layout(to)
    copy.submissions.mkdir()
    last, entries, names = NOTHING, 0, set[str]()
    with copy.journal.open("wb") as out:
        for line in _lines(layout, number):
            names.update(name for name in (line.entry.payload, line.entry.sent) if name)
            last, entries = line.hash, entries + 1
            out.write(line.text)
    if last != found:
        raise _damaged(layout.journal, "The journal is damaged", "Journalen är skadad")
    nothing = hash_of(copy.root / "nothing")
    for name in sorted(names):
        path = layout.submissions / name
        if path.exists():
            shutil.copyfile(path, copy.submissions / name)
        if hash_of(copy.submissions / name) != name and name != nothing:
            raise _damaged(path, "The file is missing or damaged", "Filen saknas eller är skadad")
    for name in (MARK, *_BESIDE):
        if (layout.root / name).exists():
            shutil.copy2(layout.root / name, to / name)
    size = sum(path.stat().st_size for path in to.rglob("*") if path.is_file())
    return Copied(entries, len(names), size)


def _lines(layout: Layout, number: int) -> Iterator[Line]:
    """The sound lines of the journal up to an entry, each following on the one before."""
    before: Line | None = None
    for line in journal.lines(layout.journal, 0):
        if line.entry.number > number or not journal.follows(line, before):
            return
        yield line
        before = line


def _sync(folder: Path, files: Files) -> None:
    """Syncs all that is in a folder."""
    for path in folder.rglob("*"):
        if path.is_file():
            files.sync(path)
        else:
            files.sync_names(path)
    files.sync_names(folder)


def aside(store: Path) -> Path:
    """Moves a store out of the way, and tells where to. Raises StoreInUse."""
    lock = Layout(store).own()
    try:
        number = 1
        while (found := store.with_name(f"{store.name}.before-{number}")).exists():
            number += 1
        store.rename(found)
        return found
    finally:
        os.close(lock)


def _damaged(path: Path, en: str, sv: str) -> StoreBroken:
    return StoreBroken(
        f"{en}, and a copy would not be whole.",
        advice="See `samsyn check`, and use an older backup.",
        where=Where(str(path)),
        sv=Swedish(
            f"{sv}, och en kopia skulle inte bli hel.", "Se `samsyn check`, och använd en äldre säkerhetskopia."
        ),
    )
