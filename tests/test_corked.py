"""What is written at one turn of the event loop leaves in one piece, in order, and before the connection is closed."""

import asyncio
from typing import Any

from samsyn.http.corked import Corked


class Noted:
    """A transport that notes what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def write(self, data: bytes) -> None:
        """Notes the data."""
        self.told.append(data)

    def close(self) -> None:
        """Notes the end."""
        self.told.append("closed")

    def is_closing(self) -> bool:
        """Whether the end was noted."""
        return "closed" in self.told


def test_parts_leave_together() -> None:
    """Those of the next turn by themselves."""

    async def tried() -> list[Any]:
        below = Noted()
        transport = Corked(below)  # type: ignore[arg-type]
        transport.write(b"head ")
        transport.write(b"body")
        assert below.told == []
        await asyncio.sleep(0)
        transport.write(b"more")
        await asyncio.sleep(0)
        return below.told

    assert asyncio.run(tried()) == [b"head body", b"more"]


def test_closing_sends_what_is_left() -> None:
    """Nothing is lost, and nothing follows."""

    async def tried() -> list[Any]:
        below = Noted()
        transport = Corked(below)  # type: ignore[arg-type]
        transport.write(b"last")
        transport.close()
        assert transport.is_closing()
        await asyncio.sleep(0)
        return below.told

    assert asyncio.run(tried()) == [b"last", "closed"]
