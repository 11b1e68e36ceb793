"""A validation in the formats that machines read."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from msgspec.structs import replace

from samsyn import formats
from samsyn.errors import UnknownChoice
from samsyn.library import Document, load
from samsyn.model import Text, Validation
from samsyn.selection import Wish
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples
from samsyn.terms import EARL, RDF, SH, iri

CENTRE = Path(__file__).parents[1] / "data" / "centres" / "alingsas-sollebrunn.ttl"


@pytest.fixture(scope="module")
def found() -> Validation:
    """What comes of a centre that lacks a midwife."""
    document = Document(CENTRE.read_bytes(), "turtle", "centre.ttl")
    return load().validate(document, Wish("2024-06-01", kind="familjecentral"))


def said(validation: Validation, text: str) -> Validation:
    """The validation with another statement of its first requirement."""
    report = validation.reports[0]
    first = replace(report.findings[0], statement=Text(text, text))
    return Validation((replace(report, findings=(first, *report.findings[1:])),))


def rows(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV document."""
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_json_is_the_report_itself(found: Validation) -> None:
    """The JSON is what the Python API gives."""
    assert json.loads(formats.render(found, "json")) == json.loads(json.dumps(found.to_dict()))


def test_csv_has_a_row_for_each_finding(found: Validation) -> None:
    """Each requirement of each report is one row, under the same heads."""
    table = rows(formats.render(found, "csv"))
    assert [row["requirement"] for row in table] == [each.requirement for each in found.reports[0].findings]
    assert tuple(table[0]) == formats.COLUMNS
    failed = next(row for row in table if row["outcome"] == "failed")
    assert failed["responsible"] == "region"
    assert failed["source"]


def test_csv_speaks_the_language_asked_for(found: Validation) -> None:
    """Texts come in Swedish or English; keys stay as they are."""
    swedish, english = (rows(formats.render(found, "csv", lang))[0] for lang in ("sv", "en"))
    assert swedish["statement"] != english["statement"]
    assert swedish["outcome"] == english["outcome"]


@pytest.mark.parametrize("text", ['a "quoted", text', "two\nlines", "å; ö"])
def test_csv_keeps_what_stands_in_a_cell(found: Validation, text: str) -> None:
    """Commas, quotes and line breaks come back as they were."""
    assert rows(formats.render(said(found, text), "csv"))[0]["statement"] == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_csv_holds_no_formulas(found: Validation, text: str) -> None:
    """No spreadsheet runs what a description says."""
    assert rows(formats.render(said(found, text), "csv"))[0]["statement"] == "'" + text


def test_junit_has_a_suite_for_each_report(found: Validation) -> None:
    """Totals agree with the cases, and each case is a requirement."""
    root = Xml.fromstring(formats.render(found, "junit"))
    (suite,) = root
    cases = suite.findall("testcase")
    assert [case.get("name") for case in cases] == [each.requirement for each in found.reports[0].findings]
    assert int(suite.get("tests", "")) == int(root.get("tests", "")) == len(cases)
    assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
    assert int(suite.get("skipped", "")) == len(suite.findall("testcase/skipped"))


def test_junit_tells_failed_from_unknown(found: Validation) -> None:
    """Failed is a failure; what cannot be told or does not apply is skipped, with a message; passed is empty."""
    root = Xml.fromstring(formats.render(found, "junit"))
    tags = {"failed": "failure", "cantTell": "skipped", "inapplicable": "skipped"}
    for case, finding in zip(root.iter("testcase"), found.reports[0].findings, strict=True):
        assert [child.tag for child in case] == ([tags[finding.outcome]] if finding.outcome in tags else [])
        assert all(child.get("message") for child in case)


def test_junit_is_xml_whatever_a_description_says(found: Validation) -> None:
    """Characters that XML refuses are replaced."""
    label = Text("a\x00\x1b<&\ufffe", "")
    report = found.reports[0]
    odd = Validation((replace(report, centre=replace(report.centre, label=label)),))
    name = Xml.fromstring(formats.render(odd, "junit"))[0].get("name", "")
    assert name.startswith("a\ufffd\ufffd<&\ufffd")


@pytest.mark.parametrize("format", ["turtle", "json-ld", "n-triples", "rdf-xml"])
def test_rdf_holds_the_report_and_the_assertions(found: Validation, format: str) -> None:
    """Each RDF format holds one W3C report, and an assertion for each requirement at least."""
    stated = triples(formats.render(found, format), rdf_format(format))
    types = [value for _, predicate, value in stated if predicate == iri(RDF + "type")]
    assert types.count(iri(SH + "ValidationReport")) == 1
    assert types.count(iri(EARL + "Assertion")) >= len(found.reports[0].findings)


def test_earl_is_the_assertions_alone(found: Validation) -> None:
    """The EARL format holds no validation report."""
    stated = triples(formats.render(found, "earl"), rdf_format("turtle"))
    types = {value for _, predicate, value in stated if predicate == iri(RDF + "type")}
    assert iri(EARL + "Assertion") in types
    assert iri(SH + "ValidationReport") not in types


def test_two_reports_do_not_mingle(found: Validation) -> None:
    """Reports on two centres are two reports in RDF too."""
    report = found.reports[0]
    other = replace(report, centre=replace(report.centre, id="other", iri="https://example.org/other"))
    stated = triples(formats.render(Validation((report, other)), "turtle"), rdf_format("turtle"))
    reports = {subject for subject, _, value in stated if value == iri(SH + "ValidationReport")}
    assert len(reports) == 2


@pytest.mark.parametrize("format", formats.MEDIA_TYPES)
def test_nothing_found_is_still_a_document(format: str) -> None:
    """Every format can say that there are no reports."""
    assert formats.render(Validation(()), format) is not None


def test_an_unknown_format_names_those_there_are(found: Validation) -> None:
    """An unknown format is told apart from the others."""
    with pytest.raises(UnknownChoice) as error:
        formats.render(found, "html")
    assert error.value.valid == tuple(formats.MEDIA_TYPES)
