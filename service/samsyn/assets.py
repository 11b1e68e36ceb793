"""The files that come with the package: ontology, shapes, data and queries."""

import os
from collections.abc import Iterator
from functools import cached_property
from importlib.metadata import PackageNotFoundError, metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from msgspec import Struct

from samsyn.errors import BundledDataBroken, FileTrouble, Swedish, Where

#: the setting that names an author's own folder
OWN: Final = "SAMSYN_DATA"
_PACKAGE: Final = files("samsyn")
_BUNDLED: Final = _PACKAGE / "_bundled"  # made by the wheel build, absent in a checkout
ROOT: Final[Traversable] = _BUNDLED if _BUNDLED.is_dir() else _PACKAGE / ".." / ".."


class Asset(Struct, frozen=True, dict=True):
    """A file: its path below the root, with slashes, its bytes or where they lie, and its place if not bundled."""

    path: str
    held: bytes | Traversable
    place: str = ""

    @cached_property
    def data(self) -> bytes:
        """Its bytes, read when they are first asked for."""
        return self.held if isinstance(self.held, bytes) else self.held.read_bytes()

    @property
    def name(self) -> str:
        """The file's name without folder and suffix."""
        return self.path.rsplit("/", 1)[-1].rpartition(".")[0]


def assets(folder: str, *, suffix: str = ".ttl", without: str = "") -> tuple[Asset, ...]:
    """Every file of a suffix below a bundled folder, by path, except those below another.

    Raises BundledDataBroken where there is none.
    """
    found = tuple(sorted(_below(ROOT / folder, folder, suffix, without), key=lambda asset: asset.path))
    if not found:
        raise BundledDataBroken(f"The package's own folder {folder} is missing or empty.", advice="Install it again.")
    return found


def own() -> tuple[Asset, ...]:
    """The agreements of an author's own folder, which the environment names as SAMSYN_DATA, with their shapes.

    They lie in it as they lie here: `data/agreements/`, `shapes/minimum/` and `shapes/mandate/`. Raises FileTrouble
    where there are none.
    """
    named = os.environ.get(OWN)
    if not named:
        return ()
    folder = Path(named)
    found = tuple(
        Asset(f"{below}/{file.name}", file.read_bytes(), str(file))
        for below in ("data/agreements", "shapes/minimum", "shapes/mandate")
        for file in sorted((folder / below).glob("*.ttl"))
    )
    if not found:
        raise FileTrouble(
            f"{OWN} names a folder without agreements.",
            advice=f"Put them in {folder / 'data' / 'agreements'}.",
            where=Where(named),
            sv=Swedish(f"{OWN} anger en mapp utan avtal.", f"Lägg dem i {folder / 'data' / 'agreements'}."),
        )
    return found


def author() -> str:
    """Who has made what is bundled, as the package says."""
    try:
        return str(metadata("samsyn")["Author"])
    except (PackageNotFoundError, KeyError):
        return "Samsyn"


def _below(folder: Traversable, path: str, suffix: str, without: str) -> Iterator[Asset]:
    if path == without or not folder.is_dir():
        return
    for entry in folder.iterdir():
        below = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _below(entry, below, suffix, without)
        elif entry.name.endswith(suffix):
            yield Asset(below, entry)
