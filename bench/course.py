"""A run of the benchmark under way: every load for every engine, in rounds."""

import hashlib
import os
import platform
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from bench import gen, processes
from bench import record as of
from bench.figures import COMPILE, HELP, VALIDATE
from bench.loads import MINIMUM, ROOT, Job, centres
from bench.peers import ENGINES, versions
from bench.processes import Measure, NotMeasured
from bench.record import BLOCKS, FLOOR, OPEN, OURS, SHACL_RS, TWO, Absence, Record, Row, Run

SHAPES: Final = ROOT / "bench" / "shapes.ttl"
CENTRE: Final = "data/centres/alingsas-sollebrunn.ttl"
COMMANDS: Final = {VALIDATE: ("validate", CENTRE, "--date", "2024-06-01"), HELP: ("--help",)}
PEERS: Final = tuple(each.name for each in ENGINES)
MINUTE: Final = 60.0
#: seconds after which a process is given up on; the others are those in a graph larger than the first
GIVEN_SHACL_RS: Final = 5 * MINUTE
GIVEN_OTHERS: Final = 2 * MINUTE
GIVEN: Final = 15 * MINUTE


@dataclass(frozen=True)
class Extent:
    """How much is measured: descriptions in all and one by one, and rounds of short and of long loads."""

    size: int
    documents: int
    rounds: int
    long_rounds: int

    @property
    def sizes(self) -> tuple[int, int, int]:
        """How many descriptions make one graph."""
        return self.size // 100, self.size // 10, self.size


class Course:
    """A run of the benchmark: what is to be measured, and the record of what has been."""

    def __init__(self, extent: Extent, folder: Path) -> None:
        self.extent, self.folder = extent, folder
        self.record = Record(extent.size, extent.documents, _about(extent), versions())
        (folder / "keys").mkdir(parents=True, exist_ok=True)
        self.environment = processes.environment(folder)
        source = b"".join((ROOT / "bench" / name).read_bytes() for name in ("gen.py", "writing.py"))
        self.data = folder / f"data-{hashlib.sha256(source).hexdigest()[:8]}"  # another generator writes other data

    def go(self) -> Record:
        """Measures everything."""
        self.one()
        self.own()
        self.starts()
        self.graphs()
        self.streams()
        return self.record

    def one(self) -> None:
        """Made-up descriptions one by one."""
        for number in range(self.extent.rounds):
            for peer in _turns((OPEN, FLOOR, *PEERS), number):
                self.measure(Run("one", peer, self.extent.documents), number, SHAPES)

    def own(self) -> None:
        """Our own descriptions one by one, by the shapes that judge them."""
        shapes = _together((ROOT / "shapes" / "description.ttl", MINIMUM), self.folder / "own-shapes.ttl")
        for number in range(self.extent.long_rounds):
            for peer in _turns((OURS, SHACL_RS, "pyshacl-turbo", "pySHACL", FLOOR), number):
                self.measure(Run("own", peer, len(centres())), number, shapes)

    def starts(self) -> None:
        """What our commands and the compiling of our shapes take in a new process."""
        for words in COMMANDS.values():  # the first time may have to write bytecode
            with suppress(NotMeasured):
                processes.command(*words)
        for number in range(self.extent.rounds + 2):
            self.measure(Run("start", COMPILE, 1), number, MINIMUM)
            for name, words in COMMANDS.items():
                self.note(Run("start", name, 1), number, partial(processes.command, *words))

    def graphs(self) -> None:
        """All as one graph, in three sizes."""
        for number in range(self.extent.long_rounds):
            for size in self.extent.sizes:
                data = gen.write(self.data, size, "nt")
                for peer in _turns((FLOOR, *PEERS), number):
                    run = Run("graph", peer, size)
                    if self.joins(run):
                        self.measure(run, number, SHAPES, data)

    def streams(self) -> None:
        """A graph each."""
        gen.write(self.data, self.extent.size, "nt")  # for shacl-rs
        data = gen.write(self.data, self.extent.size, "nq")
        for number in range(self.extent.long_rounds):
            for peer in _turns((OURS, TWO, BLOCKS, FLOOR), number):
                self.measure(Run("stream", peer, self.extent.size), number, SHAPES, data)

    def joins(self, run: Run) -> bool:
        """Whether an engine takes part in a graph: the others in a larger one where that takes a minute at most."""
        if run.peer in (OURS, SHACL_RS, FLOOR) or run.size == self.extent.sizes[0]:
            return True
        took = self.record.median(replace(run, size=run.size // 10), of.cpu)
        if took is None:
            self.absent(run, "it did not manage a tenth of that")
        elif took * run.size > MINUTE:
            self.absent(run, "a tenth of that took more than six seconds")
        return not self.given_up(run)

    def measure(self, run: Run, number: int, shapes: Path, data: Path | None = None) -> None:
        """One round of a run, in a process of its own."""
        load = "compile" if run.peer == COMPILE else run.load
        job = Job(load, run.peer, run.size, str(shapes), str(self.keys(run)), str(data or ""))
        larger = run.load == "graph" and run.size > self.extent.sizes[0] and run.peer != OURS
        seconds = GIVEN_SHACL_RS if run.peer == SHACL_RS else GIVEN_OTHERS if larger else GIVEN
        self.note(run, number, lambda: processes.measure(job, self.environment, seconds))

    def note(self, run: Run, number: int, measured: Callable[[], Measure]) -> None:
        """Takes down one measure, or why there is none: what failed once is not tried again."""
        if self.given_up(run):
            return
        try:
            measure = measured()
        except NotMeasured as error:
            self.absent(run, str(error), trouble=not error.gave_up or run.peer.startswith(OURS))
            return
        self.record.rows.append(Row(run, number, measure))
        print(f"{run.load} {run.size} {run.peer}: {measure.cpu * 1000:.3f} ms, {measure.rss:.0f} MB", flush=True)

    def absent(self, run: Run, why: str, *, trouble: bool = False) -> None:
        """Takes down that a run has no measure."""
        if not self.given_up(run):
            self.record.absences.append(Absence(run, why, trouble))
            print(f"{run.load} {run.size} {run.peer}: {why}", flush=True)

    def given_up(self, run: Run) -> bool:
        """Whether a run is known to have no measure."""
        return any(each.run == run for each in self.record.absences)

    def keys(self, run: Run) -> Path:
        """The file for the keys of a run's results."""
        return self.folder / "keys" / f"{run.load}-{run.size}-{run.peer.replace(' ', '-')}.tsv"


def _turns(peers: Sequence[str], number: int) -> list[str]:
    """All of them, beginning with another in each round."""
    first = number % len(peers)
    return [*peers[first:], *peers[:first]]


def _together(files: Sequence[Path], file: Path) -> Path:
    """Shapes of several files in one, which every engine can read."""
    import pyoxigraph

    turtle = pyoxigraph.RdfFormat.TURTLE
    read = [triple for each in files for triple in pyoxigraph.parse(path=each, format=turtle, rename_blank_nodes=True)]
    pyoxigraph.serialize(read, file, turtle)
    return file


def _about(extent: Extent) -> dict[str, str]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "Date": datetime.now().astimezone().date().isoformat(),
        "Machine": f"{cores} cores, {platform.machine()}, {platform.system()}",
        "Python": platform.python_version(),
        "Rounds": f"{extent.rounds} of one description, {extent.long_rounds} of many, {extent.rounds + 2} of starts",
    }
