"""What a run of the service's benchmark found, and the figures that it set itself."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from bench.abuse import Pressure
from bench.figures import Figure
from bench.loading import CENTRES, Loading
from bench.own_service import OwnService
from bench.servers import OURS, OXIGRAPH

TEN: Final = "a query of 10 ms"
ONE: Final = "a query of 1 ms"
TRIVIAL: Final = "a trivial ASK"


@dataclass(frozen=True)
class Turn:
    """What one server did with one question in one round; seconds of processor are those of all its processes."""

    question: str
    server: str
    round: int
    rate: float
    p50: float
    p99: float
    cpu: float
    clients_cpu: float
    refused: int


@dataclass(frozen=True)
class Beside:
    """A question asked in process: seconds of ours and of rdflib, and rows."""

    question: str
    ours: float
    rdflib: float
    rows: int


@dataclass
class ServiceRecord:
    """Everything that a run found."""

    about: dict[str, str]
    turns: list[Turn] = field(default_factory=list)
    in_process: list[Beside] = field(default_factory=list)
    pressures: dict[int, Pressure] = field(default_factory=dict)
    deadline: float = 0.0
    #: of many centres, where `bench.loading` has been run
    loading: Loading | None = None
    #: of many centres of our own vocabulary, where `bench.own_service` has been run
    own: OwnService | None = None
    differences: list[str] = field(default_factory=list)

    def median(self, question: str, server: str, of: Callable[[Turn], float]) -> float | None:
        """The median over the rounds; None where nothing was measured."""
        found = [of(each) for each in self.turns if (each.question, each.server) == (question, server)]
        return statistics.median(found) if found else None

    def share(self, question: str) -> float | None:
        """Our rate by Oxigraph's: the median of the rounds' ratios."""
        rates = {(each.server, each.round): each.rate for each in self.turns if each.question == question}
        pairs = [
            rate / rates[OXIGRAPH, number]
            for (server, number), rate in rates.items()
            if server == OURS and (OXIGRAPH, number) in rates
        ]
        return statistics.median(pairs) if pairs else None

    def save(self, file: Path) -> None:
        """Writes it down as JSON."""
        file.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1))

    @classmethod
    def load(cls, file: Path) -> "ServiceRecord | None":
        """What was written down; None where nothing was."""
        return msgspec.json.decode(file.read_bytes(), type=cls) if file.exists() else None


def figures(record: ServiceRecord) -> list[Figure]:
    """Every figure of the service, in the order of the tables."""
    many = record.loading if record.loading and record.loading.centres == CENTRES else None
    own = record.own if record.own and record.own.loaded and record.own.loaded.centres == CENTRES else None
    again = own.again.ready_seconds if own and own.again else None
    eight, twenty = record.pressures.get(8), record.pressures.get(20)
    refused, rests = (eight.refused, eight.rests) if eight else (None, None)
    in_process = min((each.rdflib / each.ours for each in record.in_process), default=None)
    return [
        Figure(f"{TEN}, 8 clients: our rate by Oxigraph's", True, 0.9, "×", record.share(TEN)),
        Figure(f"{ONE}, 8 clients: our rate by Oxigraph's", True, 0.5, "×", record.share(ONE)),
        Figure(f"{TRIVIAL}, 8 clients: answers a second", True, 1000, "",
               record.median(TRIVIAL, OURS, lambda turn: turn.rate)),
        Figure("in process: rdflib's time by ours, the least of the questions", True, 10, "×", in_process),
        Figure("a cheap query beside 8 abusive clients, p99", False, 250, "ms", _p99(eight)),
        Figure("a cheap query beside 8 abusive clients: refused", False, 0, "", refused),
        Figure("the processors rest after 8 have hung up, within", False, record.deadline + 2, "s", rests),
        Figure("a cheap query beside 20 abusive clients, p99", False, 1500, "ms", _p99(twenty)),
        Figure("100,000 centres: loaded", False, 180, "s", many.load_seconds if many else None),
        Figure("100,000 centres: ready after a restart", False, 5, "s", many.ready_seconds if many else None),
        Figure("100,000 centres: one write", False, 50, "ms", many.write_ms_p50 if many else None),
        Figure("100,000 centres, all assessed: ready after a restart", False, 5, "s", again),
    ]  # fmt: skip


def _p99(found: Pressure | None) -> float | None:
    return _milliseconds(found.p99 if found else None)


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000
