"""What the web process tells the nursery."""

import struct
from dataclasses import dataclass
from typing import Final

from samsyn.library import Library
from samsyn.workers.limits import Limits

#: an order is a letter and the process it speaks of, 0 for none
ORDER: Final = struct.Struct("!cI")
FORK: Final = b"f"
END: Final = b"e"
READY: Final = b"r"


@dataclass(frozen=True)
class Start:
    """What a nursery needs to begin."""

    library: Library
    limits: Limits
    today: str
    parent: int
