"""The journal: a line for each write, each with the hash of the line before, so that none can be lost unnoticed.

A line is the hash of what follows it and then the entry as JSON. What a power cut can leave behind is an unfinished
last line; whatever else is wrong with a line is damage.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from samsyn.store.disk.files import Files, digest

#: the hash before the first entry
NOTHING: Final = "0" * 64


class Entry(Struct, frozen=True, omit_defaults=True, gc=False):
    """What is known of a write: its number, the hash of the entry before, who wrote, when, and the kind of write.

    `about` names the graphs it concerns, None the default graph. `payload` and `sent` are the hashes of the files that
    hold what was written and the document as it was sent. `key` and `restores` are as in `Provenance`.
    """

    number: int
    before: str
    when: str
    who: str
    kind: str
    about: tuple[str | None, ...]
    payload: str
    source: str = ""
    sent: str = ""
    media_type: str = ""
    version: str = ""
    key: str = ""
    restores: int = 0


class Line(Struct, frozen=True, gc=False):
    """An entry as it stands in the journal."""

    entry: Entry
    hash: str
    text: bytes


class Survey(Struct, frozen=True):
    """What a journal holds: `first` and `last` of the unbroken chain that ends it, and what is wrong before or behind.

    `size` is where that chain ends; `torn` whether a line without its end stands behind it, which is what a power cut
    leaves; `damaged` whether anything else is wrong: `after` is then the number of the last sound entry before it.
    `hashes` are those of the chain's entries that were asked for.
    """

    first: Line | None = None
    last: Line | None = None
    size: int = 0
    torn: bool = False
    damaged: bool = False
    after: int = 0
    hashes: dict[int, str] = {}

    def holds(self, number: int, found: str) -> bool:
        """Whether an entry is in the chain, or is the one that it follows on."""
        if number == 0 and found == NOTHING and self.first is None:
            return True
        joins = self.first is not None and (self.first.entry.number, self.first.entry.before) == (number + 1, found)
        return joins or self.hashes.get(number) == found


def line(entry: Entry) -> Line:
    """An entry with its hash, as a line."""
    body = msgspec.json.encode(entry)
    found = digest(body)
    return Line(entry, found, found.encode() + b" " + body + b"\n")


def read_line(text: bytes) -> Line | None:
    """A line as it was written; None where it is not sound."""
    found, space, body = text[:-1].partition(b" ")
    if not text.endswith(b"\n") or not space or digest(body).encode() != found:
        return None
    try:
        return Line(msgspec.json.decode(body, type=Entry), found.decode(), text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def follows(each: Line, before: Line | None) -> bool:
    """Whether a line is the next one behind another, or the first of all."""
    number, hash_before = (before.entry.number, before.hash) if before else (0, NOTHING)
    return each.entry.number == number + 1 and each.entry.before == hash_before


def texts(path: Path) -> Iterator[bytes]:
    """The lines of a journal as they stand; none where there is no journal."""
    if path.exists():
        with path.open("rb") as file:
            yield from file


def survey(path: Path, wanted: Iterable[int] = ()) -> Survey:
    """What a journal holds, and the hashes of some of its entries."""
    asked = frozenset(wanted)
    first: Line | None = None
    last: Line | None = None
    size = end = after = 0
    damaged = bad = False
    text = b"\n"
    hashes: dict[int, str] = {}
    for text in texts(path):
        end += len(text)
        found = read_line(text)
        if found is None:
            bad = True
            continue
        if bad or not follows(found, last):
            damaged, after = True, after or (last.entry.number if last else 0)
            first, bad, hashes = None, False, {}
        first, last, size = first or found, found, end
        if found.entry.number in asked:
            hashes[found.entry.number] = found.hash
    torn = bad and not text.endswith(b"\n") and end - size == len(text)
    if bad and not torn:
        damaged, after = True, after or (last.entry.number if last else 0)
    return Survey(first, last, size, torn, damaged, after, hashes)


def lines(path: Path, after: int) -> Iterator[Line]:
    """The sound entries behind a number."""
    for text in texts(path):
        found = read_line(text)
        if found is not None and found.entry.number > after:
            yield found


class Journal:
    """The journal as it is written: `number` and `hash` of its last entry."""

    def __init__(self, path: Path, last: Line | None, files: Files) -> None:
        self._path = path
        self._files = files
        self._last = last

    @property
    def number(self) -> int:
        """The number of the last entry; 0 for none."""
        return self._last.entry.number if self._last else 0

    @property
    def hash(self) -> str:
        """The hash of the last entry."""
        return self._last.hash if self._last else NOTHING

    def next(self, entries: Iterable[Entry]) -> Iterator[Line]:
        """Lines for entries that are to follow, numbered and chained; nothing is written yet."""
        number, before = self.number, self.hash
        for entry in entries:
            number += 1
            found = line(msgspec.structs.replace(entry, number=number, before=before))
            before = found.hash
            yield found

    def append(self, lines: list[Line]) -> None:
        """Writes lines that `next` made, and syncs them. Where that fails, the journal is as it was."""
        size = self._path.stat().st_size if self._path.exists() else 0
        try:
            self._files.append(self._path, b"".join(each.text for each in lines))
            if not size:
                self._files.sync_names(self._path.parent)
        except OSError:
            if self._path.exists():
                self._files.cut(self._path, size)
            raise
        self._last = lines[-1]

    def take_back(self, lines: list[Line], last: Line | None) -> None:
        """Takes the last lines away, which nobody was told of; `last` is the one before them."""
        size = self._path.stat().st_size - sum(len(each.text) for each in lines)
        self._files.cut(self._path, size)
        self._last = last

    @property
    def last(self) -> Line | None:
        """The last entry."""
        return self._last
