"""Clients of an HTTP service, each asking again when it is answered: `python -m bench.clients ASKING` prints JSON.

One process for all of them, which does little more than hand bytes to a parser in C: what is measured is the service.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Final
from urllib.parse import quote, urlsplit

import httptools

_PART: Final = 1 << 16
_HURRY: Final = 30.0


@dataclass(frozen=True)
class Asking:
    """What is asked of an address, by how many clients at a time, and for how many seconds."""

    url: str
    query: str
    clients: int
    seconds: float
    #: seconds that each client waits between an answer and its next question
    pause: float = 0.0
    accept: str = "application/sparql-results+json"

    def to_json(self) -> str:
        """As an argument of the process."""
        return json.dumps(asdict(self))

    @property
    def request(self) -> bytes:
        """The request (SPARQL 1.1 Protocol, 2.1.1)."""
        parts = urlsplit(self.url)
        path = f"{parts.path or '/'}?query={quote(self.query)}"
        lines = (f"GET {path} HTTP/1.1", f"Host: {parts.netloc}", f"Accept: {self.accept}")
        return "\r\n".join((*lines, "", "")).encode()


@dataclass
class Asked:
    """What came of it: seconds by the clock, of the clients' own processor and of each answer; answers by status."""

    wall: float = 0.0
    cpu: float = 0.0
    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    body: str = ""


class _Client:
    """One connection, which is made anew where the service closes it."""

    def __init__(self, asking: Asking, asked: Asked) -> None:
        self._asking, self._asked = asking, asked
        self.socket = self._connected()
        self.begun = 0.0
        self.next = 0.0

    def ask(self) -> None:
        """Sends the question."""
        self._parser = httptools.HttpResponseParser(self)
        self._done = self._stays = False
        self._body = bytearray()
        self.begun = time.perf_counter()
        self.socket.sendall(self._asking.request)

    def take(self) -> bool:
        """Takes what has come; whether the answer is whole by now. Raises ConnectionError where it will never be."""
        part = self.socket.recv(_PART)
        if not part:
            raise ConnectionError("the service closed the connection")
        self._parser.feed_data(part)
        if self._done:
            self._asked.seconds.append(time.perf_counter() - self.begun)
            status = self._parser.get_status_code()
            self._asked.statuses[status] = self._asked.statuses.get(status, 0) + 1
            if not self._asked.body:
                self._asked.body = self._body[:1000].decode("utf-8", "replace")
            if not self._stays:
                self.socket.close()
                self.socket = self._connected()
        return self._done

    def on_body(self, part: bytes) -> None:
        """Keeps a part of the body, of which the start is told."""
        if not self._asked.body:
            self._body += part

    def on_message_complete(self) -> None:
        """The answer is whole."""
        self._done = True
        self._stays = self._parser.should_keep_alive()  # asked later it says no

    def _connected(self) -> socket.socket:
        parts = urlsplit(self._asking.url)
        found = socket.create_connection((parts.hostname or "", parts.port or 80), _HURRY)
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return found


def ask(asking: Asking) -> Asked:
    """Asks for as long as is wished. Raises OSError where the service cannot be reached or does not answer."""
    asked = Asked()
    with selectors.DefaultSelector() as waiting:
        clients = [_Client(asking, asked) for _ in range(asking.clients)]
        wall, cpu = time.perf_counter(), time.process_time()
        end = wall + asking.seconds
        for each in clients:
            each.ask()
            waiting.register(each.socket, selectors.EVENT_READ, each)
        while waiting.get_map() or clients:
            now = time.perf_counter()
            if now > end and not waiting.get_map():
                break
            for each in _rested(clients, waiting, now, end):
                each.ask()
                waiting.register(each.socket, selectors.EVENT_READ, each)
            rest = min((max(0.0, each.next - now) for each in clients if each.next), default=_HURRY)
            ready = waiting.select(rest if waiting.get_map() else min(rest, 0.05))
            if not ready and rest >= _HURRY:
                raise TimeoutError(f"no answer within {_HURRY:.0f} seconds")
            for key, _ in ready:
                client: _Client = key.data
                before = client.socket
                if client.take():
                    waiting.unregister(before)
                    client.next = time.perf_counter() + asking.pause
        asked.wall, asked.cpu = time.perf_counter() - wall, time.process_time() - cpu
    for each in clients:
        each.socket.close()
    return asked


def _rested(clients: list[_Client], waiting: selectors.BaseSelector, now: float, end: float) -> Iterator[_Client]:
    """The clients whose pause is over; after the end each stays as it is."""
    for each in clients:
        if each.next and now >= each.next:
            each.next = 0.0
            if now < end:
                yield each


def main() -> None:
    """Asks what the argument says."""
    asked = ask(Asking(**json.loads(sys.argv[1])))
    print(json.dumps(asdict(asked)))


if __name__ == "__main__":
    main()
