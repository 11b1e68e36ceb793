"""The figures that we set ourselves, and whether a run reached them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bench import record as of
from bench.processes import Measure
from bench.record import BLOCKS, FLOOR, OPEN, OURS, SHACL_RS, TWO, Record, Run

COMPILE: Final = "compile the minimum level"
VALIDATE: Final = "`samsyn validate` of one centre"
HELP: Final = "`samsyn --help`"


@dataclass(frozen=True)
class Figure:
    """What was wanted, and what was measured; None where nothing was."""

    says: str
    least: bool  # whether the target is the least that is wanted, else the most
    target: float
    unit: str
    measured: float | None

    @property
    def reached(self) -> bool | None:
        """Whether it was reached; None where nothing was measured."""
        if self.measured is None:
            return None
        return self.measured >= self.target if self.least else self.measured <= self.target


def figures(record: Record) -> list[Figure]:
    """Every figure, in the order of the tables."""
    return [*_one(record), *_many(record), *_starts(record), *_agreement(record)]


def _one(record: Record) -> list[Figure]:
    def time(peer: str, against: str) -> float | None:
        above, below = (Run("one", name, record.documents) for name in (peer, against))
        return record.ratio(above, below, of.cpu)

    return [
        Figure("one description: our time by that of shacl-rs", False, 1.25, "×", time(OURS, SHACL_RS)),
        Figure("one description: pySHACL's time by ours", True, 50, "×", time("pySHACL", OURS)),
        Figure("open mode with grounds: its time by our standard mode's", False, 1.5, "×", time(OPEN, OURS)),
        Figure("one description: our time by that of parsing alone", False, 3, "×", time(OURS, FLOOR)),
    ]


def _many(record: Record) -> list[Figure]:
    most, tenth = record.size, record.size // 10
    grown = record.ratio(Run("graph", OURS, tenth), Run("graph", OURS, most), of.cpu)
    beside = record.ratio(Run("graph", OURS, tenth), Run("graph", SHACL_RS, tenth), of.cpu)
    blocks, alone, two = (Run("stream", peer, most) for peer in (BLOCKS, OURS, TWO))
    held = [figure for run in (alone, two) if (figure := record.most(run, of.rss)) is not None]
    return [
        Figure(f"{tenth:,} as one graph: our time by that of shacl-rs", False, 1.0, "×", beside),
        Figure(f"one graph: our rate at {most:,} by that at {tenth:,}", True, 0.9, "×", grown),
        Figure(f"{most:,} streamed: our rate a core by that of shacl-rs in blocks", True, 1.0, "×",
               record.ratio(blocks, alone, of.cpu)),
        Figure(f"{most:,} streamed: the rate of two processes by that of one", True, 1.7, "×",
               record.ratio(alone, two, of.wall)),
        Figure(f"{most:,} streamed: memory of each process", False, 100, "MB", max(held, default=None)),
    ]  # fmt: skip


def _starts(record: Record) -> list[Figure]:
    def took(name: str, by: Callable[[Measure], float] = of.wall) -> float | None:
        return record.median(Run("start", name, 1), by)

    compiled = took(COMPILE)
    return [
        Figure(COMPILE, False, 50, "ms", compiled if compiled is None else compiled * 1000),
        Figure(f"{VALIDATE}, from a cold start", False, 0.6, "s", took(VALIDATE)),
        Figure(f"{HELP}, from a cold start", False, 0.3, "s", took(HELP)),
    ]


def _agreement(record: Record) -> list[Figure]:
    found = []
    for peer, but in (("shacl-rs", ""), ("pyshacl-turbo", ""), ("pySHACL", ", save the one that is known")):
        theirs = [each for each in record.agreements if each.run.peer in (peer, f"{peer}, blocks of 200")]
        differ = sum(each.missing + each.extra - each.excepted for each in theirs) if theirs else None
        found.append(Figure(f"results in which {peer} differs from us{but}", False, 0, "", differ))
    return found
