"""The loads, each measured by a fresh process: `python -m bench.loads JOB` prints one line of JSON.

Nothing heavy is imported before it is measured: what a process takes up is the engine's own.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bench.peers import PEERS, Found, Peer, keys

ROOT: Final = Path(__file__).parents[1]
MINIMUM: Final = ROOT / "shapes" / "minimum" / "se-o-vg-common-2024.ttl"
_WARM: Final = 10  # documents judged before the clock runs
_ENOUGH: Final = 1.0  # seconds of processor


@dataclass(frozen=True)
class Job:
    """What one process is to measure."""

    load: str
    peer: str
    size: int
    shapes: str
    keys: str  # the file for the keys of the results
    data: str = ""  # the file of a graph or a stream

    def to_json(self) -> str:
        """As an argument of the process."""
        return json.dumps(asdict(self))


@dataclass
class Spent:
    """Seconds of processor and of clock, and how many descriptions and results they were spent on."""

    cpu: float = 0.0
    wall: float = 0.0
    count: int = 0
    results: int = 0


def cpu() -> float:
    """Seconds of processor that this process and its ended children have used."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


@contextmanager
def clocked(spent: Spent) -> Iterator[None]:
    """Adds to `spent` what the block takes."""
    wall, used = time.perf_counter(), cpu()
    yield
    spent.wall += time.perf_counter() - wall
    spent.cpu += cpu() - used


def one(job: Job) -> Spent:
    """Made-up descriptions one after the other, each from its Turtle to its results."""
    from bench import gen

    return documents(job, [gen.centre(each).turtle for each in range(job.size)])


def own(job: Job) -> Spent:
    """Our own descriptions one after the other."""
    return documents(job, [file.read_bytes() for file in centres()])


def centres() -> list[Path]:
    """The files of our own descriptions."""
    return sorted((ROOT / "data" / "centres").glob("*.ttl"))


def documents(job: Job, texts: list[bytes]) -> Spent:
    """What documents take, all of them judged again until enough has been measured; wall is that of the median one."""
    peer = PEERS[job.peer](Path(job.shapes))
    for text in texts[:_WARM]:
        peer.judge(text, "turtle")
    spent = Spent()
    walls: list[float] = []
    firsts: list[list[Found]] = []
    while spent.cpu < _ENOUGH:
        for text in texts:
            began, used = time.perf_counter(), time.process_time()
            found = peer.judge(text, "turtle")
            spent.cpu += time.process_time() - used
            walls.append(time.perf_counter() - began)
            if len(firsts) < len(texts):
                firsts.append(found)
    with open(job.keys, "w", encoding="utf-8") as out:
        spent.results = sum(note(found, out.write) for found in firsts)
    spent.count, spent.wall = len(walls), statistics.median(walls) * len(walls)
    return spent


def graph(job: Job) -> Spent:
    """All descriptions as one graph, from a file of N-Triples."""
    peer: Peer = PEERS[job.peer](Path(job.shapes))
    spent = Spent(count=job.size)
    with clocked(spent):
        found = peer.judge(Path(job.data), "nt")
    with open(job.keys, "w", encoding="utf-8") as out:
        spent.results = note(found, out.write)
    return spent


def stream(job: Job) -> Spent:
    """A graph each, read and judged as they come. Keys are written as they come too: memory is what is measured."""
    from bench.streams import STREAMS

    judged = STREAMS[job.peer](Path(job.shapes), Path(job.data))
    spent = Spent()
    with open(job.keys, "w", encoding="utf-8") as out, clocked(spent):
        for count, found in judged:
            spent.count += count
            spent.results += note(found, out.write)
    if spent.count != job.size:
        raise RuntimeError(f"{spent.count} graphs came out of {job.size}")
    return spent


def compiling(job: Job) -> Spent:
    """The shapes of the minimum level, from their file to rules, for the first time in a process."""
    import samsyn

    compile, spent = samsyn.compile, Spent(count=1)  # asking for it imports it
    with clocked(spent):
        compile(Path(job.shapes))
    return spent


def note(found: Iterable[Found], write: Callable[[str], object]) -> int:
    """Writes down the keys of results, a line each, and gives their number."""
    count = 0
    for count, key in enumerate(keys(found), start=1):  # noqa: B007 - the number is what is wanted
        write("\t".join(key) + "\n")
    return count


def peak() -> float:
    """The most memory that this process has held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # the kernel's other figure begins with what the parent held
        return resident(status.read_text(encoding="ascii"))
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def resident(status: str) -> float:
    """The peak that a process's status tells, in MB; 0 of one that has ended."""
    told = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), "0")
    return int(told) / 1024


LOADS: Final[dict[str, Callable[[Job], Spent]]] = {
    "one": one,
    "own": own,
    "graph": graph,
    "stream": stream,
    "compile": compiling,
}


def main() -> None:
    """Measures the job that is the argument."""
    job = Job(**json.loads(sys.argv[1]))
    spent = LOADS[job.load](job)
    print(json.dumps({**asdict(spent), "rss": peak()}))


if __name__ == "__main__":
    main()
