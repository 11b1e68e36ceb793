"""A report as linked data: the W3C validation report of standard mode, and EARL assertions of the outcomes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from samsyn.engine.report import report_triples as validation_report
from samsyn.model import Finding, Outcome, Report, Text, Triple, Verdict
from samsyn.terms import DCTERMS, EARL, ID, RDF, SAM, SH, XSD, Term, iri, literal

if TYPE_CHECKING:
    from samsyn.model.mandate import AgreementAssessment

_TYPE: Final = iri(RDF + "type")
_SOFTWARE: Final = iri(ID + "software/samsyn")
_ASSERTION, _ASSESSMENT, _RESULT = iri(EARL + "Assertion"), iri(SAM + "Assessment"), iri(EARL + "TestResult")
_ASSERTED_BY, _MODE, _AUTOMATIC = iri(EARL + "assertedBy"), iri(EARL + "mode"), iri(EARL + "automatic")
_SUBJECT, _TEST, _HAS_RESULT = iri(EARL + "subject"), iri(EARL + "test"), iri(EARL + "result")
_OUTCOME, _DATE, _DESCRIPTION = iri(EARL + "outcome"), iri(DCTERMS + "date"), iri(DCTERMS + "description")
_ABOUT, _FOR_KIND, _UNDER = iri(SAM + "aboutAgreement"), iri(SAM + "forKind"), iri(SAM + "underProfile")
_COUNTS, _SEVERITY = iri(SAM + "counts"), iri(SH + "resultSeverity")
_RESPONSIBLE, _GROUND = iri(SAM + "responsible"), iri(SAM + "ground")


def report_triples(report: Report) -> list[Triple]:
    """The sh:ValidationReport and the earl:Assertions of a report."""
    case = _Case.of(report)
    return [*validation_report(report.results, blank=case.blank), *earl_triples(report)]


def earl_triples(report: Report | Verdict) -> list[Triple]:
    """The earl:Assertions of a report: for the whole and for each requirement, merged and per profile of readings."""
    case = _Case.of(report)
    triples = list(case.assertion("", report.outcome, case.whole))
    if report.plan:
        triples.append((case.name(""), iri(SAM + "plannedOutcome"), iri(EARL + report.plan)))
    for profile, outcome in report.profiles:
        name = f"profile-{profile}"
        triples += case.assertion(name, outcome, case.whole)
        triples.append((case.name(name), _UNDER, case.profile(profile)))
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
            triples += ((case.name(finding.requirement), _GROUND, iri(each.iri)) for each in finding.shown if each.iri)
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
    def of(cls, report: Report | Verdict) -> "_Case":
        """A centre under an agreement."""
        return cls(report.centre.id, report.centre.iri, report.agreement, report.kind, report.date)

    @cached_property
    def whole(self) -> Term:
        """The agreement, which is the test of the whole."""
        return iri(f"{ID}agreement/{self.agreement}")

    @cached_property
    def subject(self) -> Term:
        """The term of what is judged."""
        return self.iri if self.iri.startswith("_:") else iri(self.iri)

    @cached_property
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
        return f"<{self._prefix}/{name}>" if name else f"<{self._prefix}>"

    @cached_property
    def _prefix(self) -> str:
        """What the IRIs of all its assertions begin with."""
        parts = (self.id, self.agreement, self.kind or "any", self.date)
        return f"{ID}assessment/{'/'.join(part for part in parts if part)}"

    @cached_property
    def _shared(self) -> tuple[tuple[Term, Term], ...]:
        """What is said of each of its assertions behind their results."""
        kind = ((_FOR_KIND, iri(f"{ID}kind/{self.kind}")),) if self.kind else ()
        return ((_ABOUT, self.whole), (_DATE, literal(self.date, datatype=XSD + "date")), *kind)

    def finding(self, finding: Finding) -> Iterator[Triple]:
        """The assertion of a requirement, and those of its readings."""
        test, name = iri(f"{ID}requirement/{finding.requirement}"), finding.requirement
        yield from self.assertion(name, finding.outcome, test, finding.message)
        node = self.name(name)
        yield node, _COUNTS, literal(str(finding.counts).lower(), datatype=XSD + "boolean")
        yield node, _SEVERITY, iri(SH + finding.severity)
        for principal in finding.responsible:
            yield node, _RESPONSIBLE, iri(f"{ID}principal/{principal}")
        for reading in finding.readings:
            for profile in reading.profiles:
                below = f"{name}/{profile}"
                yield from self.assertion(below, reading.outcome, test, reading.why)
                yield self.name(below), _UNDER, self.profile(profile)
            if reading.ground and reading.ground.shape:
                yield node, _GROUND, iri(reading.ground.shape)
        if finding.ground and finding.ground.shape and not finding.readings:
            yield node, _GROUND, iri(finding.ground.shape)

    def assertion(self, name: str, outcome: Outcome, test: Term, message: Text | None = None) -> Iterator[Triple]:
        """One assertion with its result."""
        node, result = self.name(name), f"_:{self.blank}r{_plain(name)}"
        yield node, _TYPE, _ASSERTION
        yield node, _TYPE, _ASSESSMENT
        yield node, _ASSERTED_BY, _SOFTWARE
        yield node, _MODE, _AUTOMATIC
        yield node, _SUBJECT, self.subject
        yield node, _TEST, test
        yield node, _HAS_RESULT, result
        for predicate, value in self._shared:
            yield node, predicate, value
        yield result, _TYPE, _RESULT
        yield result, _OUTCOME, iri(EARL + outcome)
        if message:
            for value in _said(message):
                yield result, _DESCRIPTION, value


@lru_cache(maxsize=4096)
def _said(message: Text) -> tuple[Term, Term]:
    """A message, which is much the same for many centres, as two literals."""
    return literal(message.sv, language="sv"), literal(message.en, language="en")


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    """A name as a part of the label of a blank node."""
    return "".join(char if char.isalnum() else "-" for char in name)
