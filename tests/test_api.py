"""The Python interface: what it takes, what it gives, how it refuses."""

import json
import pickle
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, SH, Namespace

import samsyn
from samsyn import api, levels
from samsyn.errors import (
    BadDate,
    BadShapes,
    EmptyInput,
    FileTrouble,
    NoAgreement,
    NoCentre,
    NotRdf,
    UnknownChoice,
    UnknownFormat,
)

ROOT = Path(__file__).parents[1]
CENTRE = ROOT / "data" / "centres" / "alingsas-sollebrunn.ttl"
SHAPES = ROOT / "shapes" / "description.ttl"
EARL = Namespace("http://www.w3.org/ns/earl#")
SHAPE = b"""
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:Shape a sh:PropertyShape ; sh:targetSubjectsOf ex:part ; sh:path ex:name ; sh:minCount 1 ; sh:message "Namn?"@sv .
"""
DATA = b"@prefix ex: <https://example.org/> . [] ex:part ex:b ."


def test_public_face() -> None:
    """What the package offers is what it lists, each with a docstring, and nothing else is met by name."""
    assert samsyn.__all__ == sorted(samsyn.__all__)
    for name in samsyn.__all__:
        home = levels if name in ("compare", "compare_all", "containment", "example", "repair") else api
        assert getattr(samsyn, name) is getattr(home, name)
        assert getattr(samsyn, name).__doc__
        assert name in dir(samsyn)
    namespace: dict[str, object] = {}
    exec("from samsyn import *", namespace)
    assert sorted(set(namespace) - {"__builtins__"}) == samsyn.__all__
    with pytest.raises(AttributeError, match="no attribute 'validat'"):
        _ = samsyn.validat


def test_import_is_light() -> None:
    """Importing the package loads neither rdflib nor a parser: what is heavy comes with the first use."""
    heavy = "import sys, samsyn; print([name for name in ('rdflib', 'pyoxigraph', 'pyshacl') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_validate_takes_a_path_bytes_and_a_graph() -> None:
    """A path, its name, its bytes and its rdflib graph give the same report."""
    graph = rdflib.Graph().parse(CENTRE, format="turtle")
    given: list[rdflib.Graph | Path | str] = [CENTRE, str(CENTRE), graph]
    found = [samsyn.validate(data, kind="familjecentral", date="2024-06-01") for data in given]
    found.append(samsyn.validate(CENTRE.read_bytes(), kind="familjecentral", date="2024-06-01", format="turtle"))
    assert {each.outcome for each in found} == {"failed"}
    outcomes = [[(finding.requirement, finding.outcome) for finding in each.reports[0].findings] for each in found]
    assert outcomes == [outcomes[0]] * 4


def test_validate_follows_its_wishes() -> None:
    """Agreement, kind, date and mode are in the report; without a kind and a claim there is a report for each kind."""
    result = samsyn.validate(CENTRE, "se-o-vg-common-2024", "familjecentralsliknande", "2023-11-07", "standard")
    (report,) = result.reports
    assert (report.agreement, report.kind) == ("se-o-vg-common-2024", "familjecentralsliknande")
    assert (report.date, report.mode) == ("2023-11-07", "standard")
    assert result.outcome == report.outcome == "failed"


def test_date_is_today() -> None:
    """Without a date the day is today."""
    before = datetime.now().astimezone().date().isoformat()
    (report, *_) = samsyn.validate(CENTRE, kind="familjecentral").reports
    assert report.date in (before, datetime.now().astimezone().date().isoformat())


def test_result_as_a_graph() -> None:
    """The graph of a result holds a W3C report and an assertion with its outcome for each finding of each report."""
    result = samsyn.validate(CENTRE, date="2024-06-01")
    graph = result.graph
    assert isinstance(graph, rdflib.Graph)
    assert result.graph is graph
    assert len(list(graph.subjects(RDF.type, SH.ValidationReport))) == len(result.reports)
    assertions = list(graph.subjects(RDF.type, EARL.Assertion))
    assert len(assertions) >= sum(len(report.findings) for report in result.reports)
    outcomes = {graph.value(graph.value(each, EARL.result), EARL.outcome) for each in assertions}
    assert outcomes <= {EARL[name] for name in ("passed", "failed", "cantTell", "inapplicable")}
    assert EARL.failed in outcomes
    assert {graph.value(each, EARL.mode) for each in assertions} == {EARL.automatic}


REPORT = {
    "outcome", "conforms", "mode", "plan", "centre", "agreement", "coverage", "in_force", "kind", "claimed_kind",
    "date", "description_date", "counts", "profiles", "claims", "findings", "description", "basis",
}  # fmt: skip
FINDING = {
    "requirement", "outcome", "counts", "modality", "layer", "severity", "confidence", "statement", "message",
    "responsible", "remedy", "sources", "clause", "readings", "ground",
}  # fmt: skip
GROUND = {"focus", "path", "values", "silence", "denied", "shape", "detail"}


def test_result_as_json() -> None:
    """The JSON of a result has the keys that are promised, and survives JSON."""
    found = samsyn.validate(CENTRE, kind="familjecentralsliknande", date="2024-06-01").to_dict()
    assert json.loads(json.dumps(found)) == found
    assert found.keys() == {"outcome", "reports"}
    (report,) = found["reports"]
    assert report.keys() >= REPORT
    assert report["centre"].keys() == {"id", "iri", "label"}
    assert report["centre"]["label"].keys() == {"sv", "en"}
    assert report["counts"].keys() == {"passed", "failed", "cantTell", "inapplicable"}
    assert sum(report["counts"].values()) == len(report["findings"])
    assert report["description"].keys() == {"conforms", "results"}
    assert report["basis"].keys() == {"rules", "version"}
    assert report["profiles"]
    assert all(each.keys() == {"name", "outcome"} for each in report["profiles"])
    assert all(each.keys() == {"sv", "en", "source"} for each in report["claims"])
    assert report["claims"]


def test_findings_as_json() -> None:
    """Each finding has the keys that are promised, and so have its remedies, sources, readings and grounds."""
    (report,) = samsyn.validate(CENTRE, kind="familjecentralsliknande", date="2024-06-01").to_dict()["reports"]
    findings = report["findings"]
    assert all(finding.keys() >= FINDING for finding in findings)
    remedies = [each for finding in findings for each in finding["remedy"]]
    assert remedies
    assert all(each.keys() >= {"sv", "en", "responsible", "add", "remove"} for each in remedies)
    assert all(each.keys() >= {"citation", "locator", "url"} for finding in findings for each in finding["sources"])
    readings = [each for finding in findings for each in finding["readings"]]
    assert readings
    assert all(each.keys() >= {"reading", "outcome", "why"} for each in readings)
    assert all(finding["ground"].keys() >= GROUND for finding in findings if finding["ground"])


@pytest.mark.parametrize(
    ("wish", "named"),
    [
        ({"agreement": "se-o-vg-common-2042"}, "se-o-vg-common-2024"),
        ({"kind": "familjecentralen"}, "familjecentral"),
        ({"mode": "ajar"}, "open"),
    ],
)
def test_unknown_choices(wish: dict[str, str], named: str) -> None:
    """A name that does not exist is refused with the ones that do."""
    with pytest.raises(UnknownChoice) as caught:
        samsyn.validate(CENTRE, **wish)  # type: ignore[arg-type]
    assert named in caught.value.valid


@pytest.mark.parametrize("date", ["yesterday", "2024-02-30", "20240601", "2024-06-01T00:00:00"])
def test_bad_dates(date: str) -> None:
    """What is no day of the calendar is refused."""
    with pytest.raises(UnknownChoice, match="is no date"):
        samsyn.validate(CENTRE, date=date)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    """Missing files, folders, unknown formats and broken documents are refused in words, with their name."""
    with pytest.raises(FileTrouble, match=r"nowhere\.ttl: The file cannot be read"):
        samsyn.validate(tmp_path / "nowhere.ttl")
    (tmp_path / "folder.ttl").mkdir()
    with pytest.raises(FileTrouble):
        samsyn.validate(tmp_path / "folder.ttl")
    with pytest.raises(UnknownFormat, match="docx"):
        samsyn.validate(tmp_path / "centre.docx")
    with pytest.raises(UnknownFormat, match="Bytes do not tell"):
        samsyn.validate(DATA)
    with pytest.raises(UnknownFormat, match="as bytes"):
        samsyn.validate(DATA.decode() + "\n")
    (tmp_path / "broken.ttl").write_text("<urn:a> <urn:b>\n oj .", encoding="utf-8")
    with pytest.raises(NotRdf, match=r"broken\.ttl:2:2"):
        samsyn.validate(tmp_path / "broken.ttl")
    with pytest.raises(EmptyInput):
        samsyn.validate(b"", format="turtle")
    with pytest.raises(TypeError, match="not int"):
        samsyn.validate(7)  # type: ignore[arg-type]


def test_a_date_may_be_a_date() -> None:
    """A datetime.date does as well as its text."""
    (report,) = samsyn.validate(CENTRE, kind="familjecentral", date=date(2024, 6, 1)).reports
    assert report.date == "2024-06-01"


def test_what_is_no_text_is_refused_in_words() -> None:
    """A kind, date or address of the wrong sort is bad input, never a TypeError from within."""
    with pytest.raises(UnknownChoice, match="no kind '3'"):
        samsyn.validate(CENTRE, kind=3)  # type: ignore[arg-type]
    with pytest.raises(BadDate):
        samsyn.validate(CENTRE, date=20240601)  # type: ignore[arg-type]
    with pytest.raises(UnknownFormat, match="never fetched"):
        samsyn.validate("http://127.0.0.1:1/centre.ttl")


def test_no_municipality_says_both_ways_out() -> None:
    """Without a municipality no agreement is chosen: state it, or name the agreement."""
    centre = b"<https://example.org/c> a <https://w3id.org/samsyn/ns#FamilyCentre> ."
    with pytest.raises(NoAgreement, match="sam:municipality") as caught:
        samsyn.validate(centre, format="turtle")
    assert "kommun" in caught.value.sv.message


def test_no_centre() -> None:
    """Data that speak of no centre are refused."""
    for data in (DATA, b"# nothing at all"):
        with pytest.raises(NoCentre):
            samsyn.validate(data, format="turtle")
    with pytest.raises(NoCentre):
        samsyn.validate(rdflib.Graph())


def test_shacl_takes_rules_and_shapes() -> None:
    """Data are judged by compiled rules, and alike by a path, bytes or graph of shapes."""
    rules = samsyn.compile(SHAPE, format="turtle")
    graph = rdflib.Graph().parse(data=SHAPE, format="turtle")
    found = [samsyn.shacl(DATA, each, format="turtle") for each in (rules, SHAPE, graph)]
    assert [each.results for each in found] == [found[0].results] * 3
    (result,) = found[0].results
    assert (result.focus, result.path, result.value) == ("_:b0", "<https://example.org/name>", None)
    assert result.messages == ('"Namn?"@sv',)
    assert samsyn.shacl(rdflib.Graph().parse(data=DATA, format="turtle"), rules).conforms is False
    assert samsyn.shacl(CENTRE, SHAPES).conforms in (True, False)
    assert samsyn.shacl(DATA, samsyn.compile(SHAPES), format="turtle").conforms


def test_shacl_result() -> None:
    """A result conforms or not, and is a graph and JSON."""
    result = samsyn.shacl(DATA, SHAPE, format="turtle")
    assert not result.conforms
    graph = result.graph
    assert isinstance(graph, rdflib.Graph)
    assert list(graph.objects(None, SH.conforms)) == [rdflib.Literal(False)]
    assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == 1
    found = result.to_dict()
    assert json.loads(json.dumps(found)) == found
    assert found["results"][0].keys() == {
        "focus", "path", "value", "component", "shape", "severity", "messages", "computed", "ground", "detail",
    }  # fmt: skip


def test_blank_nodes_of_data_and_shapes_stay_apart() -> None:
    """A blank node of the data and one of the shapes are two, even if both files call them alike."""
    shapes = SHAPE.replace(b"ex:Shape", b"_:x")
    (result,) = samsyn.shacl(b"_:x <https://example.org/part> 1 .", shapes, format="turtle").results
    assert result.focus != result.shape


def test_compiled_rules_travel() -> None:
    """Compiled rules are pickled, and judge alike."""
    rules = samsyn.compile(SHAPES)
    again = pickle.loads(pickle.dumps(rules))
    assert samsyn.shacl(CENTRE, again).results == samsyn.shacl(CENTRE, rules).results


def test_bad_shapes() -> None:
    """Shapes that break the rules of SHACL are refused when they are compiled, and when they are used."""
    broken = SHAPE.replace(b"sh:minCount 1", b"sh:minCount 1.5")
    for use in (lambda: samsyn.compile(broken, format="turtle"), lambda: samsyn.shacl(DATA, broken, format="turtle")):
        with pytest.raises(BadShapes, match="minCount"):
            use()
