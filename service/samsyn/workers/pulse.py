"""Whether a store elsewhere answers: asked for whoever wants to know, at most every few seconds."""

import os
import threading
import time
from typing import Final

from samsyn.errors import SamsynError
from samsyn.store.remote.place import Login, Remote

_FRESH: Final = 3.0
_PATIENCE: Final = 2.0
_JSON: Final = "application/sparql-results+json"


class Pulse:
    """One for each store elsewhere."""

    def __init__(self, remote: Remote) -> None:
        from samsyn.store.remote.wire import Wire  # which takes a while to load, and few services need

        self._wire = Wire(remote, Login.of(os.environ))
        self._lock = threading.Lock()
        self._when = -_FRESH
        self._answered = False

    def beats(self) -> bool:
        """Whether it answered a moment ago; it is asked where that is not known."""
        with self._lock:
            if time.monotonic() - self._when > _FRESH:
                try:
                    self._wire.ask("ASK {}", _JSON, _PATIENCE)
                    self._answered = True
                except SamsynError:
                    self._answered = False
                self._when = time.monotonic()
            return self._answered
