"""The service as a process: what it says, and how it stops."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SLOW = "/sparql?" + urllib.parse.urlencode({"query": ENDLESS})


class Service:
    """A service of its own: its address, its process, and the lines that it has said."""

    def __init__(self, *arguments: str, **settings: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "samsyn", "serve", "--port", "0", *arguments],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | settings,
        )
        self.lines: list[str] = []
        self.address = ""
        self._spoke = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._spoke.wait(60), "the service did not say where it is"
        while not self._in_step():
            time.sleep(0.1)

    def _in_step(self) -> bool:
        """Whether it is ready, and all that follows from what is stored is worked out."""
        status, told = self.get("/health/ready")
        return status == 200 and json.loads(told).get("in_step", True)

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Status and body of an answer."""
        try:
            with urllib.request.urlopen(
                urllib.request.Request(self.address + path, headers=headers), timeout=60
            ) as got:
                return got.status, got.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Its exit code, once it has stopped."""
        self.process.send_signal(number)
        code = self.process.wait(60)
        self._reader.join(10)
        return code

    def end(self) -> None:
        """Kills it, if it still runs."""
        self.process.kill()
        self.process.wait()
        self._reader.join(10)
        if self.process.stderr:
            self.process.stderr.close()

    def events(self) -> list[dict[str, Any]]:
        """The lines of its log."""
        return [json.loads(line) for line in self.lines if line.startswith("{")]

    def _read(self) -> None:
        for line in self.process.stderr or ():
            self.lines.append(line)
            if found := re.search(r"http://[^/\s]+", line):
                self.address = self.address or found[0]
                self._spoke.set()


@contextmanager
def serving(*arguments: str, **settings: str) -> Iterator[Service]:
    """A service while it is needed."""
    service = Service(*arguments, **settings)
    try:
        yield service
    finally:
        service.end()


def test_what_was_begun_is_finished_and_nothing_new_is_taken() -> None:
    """Told to stop, the service answers who waits, takes nobody else, ends its workers, and exits with 0."""
    with serving(SAMSYN_QUERY_SECONDS="3") as service:
        answers: list[tuple[int, bytes]] = []
        waiting = threading.Thread(target=lambda: answers.append(service.get(SLOW)))
        waiting.start()
        time.sleep(1)
        host, port = service.address.removeprefix("http://").rsplit(":", 1)
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        with pytest.raises(ConnectionRefusedError), socket.create_connection((host, int(port)), timeout=5):
            pass
        assert service.process.poll() is None
        waiting.join(30)
        assert answers[0][0] == 504
        assert json.loads(answers[0][1])["type"].endswith("/took-too-long")
        assert service.stop() == 0
        assert service.events()[-1]["status"] == 504
        assert not any("Traceback" in line for line in service.lines)


def test_who_takes_too_long_does_not_hold_up_the_end() -> None:
    """What is not finished within the limit is cut off, and told so."""
    with serving(SAMSYN_QUERY_SECONDS="30", SAMSYN_SHUTDOWN_SECONDS="1") as service:
        answers: list[tuple[int, bytes]] = []
        waiting = threading.Thread(target=lambda: answers.append(service.get(SLOW)))
        waiting.start()
        time.sleep(1)
        begun = time.monotonic()
        assert service.stop() == 0
        assert time.monotonic() - begun < 10
        waiting.join(10)
        assert (answers[0][0], json.loads(answers[0][1])["limit"]) == (503, "shutdown_seconds")


def test_the_log_of_a_service_is_json_alone() -> None:
    """After the greeting each line is an event; what the server refuses is one too."""
    with serving() as service:
        host, port = service.address.removeprefix("http://").rsplit(":", 1)
        with socket.create_connection((host, int(port))) as broken:
            broken.sendall(b"no request\r\n\r\n")
            assert b"400" in broken.recv(100)
        assert service.get("/agreements", **{"X-Request-Id": "mine"})[0] == 200
        assert service.stop() == 0
        greeting, kept, *rest = service.lines
        assert service.address in greeting
        assert "--store" in kept
        assert len(service.events()) == len(rest)
        assert [each["event"] for each in service.events()].count("uvicorn.error") == 1
        assert [each["request_id"] for each in service.events() if each.get("route") == "/agreements"] == ["mine"]


def test_an_interrupt_stops_it_too() -> None:
    """Ctrl-C leaves no trace of the code."""
    with serving() as service:
        service.stop(signal.SIGINT)
        assert not any("Traceback" in line for line in service.lines)
