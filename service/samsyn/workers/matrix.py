"""Who fulfils which requirement of an agreement: the jobs that work it out, as rows and as linked data."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from samsyn import assertions
from samsyn.model import Outcome, Report
from samsyn.store import write
from samsyn.store.formats import rdf_format
from samsyn.store.port import Answer
from samsyn.workers.jobs import Lane, Tools


@dataclass(frozen=True)
class Row:
    """A bundled centre in the matrix of an agreement."""

    centre: str
    kind: str | None
    outcome: Outcome
    outcomes: tuple[tuple[str, Outcome], ...]

    @classmethod
    def of(cls, report: Report) -> "Row":
        """The row of a report."""
        outcomes = tuple((finding.requirement, finding.outcome) for finding in report.findings)
        return cls(report.centre.id, report.kind, report.outcome, outcomes)


@dataclass(frozen=True)
class Fulfilment:
    """Which bundled centres fulfil which requirements of an agreement."""

    lane: ClassVar[Lane] = "validation"
    agreement: str
    date: str
    kind: str | None = None

    def run(self, tools: Tools) -> tuple[Row, ...]:
        """A row for each centre and kind."""
        every = tuple(each.id for each in tools.library.centres)
        return tuple(Row.of(report) for report in _reports(self, every, tools))


@dataclass(frozen=True)
class Asserted:
    """The assessments of some bundled centres under an agreement, as linked data."""

    lane: ClassVar[Lane] = "validation"
    agreement: str
    date: str
    kind: str | None
    centres: tuple[str, ...]
    form: str

    def run(self, tools: Tools) -> Answer:
        """Their earl:Assertions in a format: for the whole and for each requirement."""
        form = rdf_format(self.form)
        found = (triple for report in _reports(self, self.centres, tools) for triple in assertions.earl_triples(report))
        return Answer(form.media_type, write.graph(list(found), form))


def _reports(asked: Fulfilment | Asserted, centres: tuple[str, ...], tools: Tools) -> Iterator[Report]:
    for name in centres:
        centre = tools.library.centre(name)
        found = tools.library.assess(centre, date=asked.date, agreement=asked.agreement, kind=asked.kind)
        yield from found.reports
