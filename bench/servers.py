"""The servers that are asked over HTTP: ours and Oxigraph's, on the same data, each with a store on disk."""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.loads import ROOT
from bench.processes import children, free_port

OURS: Final = "Samsyn"
OXIGRAPH: Final = "Oxigraph"
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PATIENCE: Final = 120.0


@dataclass(frozen=True)
class Server:
    """A server that runs: where it answers queries, and its process."""

    name: str
    url: str
    process: int

    def used(self) -> float:
        """Seconds of processor that it has used, with all the processes below it."""
        return sum(_ticks(each) for each in (self.process, *children(self.process))) / _TICKS


@contextmanager
def ours(data: Path, folder: Path) -> Iterator[Server]:
    """Our service over a store that holds the data alone, in its default graph."""
    shutil.rmtree(folder, ignore_errors=True)
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join((str(ROOT / "service"), os.environ.get("PYTHONPATH", "")))
    }
    subprocess.run(
        [sys.executable, "-m", "bench.servers", str(data), str(folder)], cwd=ROOT, env=environment, check=True
    )
    port = free_port()
    words = ("serve", "--store", str(folder), "--bare", "--default-graph", "own", "--port", str(port))
    with _running([sys.executable, "-m", "samsyn", *words], environment) as process:
        _wait(f"http://127.0.0.1:{port}/health/ready", process)
        yield Server(OURS, f"http://127.0.0.1:{port}/sparql", process.pid)


@contextmanager
def oxigraph(data: Path, folder: Path) -> Iterator[Server]:
    """Oxigraph's server over the same data. Raises FileNotFoundError where it is not installed."""
    shutil.rmtree(folder, ignore_errors=True)
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        raise FileNotFoundError("oxigraph is not installed")
    subprocess.run([program, "load", "--location", str(folder), "--file", str(data)], check=True, capture_output=True)
    port = free_port()
    command = [program, "serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with _running(command, dict(os.environ)) as process:
        _wait(f"http://127.0.0.1:{port}/query?query=ASK%7B%7D", process)
        yield Server(OXIGRAPH, f"http://127.0.0.1:{port}/query", process.pid)


def _ticks(process: int) -> int:
    """What a process and the ended ones below it have used; nothing of one that has ended itself."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15]))


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the server does not get ready")


def _fill(data: Path, folder: Path) -> None:
    """Writes N-Triples to the default graph of a store of ours."""
    from samsyn.store import parse
    from samsyn.store.disk.store import DiskStore
    from samsyn.store.formats import rdf_format
    from samsyn.store.port import Provenance, Replace

    lines = "".join(parse.lines(data.read_bytes(), rdf_format("n-triples"), name=data.name)).encode()
    store = DiskStore(folder, default_graph="own")
    store.open()
    (found,) = store.write([Replace(None, lines, Provenance("bench", "2026-01-01T00:00:00Z", data.name))])
    store.close()
    if isinstance(found, Exception):
        raise found


if __name__ == "__main__":
    _fill(Path(sys.argv[1]), Path(sys.argv[2]))
