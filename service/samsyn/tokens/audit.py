"""The log of writes: a line of JSON for each that was made or refused, only ever added to."""

import errno
import os
import threading
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from samsyn.errors import FileTrouble, Swedish, Where
from samsyn.tokens import durable

NAME: Final = "audit"


class Line(Struct, frozen=True, omit_defaults=True):
    """One write: never what was sent, only its hash; never a token, only its id."""

    when: str
    request: str
    method: str
    path: str
    outcome: str
    token: str | None = None
    role: str | None = None
    about: str | None = None
    sha256: str | None = None


class Audit:
    """The log of a store's folder. A line that a full disk or a power cut cut off stays; the next begins anew."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._lock = threading.Lock()
        self._whole = False

    def add(self, line: Line, *, durably: bool) -> None:
        """Adds a line, in one piece; durably: it survives a power cut once this returns. Raises FileTrouble."""
        with self._lock:
            try:
                self._add(msgspec.json.encode(line) + b"\n", durably)
            except OSError as error:
                self._whole = False
                raise FileTrouble(
                    f"The write cannot be logged: {error.strerror}.",
                    where=Where(NAME),
                    sv=Swedish(f"Ändringen går inte att logga. Operativsystemet säger: ”{error.strerror}”."),
                ) from error

    def _add(self, text: bytes, durably: bool) -> None:
        new = not self._path.exists()
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, durable.PRIVATE)
        try:
            if new:
                durable.like_its_folder(descriptor, self._path.parent)
                durable.settle(self._path.parent)
            if not self._whole and _cut_off(descriptor):
                text = b"\n" + text
            if os.write(descriptor, text) < len(text):
                raise OSError(errno.ENOSPC, "there is no space for a whole line")
            if durably:
                os.fsync(descriptor)
            self._whole = True
        finally:
            os.close(descriptor)


def _cut_off(descriptor: int) -> bool:
    """Whether the last line of a file has no end."""
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
