"""Answers kept in a folder, each in a file that is named by what the answer rests on, so that none is out of date.

The folder can be removed at any time: what is missing, or damaged, is worked out again.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

import msgspec

from samsyn.reach.answer import Containment

_SUFFIX: Final = ".json"


def place(environment: Mapping[str, str], home: Path) -> Path:
    """The folder of a user: SAMSYN_CACHE, else `samsyn` below XDG_CACHE_HOME, else below ~/.cache.

    XDG Base Directory Specification: a relative XDG_CACHE_HOME is ignored.
    """
    named = environment.get("SAMSYN_CACHE")
    if named:
        return Path(named)
    shared = Path(environment.get("XDG_CACHE_HOME") or "")
    return (shared if shared.is_absolute() else home / ".cache") / "samsyn"


def usual() -> Path | None:
    """The folder of whoever runs this; None where no home is known."""
    try:
        return place(os.environ, Path.home())
    except RuntimeError:
        return None


class Cache:
    """The answers in a folder; without a folder none is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, key: str) -> Containment | None:
        """What was kept under a key; None where nothing was, or where it is damaged."""
        if self._folder is None:
            return None
        try:
            seal, _, body = (self._folder / f"{key}{_SUFFIX}").read_bytes().partition(b"\n")
            if seal != _seal(body):
                return None
            return msgspec.json.decode(body, type=Containment)
        except (OSError, msgspec.MsgspecError):
            return None

    def put(self, key: str, found: Containment) -> None:
        """Keeps an answer, whole or not at all. A folder that cannot be written costs time, not the answer."""
        if self._folder is None:
            return
        body = msgspec.json.encode(found)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as part:
                part.write(_seal(body) + b"\n" + body)
            Path(part.name).replace(self._folder / f"{key}{_SUFFIX}")
        except OSError:
            return


def _seal(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()
