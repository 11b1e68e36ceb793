"""A service on many made-up centres of our own vocabulary: loaded, assessed, asked and written to.

python -m bench.own_service [CENTRES] measures 100,000 or so many, step by step, and keeps what was found of each step
in build/bench/own-service.json, of which `python -m bench.service` tells. With `--again` it leaves the store as it is
and measures the last step anew.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Final

import msgspec
from msgspec import Struct

from bench import loading, own
from bench.loading import BUILD, CENTRES
from bench.loads import resident
from bench.processes import free_port, peaks
from bench.servers import OURS, Server

FILE: Final = "own-service.json"
_WRITES: Final = 30
_MEANWHILE: Final = 20
_PAUSE: Final = 0.5
_PATIENCE: Final = 7_200.0
_AGREEMENT: Final = "se-o-vg-common-2024"
#: what is asked of the assessments
QUESTIONS: Final = {
    "what one centre does not fulfil": f"""
        SELECT ?requirement ?outcome {{ GRAPH <https://w3id.org/samsyn/id/graph/assessments/{own.name(1)}> {{
          [] earl:test ?requirement ; earl:result/earl:outcome ?outcome FILTER(?outcome != earl:passed) }} }}""",
    "1,000 centres that fulfil a requirement": """
        SELECT ?centre { [] earl:test <https://w3id.org/samsyn/id/requirement/vg-child-health-always-included> ;
          earl:result/earl:outcome earl:passed ; earl:subject ?centre } LIMIT 1000""",
    "how many centres reach the level of an agreement": f"""
        SELECT ?outcome (COUNT(*) AS ?n) {{ [] earl:test <https://w3id.org/samsyn/id/agreement/{_AGREEMENT}> ;
          earl:result/earl:outcome ?outcome }} GROUP BY ?outcome""",
}
_PAGES: Final = ("/centres", f"/centres/{own.name(1)}", f"/fulfilment?agreement={_AGREEMENT}")


class Loaded(Struct, frozen=True):
    """What came into a new store by `samsyn load`: centres, their triples, seconds, MB on the disk."""

    centres: int
    triples: int
    seconds: float
    disk_mb: float


class Assessed(Struct, frozen=True):
    """The first start: seconds until it was ready, then until all were assessed, and what came of that.

    `put_ms` are those of writes meanwhile, sorted; memory is that of the process itself and of the largest below it.
    """

    ready_seconds: float
    seconds: float
    cpu_seconds: float
    triples: int
    disk_mb: float
    web_memory_mb: float
    child_memory_mb: float
    put_ms: list[float] = []


class Again(Struct, frozen=True):
    """The next start: seconds until it was ready, milliseconds of writes, sorted, and seconds that answers took.

    Of an answer that was refused the status stands before its seconds.
    """

    ready_seconds: float
    put_ms: list[float]
    questions: dict[str, str]
    pages: dict[str, str]


class OwnService(Struct):
    """What was measured so far."""

    loaded: Loaded | None = None
    assessed: Assessed | None = None
    again: Again | None = None


class Running:
    """A service that was started on a store, and ends with the block that it is used in."""

    def __init__(self, store: Path) -> None:
        port = free_port()
        self.url, self.begun = f"http://127.0.0.1:{port}", time.monotonic()
        command = [sys.executable, "-m", "samsyn", "serve", "--store", str(store), "--port", str(port)]
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.process = subprocess.Popen(command, env=kept, stderr=subprocess.DEVNULL)

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.process.terminate()
        self.process.wait()

    def until_ready(self, *, in_step: bool = False) -> float:
        """The seconds from its start until it says that it is ready, or that all is in step. Raises TimeoutError."""
        while time.monotonic() < self.begun + _PATIENCE:
            try:
                with urllib.request.urlopen(f"{self.url}/health/ready") as answer:
                    if not in_step or json.load(answer)["in_step"]:
                        return time.monotonic() - self.begun
                time.sleep(1)
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise TimeoutError("the service did not become ready")

    def get(self, path: str) -> str:
        """The seconds that an answer takes, behind the status where that is not 200."""
        begun, status = time.monotonic(), ""
        try:
            with urllib.request.urlopen(f"{self.url}{path}") as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            status = f"{error.code} after "
        return f"{status}{time.monotonic() - begun:.2g} s"

    def ask(self, query: str) -> str:
        """The same of a query."""
        return self.get(f"/sparql?{urllib.parse.urlencode({'query': query})}")

    def put(self, number: int, token: str, seed: int) -> float:
        """The milliseconds that storing another description of a centre takes."""
        head = {"authorization": f"Bearer {token}", "content-type": "text/turtle"}
        url, body = f"{self.url}/centres/{own.name(number)}", own.turtle(number, own.SEED + seed)
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


def load(store: Path, file: Path, centres: int) -> Loaded:
    """Loads so many centres into a new store, with a token of an admin."""
    own.write(file, centres)
    shutil.rmtree(store, ignore_errors=True)
    seconds = loading.load(file, store)
    command = [sys.executable, "-m", "samsyn", "token", "create", "--role", "admin", "--store", str(store)]
    token = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.strip()
    _token(store).write_text(token, encoding="ascii")
    return Loaded(centres, loading.count(store), seconds, loading.size(store))


def assess(store: Path) -> Assessed:
    """Starts a service for the first time, and waits until all is in step; writes a little meanwhile."""
    triples = loading.count(store)
    with Running(store) as service:
        ready, token, puts = service.until_ready(), _token(store).read_text(encoding="ascii"), list[float]()
        for number in range(_MEANWHILE):
            time.sleep(_PAUSE)
            puts.append(service.put(number, token, 1))
        seconds, cpu = service.until_ready(in_step=True), service.cpu()
        web, child = service.memory()
    return Assessed(
        ready, seconds - ready, cpu, loading.count(store) - triples, loading.size(store), web, child, sorted(puts)
    )


def again(store: Path) -> Again:
    """Starts a service on a store that is in step, writes to it and asks it."""
    with Running(store) as service:
        ready, token = service.until_ready(), _token(store).read_text(encoding="ascii")
        service.until_ready(in_step=True)
        puts = sorted(service.put(number, token, 2) for number in range(_WRITES))
        questions = {name: service.ask(query) for name, query in QUESTIONS.items()}
        pages = {path: service.get(path) for path in _PAGES}
    return Again(ready, puts, questions, pages)


def median(found: list[float]) -> float | None:
    """Of some measures; None of none."""
    return statistics.median(found) if found else None


def kept(folder: Path) -> OwnService | None:
    """What was kept in a folder; None where nothing was."""
    path = folder / FILE
    return msgspec.json.decode(path.read_bytes(), type=OwnService) if path.exists() else None


def keep(found: OwnService, folder: Path) -> None:
    """Keeps what was measured."""
    (folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1))


def _token(store: Path) -> Path:
    return store.with_name(f"{store.name}.token")


def main() -> int:
    """Measures, and keeps what was measured of each step."""
    parser = argparse.ArgumentParser(prog="python -m bench.own_service", description=__doc__)
    parser.add_argument("centres", nargs="?", type=int, default=CENTRES)
    parser.add_argument("--again", action="store_true", help="measure the last step alone")
    asked, folder = parser.parse_args(), BUILD / "data-own"
    folder.mkdir(parents=True, exist_ok=True)
    store = folder / f"own-store-{asked.centres}"
    found = (kept(BUILD) if asked.again else None) or OwnService()
    if not asked.again:
        found.loaded = load(store, folder / f"own-{asked.centres}.nq", asked.centres)
        keep(found, BUILD)
        found.assessed = assess(store)
        keep(found, BUILD)
    found.again = again(store)
    keep(found, BUILD)
    print(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
