"""Who fulfils which requirement of an agreement: the jobs that work it out, as rows and as linked data."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from samsyn import assertions
from samsyn.knowledge import Described
from samsyn.model import Outcome, Report, Text
from samsyn.store import write
from samsyn.store.formats import rdf_format
from samsyn.store.port import Answer
from samsyn.workers import stored
from samsyn.workers.jobs import Lane, Tools

#: centres, each with the entry of the journal after which it is meant, None for now
Those = tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Named:
    """What a centre is called and where it lies, as it was described then; it may be withdrawn by now."""

    id: str
    label: Text
    municipalities: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A stored centre in the matrix of an agreement."""

    named: Named
    kind: str | None
    outcome: Outcome
    outcomes: tuple[tuple[str, Outcome], ...]

    @property
    def centre(self) -> str:
        """The id of the centre."""
        return self.named.id

    @classmethod
    def of(cls, centre: Described, report: Report) -> "Row":
        """The row of a report on a centre."""
        outcomes = tuple((finding.requirement, finding.outcome) for finding in report.findings)
        named = Named(centre.id, centre.label, tuple(centre.municipalities))
        return cls(named, report.kind, report.outcome, outcomes)


@dataclass(frozen=True)
class Fulfilment:
    """Which centres fulfil which requirements of an agreement, each as it is or was after an entry of the journal."""

    lane: ClassVar[Lane] = "validation"
    agreement: str
    date: str
    kind: str | None
    centres: Those

    def run(self, tools: Tools) -> tuple[Row, ...]:
        """A row for each centre and kind."""
        return tuple(Row.of(centre, report) for centre, report in _reports(self, tools))


@dataclass(frozen=True)
class Asserted:
    """The same as linked data."""

    lane: ClassVar[Lane] = "validation"
    agreement: str
    date: str
    kind: str | None
    centres: Those
    form: str

    def run(self, tools: Tools) -> Answer:
        """Their earl:Assertions in a format: for the whole and for each requirement."""
        form = rdf_format(self.form)
        found = (triple for _, report in _reports(self, tools) for triple in assertions.earl_triples(report))
        return Answer(form.media_type, write.graph(list(found), form))


def _reports(asked: Fulfilment | Asserted, tools: Tools) -> Iterator[tuple[Described, Report]]:
    for centre in stored.those(tools.library, tools.store, asked.centres):
        found = tools.library.assess(centre, date=asked.date, agreement=asked.agreement, kind=asked.kind)
        yield from ((centre, report) for report in found.reports)
