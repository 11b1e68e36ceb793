"""The register as it is kept in the folder of the store, so that a start need not read every centre anew.

A line of JSON tells what the rest follows on; the rest is lines of centres. What is of another form, version or bundle,
of a journal that has gone another way, or not as it was written, counts as nothing: then all are read.
"""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from samsyn.library import Library
from samsyn.model import Listed
from samsyn.store.disk.files import HALF, Files, remove

#: to be raised whenever another thing is read from the same description
_FORM: Final = 1
#: centres of a line: other threads wait while one is written or read
_IN_A_LINE: Final = 2_000
_Line = tuple[Listed, ...]


class _Head(Struct, frozen=True):
    """By what it was made, the entry of the journal that it follows, how many centres there are, and their sum."""

    form: int
    version: str
    bundle: str
    number: int
    hash: str
    centres: int
    sum: int


class Kept(Struct, frozen=True):
    """The centres after an entry of the journal, by id."""

    number: int
    hash: str
    centres: tuple[Listed, ...]


def read(path: Path, library: Library) -> Kept | None:
    """What is kept; None where it is not there, or cannot be used."""
    with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
        first, *lines = path.read_bytes().removesuffix(b"\n").split(b"\n")
        head = msgspec.json.decode(first, type=_Head)
        if (head.form, head.version, head.bundle) != _made_by(library) or head.sum != _sum(lines):
            return None
        decoder = msgspec.json.Decoder(_Line)
        return Kept(head.number, head.hash, tuple(each for line in lines for each in decoder.decode(line)))
    return None


def write(path: Path, library: Library, kept: Kept, files: Files | None = None) -> None:
    """Keeps centres, in the place of those that were kept before. Raises OSError."""
    lines = list(_lines(kept.centres))
    head = _Head(*_made_by(library), kept.number, kept.hash, len(kept.centres), _sum(lines))
    try:
        (files or Files()).put(path, b"\n".join((msgspec.json.encode(head), *lines)) + b"\n")
    except OSError:
        remove(path.with_name(path.name + HALF))
        raise


def _made_by(library: Library) -> tuple[int, str, str]:
    return _FORM, library.knowledge.version, library.fingerprint


def _lines(centres: Sequence[Listed]) -> Iterator[bytes]:
    for start in range(0, len(centres), _IN_A_LINE):
        yield msgspec.json.encode(centres[start : start + _IN_A_LINE])


def _sum(lines: Sequence[bytes]) -> int:
    found = 0
    for line in lines:
        found = zlib.crc32(line, found)
    return found
