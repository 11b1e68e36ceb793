"""Fresh processes: what one measures, with the memory of its children, and what a command takes from a cold start."""

import json
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.loads import ROOT, Job, resident

_LOOK: Final = 0.1  # seconds between two looks at the memory of children


class NotMeasured(Exception):
    """A process that gave no measure, and why; `gave_up` where it had its time."""

    def __init__(self, why: str, *, gave_up: bool = False) -> None:
        super().__init__(why)
        self.gave_up = gave_up


@dataclass(frozen=True)
class Measure:
    """What one process measured: seconds a description, the largest peak of a process in MB, and results."""

    cpu: float
    wall: float
    rss: float
    results: int


def measure(job: Job, environment: dict[str, str], seconds: float) -> Measure:
    """What a fresh process measures. Raises NotMeasured where it fails or needs more than so many seconds."""
    command = (sys.executable, "-m", "bench.loads", job.to_json())
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    end, highest = time.monotonic() + seconds, 0.0
    while True:
        try:
            said, trouble = process.communicate(timeout=_LOOK)
            break
        except subprocess.TimeoutExpired:
            highest = max([highest, *peaks(process.pid)])
        if time.monotonic() > end:
            _stop(process)
            raise NotMeasured(f"given up after {seconds:.0f} s", gave_up=True)
    told = [line for line in said.splitlines() if line.startswith("{")]
    if process.returncode or not told:
        raise NotMeasured((trouble.strip().splitlines() or [f"it ended with {process.returncode}"])[-1])
    spent = json.loads(told[-1])
    count = spent["count"]
    return Measure(spent["cpu"] / count, spent["wall"] / count, max(spent["rss"], highest), spent["results"])


def command(*words: str) -> Measure:
    """What a command of ours takes, from its start to its end. Raises NotMeasured where it fails.

    It keeps the bytecode of its modules, as an installed program does, wherever it is told not to.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    whole = (sys.executable, "-m", "samsyn", *words)
    began = time.perf_counter()
    process = subprocess.Popen(whole, cwd=ROOT, env=kept, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 3):  # what `samsyn validate` answers with
        raise NotMeasured(f"it ended with {process.returncode}")
    return Measure(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, 0)


def environment(folder: Path) -> dict[str, str]:
    """The environment of every process: one certificate, so that rudof does not read all of the system's each time."""
    certificates = ssl.create_default_context().get_ca_certs(binary_form=True)
    if not certificates:
        return dict(os.environ)
    none = folder / "no-certificates"
    none.mkdir(parents=True, exist_ok=True)
    single = folder / "certificate.pem"
    single.write_text(ssl.DER_cert_to_PEM_cert(certificates[0]), encoding="ascii")
    return {**os.environ, "SSL_CERT_FILE": str(single), "SSL_CERT_DIR": str(none)}


def children(process: int) -> Iterator[int]:
    """The processes below one; none where the kernel does not tell."""
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found = file.read_text(encoding="ascii").split()
        except OSError:  # it ended meanwhile
            continue
        for child in map(int, found):
            yield child
            yield from children(child)


def peaks(process: int) -> Iterator[float]:
    """The most that each process below one has held so far, in MB."""
    for child in children(process):
        try:
            yield resident(Path(f"/proc/{child}/status").read_text(encoding="ascii"))
        except OSError:
            continue


def _stop(process: subprocess.Popen[str]) -> None:
    """Ends a process that we started, and those it started."""
    for each in (*children(process.pid), process.pid):
        try:
            os.kill(each, 9)
        except ProcessLookupError:
            continue
    process.communicate()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
