"""Large things made without a look for garbage in between."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unhindered() -> Iterator[None]:
    """While it lasts garbage is not collected.

    An index and what is found in it hold no circles, and looking for some takes a third of the time of a large index.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
