"""A validation in the formats that machines read."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Final
from xml.etree import ElementTree as Xml

from samsyn import assertions
from samsyn.errors import UnknownChoice
from samsyn.model import Finding, Report, Text, Triple, Validation
from samsyn.store import write
from samsyn.store.formats import rdf_format

#: each format and the media type of what `render` gives for it
MEDIA_TYPES: Final[dict[str, str]] = {
    "json": "application/json",
    "turtle": "text/turtle",
    "json-ld": "application/ld+json",
    "n-triples": "application/n-triples",
    "rdf-xml": "application/rdf+xml",
    "csv": "text/csv",
    "earl": "text/turtle",
    "junit": "application/xml",
}

COLUMNS: Final = (
    "centre",
    "centre_label",
    "agreement",
    "kind",
    "date",
    "requirement",
    "outcome",
    "counts",
    "modality",
    "layer",
    "responsible",
    "statement",
    "message",
    "source",
    "readings",
)

_UNSAFE_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(validation: Validation, format: str, lang: str = "sv") -> bytes:
    """The validation in a format of `MEDIA_TYPES`, as UTF-8. Raises UnknownChoice."""
    if format not in MEDIA_TYPES:
        known = tuple(MEDIA_TYPES)
        raise UnknownChoice(
            f"'{format}' is no format of a report.", valid=known, advice=f"Choose one of: {', '.join(known)}."
        )
    if format == "json":
        return (json.dumps(validation.to_dict(), ensure_ascii=False, indent=2) + "\n").encode()
    if format == "csv":
        return _csv(validation, lang)
    if format == "junit":
        return _junit(validation, lang)
    if format == "earl":
        return _rdf(validation, assertions.earl_triples, "turtle")
    return _rdf(validation, assertions.report_triples, format)


def plain_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


def _rdf(validation: Validation, triples: Callable[[Report], list[Triple]], format: str) -> bytes:
    found = [triple for report in validation.reports for triple in triples(report)]
    return write.graph(found, rdf_format(format))


def _csv(validation: Validation, lang: str) -> bytes:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for report in validation.reports:
        rows.writerows([plain_cell(cell) for cell in _row(report, finding, lang)] for finding in report.findings)
    return out.getvalue().encode()


def _row(report: Report, finding: Finding, lang: str) -> Iterator[str]:
    yield report.centre.id
    yield report.centre.label.of(lang)
    yield report.agreement
    yield report.kind or ""
    yield report.date
    yield finding.requirement
    yield finding.outcome
    yield "true" if finding.counts else "false"
    yield finding.modality
    yield finding.layer
    yield " ".join(finding.responsible)
    yield finding.statement.of(lang)
    yield finding.message.of(lang)
    yield sources(finding, lang)
    yield " ".join(f"{reading.reading}={reading.outcome}" for reading in finding.readings)


def sources(finding: Finding, lang: str) -> str:
    """Where the requirement stands: each source with the place in it, on one line."""
    parts = ((source.citation, source.locator.of(lang)) for source in finding.sources)
    return "; ".join(", ".join(part for part in each if part) for each in parts)


def _junit(validation: Validation, lang: str) -> bytes:
    root = Xml.Element("testsuites", name="samsyn")
    for report in validation.reports:
        root.append(_suite(report, lang))
    for total in ("tests", "failures", "errors", "skipped"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    Xml.indent(root)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _suite(report: Report, lang: str) -> Xml.Element:
    counts = report.counts
    parts = (report.centre.label.of(lang) or report.centre.id, report.agreement, report.kind, report.date)
    suite = Xml.Element(
        "testsuite",
        name=_xml(" | ".join(part for part in parts if part)),
        timestamp=f"{report.date}T00:00:00",
        tests=str(len(report.findings)),
        failures=str(counts["failed"]),
        errors="0",
        skipped=str(counts["cantTell"] + counts["inapplicable"]),
    )
    for finding in report.findings:
        suite.append(_case(report, finding, lang))
    return suite


def _case(report: Report, finding: Finding, lang: str) -> Xml.Element:
    case = Xml.Element("testcase", classname=f"{report.agreement}.{report.centre.id}", name=finding.requirement)
    if finding.outcome == "passed":
        return case
    tag = "failure" if finding.outcome == "failed" else "skipped"
    told = Xml.SubElement(case, tag, message=_xml(_said(finding.message or finding.statement, lang)))
    if tag == "failure":
        told.set("type", finding.severity)
    lines = (
        finding.outcome,
        finding.statement.of(lang),
        *(step.text.of(lang) for step in finding.remedy),
        sources(finding, lang),
    )
    told.text = _xml("\n".join(line for line in lines if line))
    return case


def _said(text: Text, lang: str) -> str:
    return " ".join(text.of(lang).split())


def _xml(text: str) -> str:
    return _UNSAFE_IN_XML.sub("\ufffd", text)
