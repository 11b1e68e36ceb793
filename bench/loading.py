"""Many centres in a store on disk: how long loading, a restart, questions and one write take, and how much memory.

python -m bench.loading [CENTRES] measures 100,000 or so many, and writes build/bench/loading.json, of which
`python -m bench.service` tells.
"""

import os
import resource
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from bench import gen, questions
from bench.loads import ROOT
from bench.processes import free_port
from samsyn.store.disk.reading import NewestGeneration
from samsyn.store.disk.store import DiskStore
from samsyn.store.port import Provenance, Receipt, Replace

BUILD: Final = ROOT / "build" / "bench"
FILE: Final = "loading.json"
CENTRES: Final = 100_000
_WRITES: Final = 50
_PATIENCE: Final = 600.0
_DEFAULT: Final = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_GRAPHS: Final = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@dataclass(frozen=True)
class Loading:
    """What was measured of a store of some centres; seconds are by the clock where they do not say otherwise."""

    centres: int
    triples: int
    triples_in_default_graph: int
    count_seconds: float
    load_seconds: float
    load_cpu_seconds: float
    load_memory_mb: float
    ready_seconds: float
    write_ms_p50: float
    write_ms_p99: float
    write_cpu_ms: float
    disk_mb: float
    #: seconds of each of the questions, the first time in a new process
    question_seconds: dict[str, float]
    load_average: float
    #: of the same file loaded without a default graph of all: seconds, and MB on the disk
    alone_seconds: float | None = None
    alone_mb: float | None = None


def measure(folder: Path, centres: int) -> Loading:
    """Loads the first centres of all into a new store, starts a service on it, and writes."""
    file, store = gen.write(folder, centres, "nq"), folder / f"store-{centres}"
    alone, alone_mb = _alone(file, folder / f"alone-{centres}")
    shutil.rmtree(store, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, after = load(file, store), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    ready = _ready(store)
    begun = time.monotonic()
    default, named = (count(store, query) for query in (_DEFAULT, _GRAPHS))
    counted = time.monotonic() - begun
    asked = {name: _took(store, questions.PREFIX + text) for name, text in questions.IN_PROCESS.items()}
    writes, write_cpu = _writes(store)
    return Loading(
        centres=centres,
        triples=named,
        triples_in_default_graph=default,
        count_seconds=counted,
        load_seconds=seconds,
        load_cpu_seconds=cpu,
        load_memory_mb=after.ru_maxrss / 1024,
        ready_seconds=ready,
        write_ms_p50=writes[len(writes) // 2],
        write_ms_p99=writes[int(len(writes) * 0.99)],
        write_cpu_ms=write_cpu,
        disk_mb=size(store),
        question_seconds=asked,
        load_average=os.getloadavg()[0],
        alone_seconds=alone,
        alone_mb=alone_mb,
    )


def load(file: Path, store: Path) -> float:
    """The seconds that loading a file takes."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-m", "samsyn", "load", str(file), "--store", str(store)], check=True)
    return time.monotonic() - begun


def _alone(file: Path, store: Path) -> tuple[float, float]:
    """The seconds that loading a file takes, and MB on the disk then, where the default graph is one of its own."""
    shutil.rmtree(store, ignore_errors=True)
    made = DiskStore(store, default_graph="own", tell=lambda _: None)
    made.open()
    made.close()
    try:
        return load(file, store), size(store)
    finally:
        shutil.rmtree(store)


def _ready(store: Path) -> float:
    """The seconds from the start of a service until it says that it is ready."""
    port = free_port()
    begun = time.monotonic()
    command = [sys.executable, "-m", "samsyn", "serve", "--bare", "--store", str(store), "--port", str(port)]
    service = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() < begun + _PATIENCE:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready"):
                    return time.monotonic() - begun
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise TimeoutError("the service did not become ready")
    finally:
        service.terminate()
        service.wait()


def count(store: Path, query: str = _GRAPHS) -> int:
    """The number that a query of a store gives; without one, of the triples in named graphs."""
    return int(NewestGeneration(store).query(query, "csv").body.split()[1])


def _took(store: Path, query: str) -> float:
    begun, reader = time.monotonic(), NewestGeneration(store, result_bytes=1 << 40)
    reader.query(query, "json")
    return time.monotonic() - begun


def _writes(store: Path) -> tuple[list[float], float]:
    """The milliseconds that writes of one centre took, sorted, and those of a processor for one."""
    opened = DiskStore(store, tell=lambda _: None)
    opened.open()
    found, cpu = [], time.process_time()
    for number in range(_WRITES):
        centre = gen.centre(number, seed=gen.SEED + 1)
        write = Replace(centre.graph[1:-1], centre.text("nt").encode(), Provenance("bench", "now"))
        begun = time.monotonic()
        (result,) = opened.write([write])
        assert isinstance(result, Receipt)
        found.append((time.monotonic() - begun) * 1000)
        opened.tidy()
    cpu = (time.process_time() - cpu) * 1000 / _WRITES
    opened.close()
    return sorted(found), cpu


def size(store: Path) -> float:
    """The MB of the files of a store, each counted once though generations share them."""
    found = {path.stat().st_ino: path for path in store.rglob("*") if path.is_file()}
    return sum(path.stat().st_size for path in found.values()) / 1e6


def main() -> int:
    """Measures, and keeps what was measured."""
    centres = int(sys.argv[1]) if sys.argv[1:] else CENTRES
    found = measure(BUILD / "data-loading", centres)
    (BUILD / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1))
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
