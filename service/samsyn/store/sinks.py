"""Where answers are written to: into memory up to a limit, or onwards in parts of a size while they are worked out."""

import io
from collections.abc import Callable
from typing import Any, Final

from samsyn.errors import Swedish, TooLarge
from samsyn.store.port import Answer, Part, Whole

#: the size of a part; an answer that fits in one is handed over as a whole
PART: Final = 1 << 18


class Capped(io.BytesIO):
    """An answer in memory, that refuses to grow beyond a size."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self._media_type = ""
        self._tag: str | None = None

    def begin(self, media_type: str, tag: str | None = None) -> None:
        """Says what is to come, and names the state of what it tells where that is known."""
        self._media_type, self._tag = media_type, tag

    def write(self, part: Any, /) -> int:
        """Takes a part. Raises TooLarge."""
        written = super().write(part)
        if self.tell() > self._limit:
            raise TooLarge(
                f"The answer is larger than {self._limit:,} bytes.",
                limit="result_bytes",
                advice="Ask for less at a time, with LIMIT and OFFSET or a narrower pattern, or send a token: "
                "with one, answers of any size are streamed.",
                sv=Swedish(
                    f"Svaret är större än {self._limit} byte.",
                    "Fråga efter mindre åt gången, med LIMIT, eller skicka med en nyckel: då finns ingen gräns.",
                ),
            )
        return written

    @property
    def answer(self) -> Answer | None:
        """What was written; None where nothing was begun."""
        return Answer(self._media_type, self.getvalue(), self._tag) if self._media_type else None


class InParts:
    """An answer that is handed on in parts, as soon as there is more than fits in one."""

    def __init__(self, hand_on: Callable[[Part], None], *, size: int = PART) -> None:
        self._hand_on = hand_on
        self._size = size
        self._parts = bytearray()
        self._media_type = ""
        self._tag: str | None = None
        self._has_begun = False

    def begin(self, media_type: str, tag: str | None = None) -> None:
        """Says what is to come, and names the state of what it tells where that is known."""
        self._media_type, self._tag = media_type, tag

    def write(self, part: bytes, /) -> int:
        """Takes a part, and hands on what has come together."""
        self._parts += part
        while len(self._parts) > self._size:
            self._send(bytes(self._parts[: self._size]))
            del self._parts[: self._size]
        return len(part)

    def flush(self) -> None:
        """Does nothing: parts are handed on as they fill."""

    def end(self) -> Answer | Whole | None:
        """Hands on the rest: the answer itself, where nothing was handed on yet, else that it is whole.

        None where nothing was begun.
        """
        if not self._has_begun:
            return Answer(self._media_type, bytes(self._parts), self._tag) if self._media_type else None
        if self._parts:
            self._send(bytes(self._parts))
        return Whole()

    def _send(self, body: bytes) -> None:
        self._has_begun = True
        self._hand_on(Part(self._media_type, body, self._tag))
