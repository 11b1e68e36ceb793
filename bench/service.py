"""The service beside its peers: `python -m bench.service` measures it alone and renews its part of the report."""

import argparse
import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import msgspec

from bench import abuse, gen, loading, own_service, questions, servers
from bench.clients import Asked, Asking
from bench.loads import ROOT
from bench.servers import Server
from bench.service_record import ONE, TEN, TRIVIAL, Beside, ServiceRecord, Turn

BUILD: Final = ROOT / "build" / "bench"
RECORD: Final = "service.json"
CLIENTS: Final = 8
CROWDS: Final = (8, 20)
_TRIES: Final = 5


@dataclass(frozen=True)
class Extent:
    """How much is measured: centres in the stores and in process, rounds, seconds of a turn and of abuse."""

    centres: int = 10_000
    in_process: int = 1_000
    rounds: int = 7
    seconds: float = 5.0
    abuse: float = 20.0


QUICK: Final = Extent(1_000, 200, 2, 1.5, 5.0)


def measure(extent: Extent, folder: Path) -> ServiceRecord:
    """Measures everything."""
    record = ServiceRecord(_about(extent))
    if (folder / loading.FILE).exists():
        record.loading = msgspec.json.decode((folder / loading.FILE).read_bytes(), type=loading.Loading)
    record.own = own_service.kept(folder)
    data = gen.write(folder / "data-service", extent.centres, "nt")
    with ExitStack() as running:
        peers = [
            running.enter_context(start(data, folder / f"store-{name}"))
            for name, start in ((servers.OURS, servers.ours), (servers.OXIGRAPH, servers.oxigraph))
        ]
        _turns(record, extent, peers)
    record.in_process = in_process(gen.write(folder / "data-service", extent.in_process, "nt"))
    with servers.ours(data, folder / "store-abused") as service:
        record.deadline = float(os.environ.get("SAMSYN_QUERY_SECONDS", "10"))
        for crowd in CROWDS:
            pressed = abuse.press(service.url, crowd, extent.abuse, asked_apart, service.used)
            record.pressures[crowd] = asyncio.run(pressed)
            print(f"beside {crowd} abusive clients: {record.pressures[crowd]}", flush=True)
    return record


def asked_apart(asking: Asking) -> Asked:
    """What a process of its own is answered."""
    command = [sys.executable, "-m", "bench.clients", asking.to_json()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    told = json.loads(done.stdout)
    told["statuses"] = {int(status): count for status, count in told["statuses"].items()}
    return Asked(**told)


def in_process(data: Path) -> list[Beside]:
    """The same questions of our store and of rdflib's, each with its answer as JSON."""
    import pyoxigraph
    import rdflib

    from samsyn.store.reading import Reader

    store = pyoxigraph.Store()
    store.bulk_load(path=data, format=pyoxigraph.RdfFormat.N_TRIPLES)
    reader, graph, found = Reader(store), rdflib.Graph().parse(data, format="nt"), []
    for name, text in questions.IN_PROCESS.items():
        query = questions.PREFIX + text
        ours, theirs, rows = [], [], [0, 0]
        for _ in range(3):
            began = time.perf_counter()
            told = reader.query(query, "json").body
            ours.append(time.perf_counter() - began)
            began = time.perf_counter()
            said = graph.query(query).serialize(format="json")
            theirs.append(time.perf_counter() - began)
            rows = [len(json.loads(each)["results"]["bindings"]) for each in (told, said or b"")]
        if rows[0] != rows[1]:
            raise RuntimeError(f"{name}: {rows[0]} rows of ours, {rows[1]} of rdflib")
        found.append(Beside(name, statistics.median(ours), statistics.median(theirs), rows[0]))
        print(f"in process, {name}: {found[-1].rdflib / found[-1].ours:.0f} ×", flush=True)
    return found


def _turns(record: ServiceRecord, extent: Extent, peers: list[Server]) -> None:
    """Each question of each server in rounds, which another begins each time."""
    theirs = peers[-1]

    def took(query: str) -> float:
        """Seconds of a processor that an answer costs it, warm, when as many clients ask as in a turn.

        With one client a processor rests between two questions, and then is slower. The median of some tries: what else
        the machine does may double one.
        """
        asked_apart(Asking(theirs.url, query, CLIENTS, 0.3))
        tries = []
        for _ in range(_TRIES):
            before = theirs.used()
            found = asked_apart(Asking(theirs.url, query, CLIENTS, 1.0))
            tries.append((theirs.used() - before) / len(found.seconds))
        return statistics.median(tries)

    asked = {
        TEN: questions.calibrated(0.010, took, extent.centres),
        ONE: questions.calibrated(0.001, took, extent.centres),
        TRIVIAL: questions.TRIVIAL,
    }
    for number in range(-1, extent.rounds):  # the first warms them and does not count
        for name, query in asked.items():
            bodies = {}
            for peer in peers if number % 2 else reversed(peers):
                before = peer.used()
                found = asked_apart(Asking(peer.url, query, CLIENTS, extent.seconds if number >= 0 else 1.0))
                bodies[peer.name] = _answer(found.body)
                if number >= 0:
                    record.turns.append(_turn(name, peer.name, number, found, peer.used() - before))
                    print(f"{name}, {peer.name}: {record.turns[-1].rate:.0f} a second", flush=True)
            if len({json.dumps(each, sort_keys=True) for each in bodies.values()}) > 1:
                record.differences.append(f"{name}: {bodies}")


def _turn(question: str, server: str, number: int, found: Asked, used: float) -> Turn:
    taken = sorted(found.seconds)
    refused = sum(count for status, count in found.statuses.items() if status != 200)
    p99 = taken[min(len(taken) - 1, int(len(taken) * 0.99))]
    rate, each = len(taken) / found.wall, 1 / len(taken)
    return Turn(question, server, number, rate, statistics.median(taken), p99, used * each, found.cpu * each, refused)


def _answer(body: str) -> object:
    """What a server says, without its own way of writing JSON."""
    told = json.loads(body)
    return told.get("boolean", told.get("results"))


def _about(extent: Extent) -> dict[str, str]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    try:
        peer = version("oxigraph")
    except PackageNotFoundError:
        peer = "not installed"
    return {
        "Date": datetime.now().astimezone().date().isoformat(),
        "Machine": f"{cores} cores, {platform.machine()}, {platform.system()}",
        "Python": platform.python_version(),
        "Data": f"{extent.centres:,} made-up descriptions in each server, {extent.in_process:,} in process",
        "Rounds": f"{extent.rounds} of {extent.seconds:g} seconds, {extent.abuse:g} seconds of abuse",
        "Packages": ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "rdflib", "uvicorn"))
        + f", oxigraph {peer}",
    }


def main() -> int:
    """Measures the service, keeps the record, and renews the report; 0 if both servers say the same."""
    from bench import run

    parser = argparse.ArgumentParser(prog="python -m bench.service", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a run of a minute, for trying")
    extent = QUICK if parser.parse_args().quick else Extent()
    folder = BUILD / "quick" if extent == QUICK else BUILD
    folder.mkdir(parents=True, exist_ok=True)
    record = measure(extent, folder)
    record.save(folder / RECORD)
    print(run.renewed(folder, run.DOCS if extent != QUICK else folder))
    return 1 if record.differences else 0


if __name__ == "__main__":
    sys.exit(main())
