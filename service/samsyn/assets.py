"""The Turtle that comes with the package: ontology, shapes and data."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from samsyn.errors import BundledDataBroken

_PACKAGE: Final = files("samsyn")
_BUNDLED: Final = _PACKAGE / "_bundled"  # made by the wheel build, absent in a checkout
ROOT: Final[Traversable] = _BUNDLED if _BUNDLED.is_dir() else _PACKAGE / ".." / ".."


@dataclass(frozen=True)
class Asset:
    """A bundled file: its path below the root, with slashes, and its bytes."""

    path: str
    data: bytes

    @property
    def name(self) -> str:
        """The file's name without folder and suffix."""
        return self.path.rsplit("/", 1)[-1].removesuffix(".ttl")


def assets(folder: str) -> tuple[Asset, ...]:
    """Every Turtle file below a bundled folder, by path. Raises BundledDataBroken where there is none."""
    found = tuple(sorted(_below(ROOT / folder, folder), key=lambda asset: asset.path))
    if not found:
        raise BundledDataBroken(f"The package's own folder {folder} is missing or empty.", advice="Install it again.")
    return found


def _below(folder: Traversable, path: str) -> Iterator[Asset]:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        below = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _below(entry, below)
        elif entry.name.endswith(".ttl"):
            yield Asset(below, entry.read_bytes())
