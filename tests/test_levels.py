"""Examples, repairs and containment as they are asked for: Python, command line, HTTP."""

import json
from pathlib import Path

import pytest
import rdflib
from starlette.testclient import TestClient
from typer.testing import CliRunner

import samsyn
from samsyn.cli import app
from samsyn.errors import BadDate, BadInput, UnknownChoice
from samsyn.reach.frame import CENTRE, DESCRIPTION
from samsyn.store import parse
from samsyn.store.formats import rdf_format

ROOT = Path(__file__).parents[1]
SOLLEBRUNN = ROOT / "data" / "centres" / "alingsas-sollebrunn.ttl"
VG, FFFF, LIKE = "se-o-vg-common-2024", "se-nat-ffff", "familjecentralsliknande"
TWO = b"""
@prefix sam: <https://w3id.org/samsyn/ns#> .
<urn:a> a sam:FamilyCentre . <urn:b> a sam:FamilyCentre .
"""


def run(*args: str, data: bytes | None = None, code: int = 0) -> str:
    """What a command prints on standard output."""
    result = CliRunner().invoke(app, list(args), input=data)
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.stderr


def test_python_gives_an_example_as_a_graph() -> None:
    """The example is an rdflib graph that validates as what it is."""
    graph = samsyn.example(VG, LIKE, date="2024-06-01")
    assert isinstance(graph, rdflib.Graph)
    result = samsyn.validate(graph, agreement=VG, date="2024-06-01")
    assert (result.outcome, result.reports[0].kind) == ("passed", LIKE)
    with pytest.raises(BadDate):
        samsyn.example(VG, date="yesterday")


def test_python_gives_repairs() -> None:
    """Of a bundled centre by its id, of a file, of bytes; of one centre at a time."""
    by_id, by_file = samsyn.repair("alingsas-sollebrunn", VG), samsyn.repair(SOLLEBRUNN, VG)
    assert by_id.kind == LIKE
    assert [len(each.changes) for each in by_id.repairs] == [len(each.changes) for each in by_file.repairs]
    with pytest.raises(BadInput, match="2 centres"):
        samsyn.repair(TWO, VG, format="turtle")
    with pytest.raises(UnknownChoice, match=FFFF):
        samsyn.repair(SOLLEBRUNN, "se-nat-fff")


def test_python_gives_containment() -> None:
    """Both ways at once, as JSON too."""
    found = samsyn.containment(FFFF, "se-nat-sos-2008", LIKE)
    assert found.left_reaches_right.outcome == "contained"
    assert found.right_reaches_left.outcome == "notContained"
    assert json.loads(json.dumps(found.to_dict()))["left_reaches_right"]["holds"] == "asRead"


def test_the_command_writes_an_example(tmp_path: Path) -> None:
    """Turtle or JSON-LD alone on standard output; what it is on standard error; it validates."""
    text = run("example", VG, "--kind", LIKE, "--date", "2024-06-01")
    assert text.startswith("@prefix")
    assert DESCRIPTION in {subject for subject, _, _ in parse.triples(text.encode(), rdf_format("turtle"))}
    linked = run("example", VG, "--kind", LIKE, "--date", "2024-06-01", "--format", "json-ld")
    assert len(parse.triples(linked.encode(), rdf_format("json-ld"))) == len(
        parse.triples(text.encode(), rdf_format("turtle"))
    )
    file = tmp_path / "example.ttl"
    run("example", FFFF, "-o", str(file))
    run("validate", str(file), "--agreement", FFFF)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("example", "se-nat-fff"), "se-nat-ffff"),
        (("example", "se-h-kalmar", "--kind", LIKE), "har inte formen"),
        (("example", "se-w-orsa"), "ingen nivå att nå"),
        (("example", VG, "--date", "2024-13-01"), "inget datum"),
        (("repair", "nowhere", VG), "finns inte"),
        (("repair", "no-such-file.ttl", VG), "Filen finns inte"),
        (("repair", "alingsas-sollebrunn", "se-nat-fff"), "se-nat-ffff"),
        (("repair", "-", VG), "2 verksamheter"),
    ],
)
def test_what_does_not_exist_is_said(args: tuple[str, ...], said: str) -> None:
    """Bad input ends with 2 and one clear line."""
    if args[1] == "-":
        assert said in run(*args, data=TWO, code=2)
    else:
        assert said in run(*args, code=2)


def test_the_command_tells_repairs() -> None:
    """Each change with who answers for it; what to write when asked; JSON as Python has it."""
    text = run("repair", "alingsas-sollebrunn", VG, "--kind", "familjecentral")
    assert "Ordna det som saknas (mödrahälsovård)" in text
    assert "Ansvar: regionen" in text
    assert "sam:presence" not in text
    verbose = run("repair", str(SOLLEBRUNN), VG, "--kind", "familjecentral", "--lang", "en", "--verbose")
    assert "sam:presence" in verbose
    assert "Responsible: the region" in verbose
    told = json.loads(run("repair", "-", VG, "--format", "json", data=SOLLEBRUNN.read_bytes()))
    assert told == samsyn.repair(SOLLEBRUNN, VG).to_dict()


def test_example_over_http(client: TestClient) -> None:
    """The same example in each format; errors are problems."""
    path = f"/agreements/{VG}/example"
    told = client.get(path, params={"kind": LIKE, "date": "2024-06-01"}).json()
    assert (told["agreement"], told["kind"], told["made_up"]) == (VG, LIKE, True)
    turtle = client.get(f"{path}.ttl", params={"kind": LIKE, "date": "2024-06-01"})
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert turtle.text == told["turtle"] == run("example", VG, "--kind", LIKE, "--date", "2024-06-01")
    linked = client.get(f"{path}.jsonld", params={"kind": LIKE, "date": "2024-06-01"})
    assert CENTRE in {subject for subject, _, _ in parse.triples(linked.content, rdf_format("json-ld"))}
    assert client.get("/agreements/nothing/example").status_code == 404
    assert client.get("/agreements/se-h-kalmar/example", params={"kind": LIKE}).status_code == 422
    problem = client.get("/agreements/se-w-orsa/example")
    assert (problem.status_code, problem.json()["type"].rpartition("/")[2]) == (422, "no-example")
    assert client.get(path, params={"date": "x"}).status_code == 422


def test_example_as_a_page(client: TestClient) -> None:
    """In words, in both languages, with the Turtle to take along."""
    page = client.get(f"/agreements/{VG}/example.html").text
    assert "Det minsta som når avtalets lägsta nivå" in page
    assert "Barnhälsovård" in page or "barnhälsovård" in page
    assert "sam:madeUp true" in page
    assert "Etikett" not in page
    assert "The least that reaches" in client.get(f"/agreements/{VG}/example.html?lang=en").text


def test_repair_over_http(client: TestClient) -> None:
    """As JSON, CSV and a page; an unknown agreement is a wrong parameter, an unknown centre is not there."""
    asked = {"agreement": VG, "kind": "familjecentral"}
    told = client.get("/centres/alingsas-sollebrunn/repair", params=asked).json()
    assert told == samsyn.repair("alingsas-sollebrunn", VG, "familjecentral").to_dict()
    table = client.get("/centres/alingsas-sollebrunn/repair.csv", params=asked).text
    assert table.startswith("way,change,responsible,add,remove")
    page = client.get("/centres/alingsas-sollebrunn/repair.html", params=asked).text
    assert "Vad krävs för att nå avtalets lägsta nivå?" in page
    assert "Ordna det som saknas (mödrahälsovård)" in page
    assert client.get("/centres/alingsas-sollebrunn/repair", params={"agreement": "x"}).status_code == 422
    assert client.get("/centres/nowhere/repair", params=asked).status_code == 404
    assert client.get("/centres/alingsas-sollebrunn/repair").status_code in (400, 422)
