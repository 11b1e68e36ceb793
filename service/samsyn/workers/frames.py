"""Messages on a pipe: eight bytes of length, then a pickle."""

import io
import os
import pickle
import select
import struct
import time
from contextlib import suppress
from typing import Final

_HEAD: Final = struct.Struct("!Q")
_CHUNK: Final = 1 << 20
_TRIES: Final = 10
#: what fits in an empty pipe, so that writing it need not wait for a reader (pipe(7))
FITS: Final = 1 << 16
#: the modules and packages whose values a worker may hand back
_KNOWN: Final = (
    "samsyn.model",
    "samsyn.errors",
    "samsyn.store.port",
    "samsyn.workers.jobs",
    "samsyn.workers.matrix",
    "samsyn.workers.submitting",
    "samsyn.workers.orders",
)


class TooBig(Exception):
    """A message is longer than its reader accepts."""


def message(value: object, *, limit: int | None = None) -> bytes:
    """A value as a message. Raises TooBig where that is longer than the limit."""
    body = _pickled(value)
    if limit is not None and len(body) > limit:
        raise TooBig
    return _HEAD.pack(len(body)) + body


def _pickled(value: object) -> bytes:
    """A value as a pickle; again where another thread filled a cache of it meanwhile, which ends a walk through it."""
    for _ in range(_TRIES):
        with suppress(RuntimeError):
            return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def send(pipe: int, message: bytes) -> None:
    """Sends a message."""
    left = memoryview(message)
    while left:
        left = left[os.write(pipe, left) :]


def write(pipe: int, value: object, *, limit: int | None = None) -> None:
    """Sends a value. Raises TooBig, and has then sent nothing, where its message is longer than the limit."""
    send(pipe, message(value, limit=limit))


def read_trusted(pipe: int) -> object:
    """The next value from our own web process, which may be of any class. Raises EOFError where there is none."""
    (length,) = _HEAD.unpack(_exactly(pipe, _HEAD.size, None))
    return pickle.loads(_exactly(pipe, length, None))


def read(pipe: int, *, limit: int, deadline: float) -> object:
    """The next value from a worker, of our plain values alone: a worker that went wrong can make no other.

    Raises EOFError where the worker is gone, TimeoutError at the deadline, TooBig beyond the limit.
    """
    (length,) = _HEAD.unpack(_exactly(pipe, _HEAD.size, deadline))
    if length > limit:
        raise TooBig
    return _Plain(io.BytesIO(_exactly(pipe, length, deadline))).load()


class Incoming:
    """A message from a worker, taken in as it comes, for those who must not wait for it; as `read` reads it."""

    def __init__(self, pipe: int, *, limit: int) -> None:
        self._pipe = pipe
        self._limit = limit
        self._parts = bytearray()

    def more(self) -> bool:
        """Takes what is there now; whether the message is whole. Raises EOFError, TooBig."""
        part = os.read(self._pipe, FITS)
        if not part:
            raise EOFError
        self._parts += part
        if len(self._parts) < _HEAD.size:
            return False
        length: int = _HEAD.unpack_from(self._parts)[0]
        if length > self._limit:
            raise TooBig
        return len(self._parts) >= _HEAD.size + length

    def value(self) -> object:
        """The value of a whole message. Raises UnpicklingError for what is none of our plain values."""
        return _Plain(io.BytesIO(memoryview(self._parts)[_HEAD.size :])).load()


def waits(pipe: int, seconds: float) -> bool:
    """Whether a message, or the end, comes within some seconds."""
    readable, _, _ = select.select([pipe], [], [], max(0.0, seconds))
    return bool(readable)


def _exactly(pipe: int, size: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        if deadline is not None and not waits(pipe, deadline - time.monotonic()):
            raise TimeoutError
        part = os.read(pipe, min(_CHUNK, size - len(parts)))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


class _Plain(pickle.Unpickler):
    """An unpickler that knows the classes of our values, and nothing that acts."""

    def find_class(self, module: str, name: str) -> object:
        ours = any(f"{module}.".startswith(f"{known}.") for known in _KNOWN) and "." not in name
        found = super().find_class(module, name) if ours else None
        if getattr(found, "__module__", None) != module:
            raise pickle.UnpicklingError(f"a worker sent {module}.{name}")
        return found
