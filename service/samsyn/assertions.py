"""A report as linked data: the W3C validation report of standard mode, and EARL assertions of the outcomes."""

from collections.abc import Iterator
from typing import Final

from samsyn.engine.report import report_triples as validation_report
from samsyn.model import Finding, Outcome, Report, Text, Triple
from samsyn.terms import DCTERMS, EARL, ID, RDF, SAM, SH, XSD, Term, iri, literal

_TYPE: Final = iri(RDF + "type")
_SOFTWARE: Final = iri(ID + "software/samsyn")


def report_triples(report: Report) -> list[Triple]:
    """The sh:ValidationReport and the earl:Assertions of a report."""
    return [*validation_report(report.results, blank=_blank(report)), *earl_triples(report)]


def earl_triples(report: Report) -> list[Triple]:
    """The earl:Assertions of a report: for the whole and for each requirement, merged and per profile of readings."""
    triples = list(_assertion(report, "", report.outcome, iri(f"{ID}agreement/{report.agreement}")))
    if report.plan:
        triples.append((_name(report, ""), iri(SAM + "plannedOutcome"), iri(EARL + report.plan)))
    for profile, outcome in report.profiles:
        name = f"profile-{profile}"
        triples += _assertion(report, name, outcome, iri(f"{ID}agreement/{report.agreement}"))
        triples.append((_name(report, name), iri(SAM + "underProfile"), _profile(report, profile)))
    for finding in report.findings:
        triples += _finding(report, finding)
    return triples


def _finding(report: Report, finding: Finding) -> Iterator[Triple]:
    test, name = iri(f"{ID}requirement/{finding.requirement}"), finding.requirement
    yield from _assertion(report, name, finding.outcome, test, finding.message)
    node = _name(report, name)
    yield node, iri(SAM + "counts"), literal(str(finding.counts).lower(), datatype=XSD + "boolean")
    yield node, iri(SH + "resultSeverity"), iri(SH + finding.severity)
    for principal in finding.responsible:
        yield node, iri(SAM + "responsible"), iri(f"{ID}principal/{principal}")
    for reading in finding.readings:
        for profile in reading.profiles:
            below = f"{name}/{profile}"
            yield from _assertion(report, below, reading.outcome, test, reading.why)
            yield _name(report, below), iri(SAM + "underProfile"), _profile(report, profile)
        if reading.ground and reading.ground.shape:
            yield node, iri(SAM + "ground"), iri(reading.ground.shape)
    if finding.ground and finding.ground.shape and not finding.readings:
        yield node, iri(SAM + "ground"), iri(finding.ground.shape)


def _assertion(
    report: Report, name: str, outcome: Outcome, test: Term, message: Text | None = None
) -> Iterator[Triple]:
    node = _name(report, name)
    result = f"_:{_blank(report)}r{''.join(char if char.isalnum() else '-' for char in name)}"
    yield node, _TYPE, iri(EARL + "Assertion")
    yield node, _TYPE, iri(SAM + "Assessment")
    yield node, iri(EARL + "assertedBy"), _SOFTWARE
    yield node, iri(EARL + "mode"), iri(EARL + "automatic")
    yield node, iri(EARL + "subject"), _subject(report)
    yield node, iri(EARL + "test"), test
    yield node, iri(EARL + "result"), result
    yield node, iri(SAM + "aboutAgreement"), iri(f"{ID}agreement/{report.agreement}")
    yield node, iri(DCTERMS + "date"), literal(report.date, datatype=XSD + "date")
    if report.kind:
        yield node, iri(SAM + "forKind"), iri(f"{ID}kind/{report.kind}")
    yield result, _TYPE, iri(EARL + "TestResult")
    yield result, iri(EARL + "outcome"), iri(EARL + outcome)
    if message:
        yield result, iri(DCTERMS + "description"), literal(message.sv, language="sv")
        yield result, iri(DCTERMS + "description"), literal(message.en, language="en")


def _subject(report: Report) -> Term:
    return report.centre.iri if report.centre.iri.startswith("_:") else iri(report.centre.iri)


def _profile(report: Report, name: str) -> Term:
    return iri(f"{ID}profile/{report.agreement}/{name}")


def _name(report: Report, name: str) -> Term:
    """The term of an assertion; a blank node where the centre has no IRI."""
    if report.centre.iri.startswith("_:"):
        return f"_:{_blank(report)}a{''.join(char if char.isalnum() else '-' for char in name)}"
    parts = (report.centre.id, report.agreement, report.kind or "any", report.date, name)
    return iri(f"{ID}assessment/{'/'.join(part for part in parts if part)}")


def _blank(report: Report) -> str:
    """What the labels of a report's blank nodes start with, so that several reports fit in one graph."""
    text = f"{report.centre.id}-{report.kind}-{report.agreement}"
    return "n" + "".join(char if char.isascii() and char.isalnum() else "-" for char in text) + "-"
