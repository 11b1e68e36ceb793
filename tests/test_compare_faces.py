"""Comparisons on the command line, over HTTP and in Python: one answer in every form."""

import csv
import json
from pathlib import Path

import pytest
import rdflib
from starlette.testclient import TestClient
from typer.testing import CliRunner

import samsyn
from samsyn.cli import app
from samsyn.library import Library

PAIR = ("se-o-vg-common-2024", "se-nat-ffff")
ADDRESS = f"/compare?left={PAIR[0]}&right={PAIR[1]}"
SAM = rdflib.Namespace("https://w3id.org/samsyn/ns#")
ID = "https://w3id.org/samsyn/id/"


def run(*arguments: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(app, ["compare", *arguments])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_every_face_tells_the_same(ready: TestClient) -> None:
    """The JSON of the command line, of HTTP and of Python is one."""
    told = samsyn.compare(*PAIR).to_dict()
    assert json.loads(run(*PAIR, "--format", "json")) == told
    assert ready.get(ADDRESS, headers={"accept": "application/json"}).json() == told
    assert ready.get(f"{ADDRESS}&format=json").json() == told


def test_linked_data(ready: TestClient) -> None:
    """Each topic is a resource with its relation and the requirements of both sides, as in the JSON."""
    graph = samsyn.compare(*PAIR).graph
    (node,) = graph.subjects(rdflib.RDF.type, SAM.AgreementComparison)
    assert graph.value(node, SAM.leftAgreement) == rdflib.URIRef(f"{ID}agreement/{PAIR[0]}")
    told = {each["topic"]: each for each in samsyn.compare(*PAIR).to_dict()["topics"]}
    for relation in graph.objects(node, SAM.topicRelation):
        topic = str(graph.value(relation, SAM.onTopic)).removeprefix(f"{ID}topic/")
        each = told.pop(topic)
        assert str(graph.value(relation, SAM.relation)) == f"{ID}relation/{each['relation']}"
        found = {str(one).rpartition("/")[2] for one in graph.objects(relation, SAM.leftRequirement)}
        assert found == set(each["left"])
    assert told == {}
    for text in (run(*PAIR, "--format", "turtle"), ready.get(f"{ADDRESS}&format=turtle").text):
        assert set(rdflib.Graph().parse(data=text, format="turtle")) == set(graph)


def test_readings_are_linked_data() -> None:
    """The relation under each reading names its profile."""
    graph = samsyn.compare(*PAIR, kind="familjecentralsliknande").graph
    profiles = {str(each).rpartition("/")[2] for each in graph.objects(None, SAM.leftProfile)}
    assert profiles == {"A", "B", "national", "alingsas"}


def test_no_term_is_undefined(lib: Library) -> None:
    """Every term of ours, and every concept, that a comparison uses is defined by the ontology or a code list."""
    graph = samsyn.compare(*PAIR, kind="familjecentralsliknande", date="2025-01-01").graph
    known = lib.knowledge.labels.out
    used = {str(term) for triple in graph for term in triple if isinstance(term, rdflib.URIRef)}
    ours = {term for term in used if term.startswith((str(SAM), f"{ID}relation/", f"{ID}topic/", f"{ID}kind/"))}
    assert ours
    assert {term for term in ours if f"<{term}>" not in known} == set()


def test_rows(client: TestClient) -> None:
    """CSV has a row for each topic, with statements and sources in the language asked for."""
    for text in (run(*PAIR, "--format", "csv", "--lang", "en"), client.get(f"{ADDRESS}&format=csv&lang=en").text):
        rows = {row["topic"]: row for row in csv.DictReader(text.splitlines())}
        assert rows["target-group"]["relation"] == "looser"
        assert "parents" in rows["target-group"]["left_statement"]
        assert rows["target-group"]["left_sources"]
        assert rows["target-group"]["note"].startswith("The right is stricter")
    assert samsyn.compare(*PAIR).rows()[0].keys() == next(iter(rows.values())).keys()


def test_text() -> None:
    """People read the relation, why, the statements with their sources, and what is not compared."""
    told = " ".join(run("se-ab-stockholm-fc", "se-h-kalmar").split())
    assert "Höger är strängare: 5 år mot 6 år." in told
    assert "läst i sin helhet och säger inget" in told
    assert "Jämförs inte (nationell samstämmighet)" in " ".join(run(*PAIR).split())
    assert "visas med --verbose" not in run(*PAIR, "--verbose")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_page_is_a_file_of_its_own(tmp_path: Path, lang: str) -> None:
    """The page has its style in it, and no address that only the service knows."""
    file = tmp_path / "page.html"
    run(*PAIR, "--format", "html", "--lang", lang, "-o", str(file))
    text = file.read_text(encoding="utf-8")
    assert "<style>" in text
    assert 'rel="stylesheet"' not in text
    assert 'href="/' not in text
    assert 'src="/' not in text


def test_all_at_once(client: TestClient) -> None:
    """Without two agreements all are compared: distances, an order, and topic by topic."""
    told = client.get("/compare", headers={"accept": "application/json"}).json()
    assert json.loads(run("--format", "json")) == told
    assert len(told["documents"]) == 28
    assert {"topic", "theme", "documents"} == told["topics"][0].keys()
    rows = list(csv.DictReader(run("--format", "csv").splitlines()))
    assert len(rows) == len(told["distances"])
    assert "Avstånd" in run()


def test_the_page_of_all(client: TestClient) -> None:
    """The map says what it shows, in words too, and stands beside a table."""
    text = client.get("/compare", headers={"accept": "text/html"}).text
    assert 'role="img" aria-labelledby="map-title map-about"' in text
    assert text.count("<title") > 28 * 27
    assert "avstånd 0," in text
    assert f'<option value="{PAIR[0]}" selected>' in text


def test_the_page_of_two(client: TestClient) -> None:
    """The page keeps what was chosen, links to each requirement, and to the other way round."""
    text = client.get(f"{ADDRESS}&lang=en", headers={"accept": "text/html"}).text
    assert "/requirements/vg-fc-four-base-services?lang=en" in text
    assert f"left={PAIR[1]}&amp;right={PAIR[0]}" in text
    assert "a definition" in text or "Definition" in text


@pytest.mark.parametrize(
    ("query", "valid"),
    [
        ("left=se-o-vg&right=se-nat-ffff", PAIR[0]),
        (f"left={PAIR[0]}", PAIR[1]),
        (f"left={PAIR[0]}&right={PAIR[1]}&kind=foreign-form", "familjecentral"),
        (f"left={PAIR[0]}&right={PAIR[1]}&date=2030-01-01", ""),
        (f"left={PAIR[0]}&right={PAIR[1]}&date=tomorrow", ""),
    ],
)
def test_what_cannot_be_compared_is_refused(client: TestClient, query: str, valid: str) -> None:
    """An unknown id, kind or date is 422 with those that are valid or near."""
    answer = client.get(f"/compare?{query}", headers={"accept": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert valid in json.dumps(answer.json())


@pytest.mark.parametrize(
    "arguments",
    [("se-o-vg", PAIR[1]), (PAIR[0],), (*PAIR, "--kind", "x"), (*PAIR, "--date", "2030-01-01"), ("-f", "turtle")],
)
def test_the_command_line_refuses_it_with_2(arguments: tuple[str, ...]) -> None:
    """The same on the command line is one line and exit code 2."""
    result = CliRunner().invoke(app, ["compare", *arguments])
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""
