"""A report as linked data: the W3C validation report of standard mode, and EARL assertions of the outcomes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from samsyn.engine.report import report_triples as validation_report
from samsyn.model import Finding, Outcome, Report, Text, Triple
from samsyn.terms import DCTERMS, EARL, ID, RDF, SAM, SH, XSD, Term, iri, literal

if TYPE_CHECKING:
    from samsyn.model.mandate import AgreementAssessment

_TYPE: Final = iri(RDF + "type")
_SOFTWARE: Final = iri(ID + "software/samsyn")


def report_triples(report: Report) -> list[Triple]:
    """The sh:ValidationReport and the earl:Assertions of a report."""
    case = _Case.of(report)
    return [*validation_report(report.results, blank=case.blank), *earl_triples(report)]


def earl_triples(report: Report) -> list[Triple]:
    """The earl:Assertions of a report: for the whole and for each requirement, merged and per profile of readings."""
    case = _Case.of(report)
    triples = list(case.assertion("", report.outcome, case.whole))
    if report.plan:
        triples.append((case.name(""), iri(SAM + "plannedOutcome"), iri(EARL + report.plan)))
    for profile, outcome in report.profiles:
        name = f"profile-{profile}"
        triples += case.assertion(name, outcome, case.whole)
        triples.append((case.name(name), iri(SAM + "underProfile"), case.profile(profile)))
    for finding in report.findings:
        triples += case.finding(finding)
    return triples


def agreement_triples(found: "AgreementAssessment") -> list[Triple]:
    """The earl:Assertions of an agreement under the demands on it, with the agreement as their subject."""
    triples: list[Triple] = []
    for report in found.reports:
        case = _Case(found.agreement, found.iri, report.demanded_by, None, found.date)
        triples += case.assertion("", report.outcome, case.whole)
        for finding in report.findings:
            triples += case.finding(finding)
            triples += (
                (case.name(finding.requirement), iri(SAM + "ground"), iri(each.iri))
                for each in finding.shown
                if each.iri
            )
    return triples


@dataclass(frozen=True)
class _Case:
    """What is asserted of one subject, a centre or an agreement, under one agreement on one date."""

    id: str
    iri: str
    agreement: str
    kind: str | None
    date: str

    @classmethod
    def of(cls, report: Report) -> "_Case":
        """A centre under an agreement."""
        return cls(report.centre.id, report.centre.iri, report.agreement, report.kind, report.date)

    @property
    def whole(self) -> Term:
        """The agreement, which is the test of the whole."""
        return iri(f"{ID}agreement/{self.agreement}")

    @property
    def subject(self) -> Term:
        """The term of what is judged."""
        return self.iri if self.iri.startswith("_:") else iri(self.iri)

    @property
    def blank(self) -> str:
        """What the labels of blank nodes start with, so that several reports fit in one graph."""
        text = f"{self.id}-{self.kind}-{self.agreement}"
        return "n" + "".join(char if char.isascii() and char.isalnum() else "-" for char in text) + "-"

    def profile(self, name: str) -> Term:
        """The term of a profile of readings."""
        return iri(f"{ID}profile/{self.agreement}/{name}")

    def name(self, name: str) -> Term:
        """The term of an assertion; a blank node where the subject has no IRI."""
        if self.iri.startswith("_:"):
            return f"_:{self.blank}a{_plain(name)}"
        parts = (self.id, self.agreement, self.kind or "any", self.date, name)
        return iri(f"{ID}assessment/{'/'.join(part for part in parts if part)}")

    def finding(self, finding: Finding) -> Iterator[Triple]:
        """The assertion of a requirement, and those of its readings."""
        test, name = iri(f"{ID}requirement/{finding.requirement}"), finding.requirement
        yield from self.assertion(name, finding.outcome, test, finding.message)
        node = self.name(name)
        yield node, iri(SAM + "counts"), literal(str(finding.counts).lower(), datatype=XSD + "boolean")
        yield node, iri(SH + "resultSeverity"), iri(SH + finding.severity)
        for principal in finding.responsible:
            yield node, iri(SAM + "responsible"), iri(f"{ID}principal/{principal}")
        for reading in finding.readings:
            for profile in reading.profiles:
                below = f"{name}/{profile}"
                yield from self.assertion(below, reading.outcome, test, reading.why)
                yield self.name(below), iri(SAM + "underProfile"), self.profile(profile)
            if reading.ground and reading.ground.shape:
                yield node, iri(SAM + "ground"), iri(reading.ground.shape)
        if finding.ground and finding.ground.shape and not finding.readings:
            yield node, iri(SAM + "ground"), iri(finding.ground.shape)

    def assertion(self, name: str, outcome: Outcome, test: Term, message: Text | None = None) -> Iterator[Triple]:
        """One assertion with its result."""
        node, result = self.name(name), f"_:{self.blank}r{_plain(name)}"
        yield node, _TYPE, iri(EARL + "Assertion")
        yield node, _TYPE, iri(SAM + "Assessment")
        yield node, iri(EARL + "assertedBy"), _SOFTWARE
        yield node, iri(EARL + "mode"), iri(EARL + "automatic")
        yield node, iri(EARL + "subject"), self.subject
        yield node, iri(EARL + "test"), test
        yield node, iri(EARL + "result"), result
        yield node, iri(SAM + "aboutAgreement"), self.whole
        yield node, iri(DCTERMS + "date"), literal(self.date, datatype=XSD + "date")
        if self.kind:
            yield node, iri(SAM + "forKind"), iri(f"{ID}kind/{self.kind}")
        yield result, _TYPE, iri(EARL + "TestResult")
        yield result, iri(EARL + "outcome"), iri(EARL + outcome)
        if message:
            yield result, iri(DCTERMS + "description"), literal(message.sv, language="sv")
            yield result, iri(DCTERMS + "description"), literal(message.en, language="en")


def _plain(name: str) -> str:
    """A name as a part of the label of a blank node."""
    return "".join(char if char.isalnum() else "-" for char in name)
