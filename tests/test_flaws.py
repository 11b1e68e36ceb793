"""What is told of a description that is wrong itself: file, line, word, and what can be written instead."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

import samsyn
from samsyn.cli import app
from samsyn.library import Document, Library
from samsyn.model import Flaw
from samsyn.selection import Wish
from samsyn.store.formats import rdf_format
from samsyn.store.places import lines

CASES = sorted((Path(__file__).parent / "cases" / "flaws").glob("*.ttl"))
ASKED = {"agreement": "se-nat-ffff", "kind": "familjecentral", "date": "2024-06-01"}
WISH = Wish(ASKED["date"], ASKED["agreement"], ASKED["kind"])
UNKNOWN = next(file for file in CASES if file.stem == "service-unknown")


def flaws(lib: Library, file: Path) -> list[Flaw]:
    """The flaws of a description, each told once."""
    (report,) = lib.validate(Document(file.read_bytes(), "turtle", file.name), WISH).reports
    return [flaw for flaw in report.flaws if not flaw.aside]


def expected(file: Path) -> list[list[str]]:
    """Term, text of the line and choice of what a case finds."""
    return [line.split(" | ") for line in re.findall(r"^# finds: (.*)$", file.read_text(), re.MULTILINE)]


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_case(file: Path, lib: Library) -> None:
    """Just the flaws that the case names are told, each with file, the line that holds the text, term and choice."""
    found, rows = flaws(lib, file), file.read_text().split("\n")
    assert len(found) == len(expected(file)), found
    for flaw, (term, text, *choice) in zip(found, expected(file), strict=True):
        assert (flaw.file, flaw.term) == (file.name, term)
        assert flaw.line
        assert text in "\n".join(rows[flaw.line - 2 : flaw.line])
        assert set(choice) <= {each.code for each in flaw.choices}


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_flaw_speaks_both_languages(file: Path, lib: Library) -> None:
    """Each message is a sentence in Swedish and another in English; each choice that is called otherwise, too."""
    for flaw in flaws(lib, file):
        assert flaw.message.sv.endswith(".")
        assert flaw.message.en.endswith(".")
        assert flaw.message.sv != flaw.message.en
        for choice in flaw.choices:
            assert bool(choice.label.sv) is bool(choice.label.en), choice.code


def test_what_is_wrong_does_not_conform(lib: Library) -> None:
    """A word that nobody knows is a fault as much as a broken shape; a text in one language is a warning."""
    for file in CASES:
        (report,) = lib.validate(Document(file.read_bytes(), "turtle"), WISH).reports
        assert report.description_conforms is (file.stem in ("nothing-wrong", "hours-in-one-language")), file.stem


@pytest.mark.parametrize(("lang", "message"), [("sv", "Välj verksamheten ur kodlistan"), ("en", "Choose the service")])
def test_the_command_line_tells_them(lang: str, message: str) -> None:
    """With file and line, the wrong value, the word, the near choice, and what lists all of them."""
    options = [part for name, value in ASKED.items() for part in (f"--{name}", value)]
    told = CliRunner().invoke(app, ["validate", str(UNKNOWN), *options, "--lang", lang]).stdout
    number = UNKNOWN.read_text()[: UNKNOWN.read_text().rindex("service:child-helth")].count("\n") + 1
    flat = " ".join(told.split())
    assert f"{UNKNOWN.name}:{number}: {message}" in flat
    for part in ("service:child-helth", "sam:service", "service:child-health", "samsyn words service"):
        assert part in flat


def test_http_tells_them(client: TestClient) -> None:
    """POST /validate answers 200; a result of the description has line, term and choices, in JSON and on the page."""
    data, turtle = UNKNOWN.read_bytes(), {"content-type": "text/turtle"}
    (report,) = client.post("/validate", params=ASKED, content=data, headers=turtle).json()["reports"]
    assert report["description"]["conforms"] is False
    (result,) = report["description"]["results"]
    assert (result["term"], result["found"]) == ("sam:service", "service:child-helth")
    assert result["line"]
    assert result["choices"][0]["code"] == "service:child-health"
    assert result["choices"][0]["label"]["sv"] == "barnhälsovård"
    assert {"focus", "path", "value", "shape", "messages"} <= result.keys()
    page = client.post("/validate", params=ASKED, content=data, headers=turtle | {"accept": "text/html"}).text
    assert f"Rad {result['line']}: Välj verksamheten" in page
    assert "<code>service:child-health</code>" in page


def test_python_tells_lines_of_texts_alone() -> None:
    """A path and bytes have lines, and JSON-LD has none; a check of words has the keys of a result."""
    file = next(file for file in CASES if file.stem == "property-unknown")
    data = file.read_bytes()
    told = samsyn.validate(file, "se-nat-ffff", date="2024-06-01")
    (flaw,) = told.reports[0].flaws
    assert (flaw.file, flaw.line) == (file.name, lines(data, rdf_format("turtle"))[flaw.at])
    assert (
        samsyn.validate(data, "se-nat-ffff", date="2024-06-01", format="turtle").reports[0].flaws[0].line == flaw.line
    )
    other = ox.serialize(ox.parse(data, format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.JSON_LD) or b""
    (unplaced,) = samsyn.validate(other, "se-nat-ffff", date="2024-06-01", format="json-ld").reports[0].flaws
    assert (unplaced.line, unplaced.message) == (None, flaw.message)
    (said,) = told.to_dict()["reports"][0]["description"]["results"]
    assert {"focus", "path", "value", "component", "shape", "severity", "messages", "term", "line"} <= said.keys()
