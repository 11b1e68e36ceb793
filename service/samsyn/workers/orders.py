"""What the web process tells the nursery and the writer, and what the writer tells it."""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from samsyn.errors import SamsynError
from samsyn.library import Library
from samsyn.store.port import DefaultGraph, Receipt
from samsyn.store.remote.place import Remote
from samsyn.workers.limits import Limits

#: an order is a letter and the process it speaks of; of a fork, whether the worker will mostly ask the store, and the
#: seconds that it has for a question to one elsewhere
ORDER: Final = struct.Struct("!cII")
FORK: Final = b"f"
END: Final = b"e"
READY: Final = b"r"


@dataclass(frozen=True)
class Start:
    """What a nursery needs to begin."""

    library: Library
    limits: Limits
    store: Path
    default_graph: DefaultGraph
    parent: int
    remote: Remote | None = None


@dataclass(frozen=True)
class Holding:
    """What the process needs that works out which level holds which: `folder` is where answers are kept."""

    library: Library
    folder: Path | None
    date: str
    parent: int


@dataclass(frozen=True)
class Opening:
    """What a writer needs to begin."""

    store: Path
    default_graph: DefaultGraph
    memory_bytes: int
    parent: int
    remote: Remote | None = None


@dataclass(frozen=True)
class Told:
    """What a writer says of its progress, or of damage."""

    text: str


@dataclass(frozen=True)
class Opened:
    """That a writer is ready: the bundled data and the derived graphs that the store holds, and what was damaged.

    `state` names all that the store holds now: another name, another content.
    """

    bundle: str
    derived: dict[str, str]
    damage: tuple[str, ...]
    state: str = ""


@dataclass(frozen=True)
class Written:
    """What became of some writes, and how the store stands then: of its derived graphs those that are others now."""

    results: tuple[Receipt | SamsynError, ...]
    now: Opened
