"""The stored questions on the pages, over HTTP and on the command line."""

import csv
import html
import io
import json
import re

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from samsyn import answering
from samsyn.answering import Cell
from samsyn.cli import app
from samsyn.library import Library
from samsyn.model import Text
from samsyn.web.answer import place, shown
from samsyn.web.voice import Voice
from write_questions import DAY

HTML = {"accept": "text/html"}
ONE = "/questions/vg-each-principal-decides"


def text(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_lists_every_question(client: TestClient, lib: Library, lang: str) -> None:
    """Each question stands once, under its user, and leads to its answer; the menu leads to the page."""
    page = client.get("/questions", params={"lang": lang}, headers=HTML).text
    for each in lib.questions:
        assert page.count(f'href="/questions/{each.id}') == 1
        assert each.text.of(lang) in text(page)
    first = client.get("/", params={"lang": lang}, headers=HTML).text
    assert 'href="/questions' in first


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_question_has_a_page_with_its_answer(client: TestClient, lib: Library, lang: str) -> None:
    """Each page tells question, how to read it, answer in plain words and query; no address stands for a thing."""
    for each in lib.questions:
        answer = client.get(f"/questions/{each.id}", params={"lang": lang}, headers=HTML)
        assert answer.status_code == 200, each.id
        assert each.text.of(lang) in text(answer.text)
        assert each.reading.of(lang) in text(answer.text)
        assert html.escape(each.query.splitlines()[-1]) in answer.text
        table = re.search(r"<table.*</table>", answer.text, re.DOTALL)
        assert (table is None) == each.asks, each.id
        assert "w3id.org" not in text(table[0] if table else ""), each.id


def test_a_page_links_the_things_that_have_one(client: TestClient) -> None:
    """Centres, requirements and documents lead to their pages here, sources to theirs; outcomes are words."""
    page = client.get("/questions/gaps-of-a-centre", headers=HTML).text
    assert 'href="/requirements/vg-child-health-always-included"' in page
    assert 'href="https://www.vardsamverkan.se/' in page
    assert "går inte att avgöra" in page
    assert 'href="/centres/alingsas-sollebrunn"' in client.get("/questions/claims-beside-outcomes", headers=HTML).text
    judged = client.get(ONE, headers=HTML).text
    assert 'href="/requirements/vg-each-principal-decides"' in judged


def test_a_long_answer_is_shown_in_part(client: TestClient) -> None:
    """The page shows the first rows of a long answer and says where the rest is; CSV and JSON are whole."""
    page = client.get("/questions/centres-by-requirement", headers=HTML).text
    assert page.count("<tr>") == 201
    whole = client.get("/questions/centres-by-requirement.json").json()["items"]
    assert f"{len(whole)} rader. De första 200 visas" in text(page)
    assert len(list(csv.DictReader(io.StringIO(client.get("/questions/centres-by-requirement.csv").text)))) == len(
        whole
    )


def test_an_answer_as_json(client: TestClient) -> None:
    """The question, its day, the columns and the rows as plain values; of a yes or no the answer alone."""
    told = client.get("/questions/what-there-is.json").json()
    assert told["items"] == [
        {
            "agreements": 28, "requirements": 341, "sourcedInBothLanguages": 341, "centres": 81,
            "municipalities": 49, "associations": 4,
        }
    ]  # fmt: skip
    assert told["columns"] == list(told["items"][0])
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", told["date"])
    assert client.get("/questions/is-any-description-complete.json").json()["answer"] is False
    (first, *_) = client.get("/questions").json()["items"]
    assert set(first) == {"id", "iri", "question", "reading", "audience", "keyword", "requirements", "query"}


def test_the_query_and_the_statements(client: TestClient, lib: Library) -> None:
    """`.rq` is the query as in its file, and the service answers it; `/id/query/…` says what a question is."""
    found = lib.question("child-of-five")
    answer = client.get("/questions/child-of-five.rq")
    assert answer.headers["content-type"].startswith("application/sparql-query")
    assert answer.text == found.query
    rows = client.get("/sparql", params={"query": answer.text, "format": "json"}).json()["results"]["bindings"]
    assert len(rows) == 28
    stated = client.get("/id/query/child-of-five", headers={"accept": "text/turtle"}).text
    assert "sh:select" in stated
    assert found.text.sv in stated
    sent = client.get("/id/query/child-of-five", headers=HTML, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, "/questions/child-of-five")
    assert found.text.en in client.get("/questions.ttl").text
    assert "sh:declare" in client.get("/questions.ttl").text
    assert found.text.en in client.get("/questions/child-of-five.ttl").text


@pytest.mark.parametrize(
    "name", ["nothing", "child-of-five%22%20%7D", "..%2Fcentres", "<script>", "child-of-five' OR 1"]
)
def test_an_unknown_question_is_a_problem(client: TestClient, name: str) -> None:
    """A name that there is not never reaches a query: it is 404, told as a problem or as a page without its marks."""
    for headers in ({"accept": "application/json"}, HTML):
        answer = client.get(f"/questions/{name}", headers=headers)
        assert answer.status_code == 404
        assert "<script>" not in answer.text or headers != HTML
    assert client.get("/questions/nothing").headers["content-type"] == "application/problem+json"


def test_a_parameter_is_not_put_into_a_query(client: TestClient) -> None:
    """A question takes no parameters of its own."""
    assert client.get("/questions/gaps-of-a-centre?centre=heby").status_code == 422
    assert client.get("/agreements.rq").status_code == 422


def test_cells() -> None:
    """A thing and what it is called are one cell; a locator stands with its source; keys of a list are named."""
    body = json.dumps(
        {
            "head": {"vars": ["centre", "centreName", "responsible", "source", "sourceName", "sourcePage", "locatorSv",
                              "locatorEn", "n", "whole", "outcome", "aSv", "aEn"]},
            "results": {"bindings": [{
                "centre": {"type": "uri", "value": "https://w3id.org/samsyn/id/centre/x"},
                "centreName": {"type": "literal", "value": "X"},
                "responsible": {"type": "literal", "value": "region municipality"},
                "sourcePage": {"type": "uri", "value": "https://www.example.org/a"},
                "locatorEn": {"type": "literal", "value": "item 1"},
                "n": {"type": "literal", "value": "3", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
                "whole": {"type": "literal", "value": "true", "datatype": "http://www.w3.org/2001/XMLSchema#boolean"},
                "aEn": {"type": "literal", "value": "a"},
            }, {}]},
        }
    ).encode()  # fmt: skip
    table = answering.table(body, "sv", lambda iri: Text(iri.rpartition("/")[2].upper(), "-"))
    assert table.columns == ("centre", "responsible", "source", "n", "whole", "outcome", "a")
    assert table.rows[0] == (
        Cell("X", "https://w3id.org/samsyn/id/centre/x"), Cell("MUNICIPALITY, REGION"),
        Cell("example.org, item 1", "", "https://www.example.org/a"), Cell("3", number=True), Cell("true"), Cell(),
        Cell("a"),
    )  # fmt: skip
    assert set(table.rows[1]) == {Cell()}
    names, rows = answering.plain(body)
    assert names[0] == "centre"
    assert (rows[0]["n"], rows[0]["whole"], rows[1]["n"]) == (3, True, None)


def test_where_a_cell_leads(lib: Library) -> None:
    """Only things with a page here lead there, and only addresses of the web lead out; dates are read in words."""
    voice = Voice(lib, "en")
    ours = "https://w3id.org/samsyn/id"
    assert place(Cell("x", f"{ours}/centre/x"), voice) == "/centres/x?lang=en"
    assert place(Cell("x", f"{ours}/source/x"), voice) == ""
    assert place(Cell("x", f"{ours}/requirement/x/reading/A"), voice) == ""
    assert place(Cell("x", "", "javascript:alert(1)"), voice) == ""
    assert place(Cell("x", "https://example.org/centre/x", "https://example.org/"), voice) == "https://example.org/"
    assert shown(Cell("2023-11-22"), voice) == "22 November 2023"
    assert shown(Cell("2023-11"), voice) == "2023-11"
    assert [shown(Cell(word), voice) for word in ("true", "false")] == ["Yes", "No"]


def test_on_the_command_line(lib: Library) -> None:
    """`samsyn questions` lists all and answers one, in the language and the format that are asked for."""
    run = CliRunner().invoke
    listed = run(app, ["questions", "--format", "json"])
    assert len(json.loads(listed.stdout)["items"]) == len(lib.questions)
    assert "child-of-five" in run(app, ["questions"]).stdout
    told = run(app, ["questions", "services-described", "--date", DAY, "--lang", "en"]).stdout
    assert "maternity health" in told
    assert "4 rows" in told
    answer = run(app, ["questions", "is-any-description-complete", "--format", "csv"])
    assert answer.stdout.split() == ["answer", "false"]
    found = json.loads(run(app, ["questions", "what-there-is", "--format", "json"]).stdout)
    assert found["items"][0]["centres"] == 81
    rows = list(csv.DictReader(io.StringIO(run(app, ["questions", "who-has-adopted", "-f", "csv"]).stdout)))
    assert len(rows) == 49
    assert run(app, ["questions", "nothing"]).exit_code == 2
    assert run(app, ["questions", "what-there-is", "--date", "soon"]).exit_code == 2


def test_a_file_of_a_query_runs_as_it_is() -> None:
    """`samsyn query @FILE` answers a stored question."""
    answer = CliRunner().invoke(app, ["query", "@data/queries/what-there-is.rq", "--format", "csv"])
    assert answer.stdout.splitlines()[1] == "28,341,341,81,49,4"


def test_the_editor_begins_with_a_stored_question(client: TestClient, lib: Library) -> None:
    """Each can be chosen by a link; its query stands in the editor, beside what it asks in plain words."""
    page = client.get("/query", headers=HTML).text
    links = re.findall(r'href="/query\?question=([\w-]+)"', page)
    found = lib.question("child-of-five")
    assert sorted(links) == sorted(each.id for each in lib.questions)
    chosen = client.get("/query?question=child-of-five", headers=HTML).text
    assert found.query.strip() in html.unescape(chosen)
    assert found.text.sv in html.unescape(chosen)
    english = client.get("/query?question=child-of-five&lang=en", headers=HTML).text
    assert found.text.en in html.unescape(english)
    assert client.get("/query?question=nothing").status_code == 422


def test_the_editor_answers(client: TestClient) -> None:
    """A table, a yes, a graph; what is wrong is told beside the query, which stays."""

    def answer(query: str) -> tuple[int, str]:
        found = client.get("/query", params={"query": query, "answer": "1"}, headers=HTML)
        return found.status_code, html.unescape(found.text)

    assert '<td class="number"' in answer("SELECT ?a ?n { VALUES (?a ?n) { ('x' 7) } }")[1]
    assert "<strong>Ja</strong>" in answer("ASK {}")[1]
    assert "a sam:B" in answer("CONSTRUCT { sam:a a sam:B } {}")[1].replace("rdf:type", "a")
    status, page = answer("SELECT * {\n  ?s ?p }")
    assert status == 400
    assert "rad 2" in page
    assert "SELECT * {\n  ?s ?p }" in page
