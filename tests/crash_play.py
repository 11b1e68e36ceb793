"""A service without HTTP under two writers, to be killed: it tells which writes it was told are durable.

python crash_play.py FOLDER RUN: each line on standard output is the name of a graph whose write was acknowledged. What
follows from the graph that was written last, the same statements, is written with it in every other write.
"""

import sys
import threading
from itertools import count
from pathlib import Path

from samsyn import library
from samsyn.store.port import Derive, Provenance, Receipt, Replace, Update
from samsyn.workers.service import Place, Service

SIZE = 20
DERIVED = "http://e/derived/"


def triples(name: str) -> str:
    """What each write writes to its graph."""
    return "".join(f'<{name}> <http://e/p{each}> "{name}" .\n' for each in range(SIZE))


def _play(service: Service, run: str, writer: int) -> None:
    by = Provenance("play", "now")
    for number in count():
        name = f"http://e/{run}/{writer}/{number}"
        if number % 5 == 4:
            write: Replace | Update = Update(f"INSERT DATA {{ GRAPH <{name}> {{ {triples(name)} }} }}", by)
        else:
            write = Replace(name, triples(name).encode(), by)
        follows = [Derive(f"{DERIVED}{writer}", triples(name).encode(), name)] if number % 2 else []
        result, *_ = service.scribe.write([write, *follows] if isinstance(write, Replace) else [write])
        if isinstance(result, Receipt):
            sys.stdout.write(name + "\n")
            sys.stdout.flush()


def main() -> None:
    """Plays until it is killed."""
    folder, run = sys.argv[1:]
    service = Service(library.load(), place=Place(Path(folder), bare=True), today=lambda: "2024-06-01")
    service.start()
    assert service.wait_ready(60)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for writer in range(2):
        threading.Thread(target=_play, args=(service, run, writer), daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
