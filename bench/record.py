"""What a run of the benchmark found: measures, what could not be run, and how far the engines agree."""

import json
import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from bench.processes import Measure

OURS: Final = "Samsyn"
OPEN: Final = "Samsyn, open mode"
TWO: Final = "Samsyn, two processes"
SHACL_RS: Final = "shacl-rs"
BLOCKS: Final = "shacl-rs, blocks of 200"
FLOOR: Final = "parsing alone"


@dataclass(frozen=True)
class Run:
    """One load for one engine, at one size."""

    load: str
    peer: str
    size: int


@dataclass(frozen=True)
class Row:
    """What one process measured of a run."""

    run: Run
    round: int
    measure: Measure


@dataclass(frozen=True)
class Absence:
    """A run without a measure, and why; `trouble` where it should have had one."""

    run: Run
    why: str
    trouble: bool


@dataclass(frozen=True)
class Agreement:
    """How the results of a run compare with ours.

    `excepted` of the missing ones are a difference that is known and named; `bound` is whether the rest must be none.
    """

    run: Run
    results: int
    missing: int
    extra: int
    excepted: int
    bound: bool
    told: str

    @property
    def broken(self) -> bool:
        """Whether there is a difference where there must be none."""
        return self.bound and self.missing + self.extra > self.excepted


@dataclass
class Record:
    """Everything that a run of the benchmark found: up to how many descriptions, and how many of them one by one."""

    size: int
    documents: int
    about: dict[str, str]
    versions: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)

    def measures(self, run: Run) -> dict[int, Measure]:
        """What was measured of a run, by round."""
        return {row.round: row.measure for row in self.rows if row.run == run}

    def median(self, run: Run, of: Callable[[Measure], float]) -> float | None:
        """The median over the rounds; None where nothing was measured."""
        found = self.measures(run).values()
        return statistics.median(map(of, found)) if found else None

    def most(self, run: Run, of: Callable[[Measure], float]) -> float | None:
        """The most over the rounds; None where nothing was measured."""
        return max(map(of, self.measures(run).values()), default=None)

    def ratio(self, above: Run, below: Run, of: Callable[[Measure], float]) -> float | None:
        """The median over the rounds of one run's figure by another's, each pair from one round."""
        over, under = self.measures(above), self.measures(below)
        pairs = [of(over[each]) / of(under[each]) for each in over.keys() & under.keys()]
        return statistics.median(pairs) if pairs else None

    def runs(self, load: str) -> list[Run]:
        """The runs of a load that were measured, smaller ones first, in the order in which they were asked for."""
        found = dict.fromkeys(row.run for row in self.rows if row.run.load == load)
        return sorted(found, key=lambda run: run.size)

    @property
    def sound(self) -> bool:
        """Whether everything could be run, and nothing differs that must not."""
        return not any(each.trouble for each in self.absences) and not any(each.broken for each in self.agreements)

    @classmethod
    def load(cls, file: Path) -> "Record | None":
        """What was written down; None where nothing was."""
        return msgspec.json.decode(file.read_bytes(), type=cls) if file.exists() else None

    def save(self, file: Path) -> None:
        """Writes it down as JSON."""
        file.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False), encoding="utf-8")


def cpu(measure: Measure) -> float:
    """Seconds of processor a description."""
    return measure.cpu


def wall(measure: Measure) -> float:
    """Seconds by the clock a description."""
    return measure.wall


def rss(measure: Measure) -> float:
    """The most memory that a process held, in MB."""
    return measure.rss
