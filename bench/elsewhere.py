"""A store elsewhere beside the embedded one: `python -m bench.elsewhere [SIZE]`, with Virtuoso 7 installed.

Both get the same made-up descriptions through the port, each a graph of its own, and are asked the same: first all of
them together, then one at a time. Prints a line of JSON for each store.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench import gen
from bench.virtuoso import LOGIN, Virtuoso
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.reading import NewestGeneration
from samsyn.store.disk.store import DiskStore
from samsyn.store.port import Bundle, Provenance, Receipt, Replace
from samsyn.store.remote.reader import RemoteReader
from samsyn.store.remote.store import RemoteStore
from samsyn.store.remote.wire import Wire

_BY: Final = Provenance("bench", "2026-01-01T00:00:00Z")
_ROUNDS: Final = 15
_Writer = DiskStore | RemoteStore
_Reader = NewestGeneration | RemoteReader
_QUERIES: Final = {
    "ask_ms": "ASK { ?s ?p ?o }",
    "one_ms": f"SELECT ?p ?o {{ {gen.name(3)} ?p ?o }}",
    "graph_ms": f"SELECT ?s ?p ?o {{ GRAPH {gen.name(3)} {{ ?s ?p ?o }} }}",
    "count_ms": "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t ORDER BY ?t",
    "all_ms": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 20000",
}


def main(size: int) -> None:
    """Measures both stores with so many descriptions."""
    for name, opened in (("embedded", _embedded), ("virtuoso", _virtuoso)):
        with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as (writer, reader, memory):
            found = {"store": name, "centres": size} | _measured(size, writer, reader, memory)
            sys.stdout.write(json.dumps(found) + "\n")
            sys.stdout.flush()


def _measured(size: int, writer: _Writer, reader: _Reader, memory: Callable[[], float]) -> dict[str, float]:
    graphs = tuple((gen.name(n)[1:-1], gen.centre(n).text("nt").encode()) for n in range(size))
    found = {"triples": float(sum(triples.count(b"\n") for _, triples in graphs))}
    found["load_s"] = _seconds(lambda: _made(writer, Bundle(graphs, "1", _BY)))
    some = iter(graphs[:_ROUNDS])
    found["write_ms"] = _median(lambda: _made(writer, Replace(f"http://e/{(one := next(some))[0]}", one[1], _BY)))
    for name, text in _QUERIES.items():
        reader.query(text, "csv")
        found[name] = _median(lambda text=text: reader.query(text, "csv"))  # type: ignore[misc]
    return found | {"rss_mb": memory()}


def _made(writer: _Writer, write: Bundle | Replace) -> None:
    (found,) = writer.write([write])
    if not isinstance(found, Receipt):
        raise found


def _seconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return round(time.perf_counter() - begun, 2)


def _median(run: Callable[[], object]) -> float:
    return round(1000 * statistics.median(_precise(run) for _ in range(_ROUNDS)), 2)


def _precise(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


_Opened = tuple[_Writer, _Reader, Callable[[], float]]


@contextmanager
def _embedded(folder: Path) -> Iterator[_Opened]:
    store = DiskStore(folder / "store", tell=lambda _: None)
    store.open()
    yield store, NewestGeneration(folder / "store", result_bytes=2**31), lambda: _resident("self")
    store.close()


@contextmanager
def _virtuoso(folder: Path) -> Iterator[_Opened]:
    there = Virtuoso(folder, buffers=100_000)
    wire = Wire(there.remote, LOGIN)
    store = RemoteStore(Layout(folder / "store"), wire, tell=lambda _: None)
    store.open()
    reader = RemoteReader(lambda text, accept: wire.ask(text, accept, 60), result_bytes=2**31)
    yield store, reader, lambda: _resident(str(there.process.pid))
    store.close()
    there.stop()


def _resident(process: str) -> float:
    """The memory of a process now, in MB."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024)
    return 0.0


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
