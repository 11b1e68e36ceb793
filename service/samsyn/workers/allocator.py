"""The allocator of the processes that ask and write: mimalloc where it is installed, since the engine allocates much.

    pip install samsyn[speed]

A program has its allocator from its start, so it is preloaded (ld.so(8), LD_PRELOAD) into what the service starts.
"""

import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, files
from typing import Final

_PACKAGE: Final = "cmeel-mimalloc"
_LIBRARY: Final = "libmimalloc.so.3"
#: arenas would be reserved a GiB at a time, which the limit on a worker's memory counts whether it is used or not
_SETTINGS: Final = {"MIMALLOC_DISALLOW_ARENA_ALLOC": "1"}


def preloaded(environment: Mapping[str, str]) -> dict[str, str]:
    """What gives a process the allocator: nothing where it is not installed, or another is preloaded already."""
    if sys.platform != "linux" or "LD_PRELOAD" in environment:
        return {}
    try:
        found = [each.locate() for each in files(_PACKAGE) or () if each.name == _LIBRARY]
    except PackageNotFoundError:
        return {}
    return {"LD_PRELOAD": str(found[0])} | _SETTINGS if found else {}
