"""A service on many made-up centres of our own vocabulary: what it costs until all are assessed, and asked afterwards.

python -m bench.own_service FOLDER CENTRES prints a line of JSON; the file and the store stay in the folder.
"""

import json
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bench import own
from bench.loads import resident
from bench.processes import free_port, peaks
from bench.servers import OURS, Server
from samsyn.store.disk.reading import NewestGeneration

_WRITES: Final = 30
_PATIENCE: Final = 3_600.0
_COUNT: Final = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@dataclass(frozen=True)
class Own:
    """What was measured; `first_seconds` until the first start had assessed all, `again_seconds` of the next start."""

    centres: int
    triples: int
    triples_assessed: int
    load_seconds: float
    first_seconds: float
    first_cpu_seconds: float
    again_seconds: float
    web_memory_mb: float
    largest_child_memory_mb: float
    put_ms_p50: float
    put_ms_most: float
    centres_seconds: str
    fulfilment_seconds: str
    disk_mb: float


class Running:
    """A service that was started on a store."""

    def __init__(self, store: Path) -> None:
        port = free_port()
        self.url, self.begun = f"http://127.0.0.1:{port}", time.monotonic()
        command = [sys.executable, "-m", "samsyn", "serve", "--store", str(store), "--port", str(port)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)

    def until_ready(self, *, in_step: bool = False) -> float:
        """The seconds from its start until it says that it is ready, or that all is in step. Raises TimeoutError."""
        while time.monotonic() < self.begun + _PATIENCE:
            try:
                with urllib.request.urlopen(f"{self.url}/health/ready") as answer:
                    if not in_step or json.load(answer)["in_step"]:
                        return time.monotonic() - self.begun
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise TimeoutError("the service did not become ready")

    def get(self, path: str) -> str:
        """The seconds that an answer takes, or the status that it ends with."""
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(f"{self.url}{path}") as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            return f"{error.code} after {time.monotonic() - begun:.2f}"
        return f"{time.monotonic() - begun:.2f}"

    def put(self, number: int, token: str) -> float:
        """The milliseconds that storing another description of a centre takes."""
        head = {"authorization": f"Bearer {token}", "content-type": "text/turtle"}
        body = own.turtle(number, own.SEED + 1)
        url = f"{self.url}/centres/{own.name(number)}"
        begun = time.monotonic()
        with urllib.request.urlopen(urllib.request.Request(url, body, head, method="PUT")) as answer:
            answer.read()
        return (time.monotonic() - begun) * 1000

    def memory(self) -> tuple[float, float]:
        """The most that the process itself has held, and the most of those below it, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return resident(status), max(peaks(self.process.pid), default=0.0)

    def cpu(self) -> float:
        """The seconds of a processor that it has used, with the processes below it that live."""
        return Server(OURS, self.url, self.process.pid).used()

    def stop(self) -> None:
        """Ends it."""
        self.process.terminate()
        self.process.wait()


def measure(folder: Path, centres: int) -> Own:
    """Loads so many centres into a new store, and starts the service on it twice."""
    folder.mkdir(parents=True, exist_ok=True)
    file, store = own.write(folder / f"own-{centres}.nq", centres), folder / f"own-store-{centres}"
    shutil.rmtree(store, ignore_errors=True)
    begun = time.monotonic()
    subprocess.run([sys.executable, "-m", "samsyn", "load", str(file), "--store", str(store)], check=True)
    loaded = time.monotonic() - begun
    command = [sys.executable, "-m", "samsyn", "token", "create", "--role", "admin", "--store", str(store)]
    token = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.strip()
    triples = _count(store)
    first = Running(store)
    try:
        seconds, cpu = first.until_ready(in_step=True), first.cpu()
        assessed = _count(store)
        web, child = first.memory()
    finally:
        first.stop()
    again = Running(store)
    try:
        ready = again.until_ready()
        writes = sorted(again.put(number, token) for number in range(_WRITES))
        listed = again.get("/centres")
        matrix = again.get("/fulfilment?agreement=se-o-vg-common-2024")
    finally:
        again.stop()
    size = sum(each.stat().st_size for each in {path.stat().st_ino: path for path in store.rglob("*")}.values())
    return Own(
        centres, triples, assessed - triples, loaded, seconds, cpu, ready, web, child,
        writes[len(writes) // 2], writes[-1], listed, matrix, size / 1e6,
    )  # fmt: skip


def _count(store: Path) -> int:
    return int(NewestGeneration(store).query(_COUNT, "csv").body.split()[1])


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Path(sys.argv[1]), int(sys.argv[2])))))
