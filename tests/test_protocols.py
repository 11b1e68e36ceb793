"""SPARQL 1.1 Protocol, Graph Store Protocol, Service Description: a case for each thing that a server must do."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from samsyn.http import create_app
from samsyn.library import Library
from samsyn.store.port import DefaultGraph
from samsyn.tokens import Tokens
from samsyn.workers.service import Place, Service

TESTS = Path(__file__).parent
DOCUMENT = (TESTS.parent / "docs" / "protocols.md").read_text(encoding="utf-8")
CASES: list[dict[str, Any]] = tomllib.loads((TESTS / "cases" / "protocols.toml").read_text())["case"]
_FIELDS = {"do", "params", "form", "headers", "body", "latin-1", "token", "status", "type", "says", "lacks"} | {
    "graph", "empty", "header", "without", "keep",
}  # fmt: skip
_FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store."""
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def coordinator(folder: Path) -> str:
    """A token that may not write any graph."""
    return Tokens(folder).create("coordinator", municipalities=["1489"])[0]


@contextmanager
def _served(lib: Library, folder: Path, default_graph: DefaultGraph) -> Iterator[tuple[TestClient, str]]:
    """A client, which sends no Accept of itself, of a service over an empty store, and a token for everything."""
    token, _ = Tokens(folder).create("admin")
    with closing(Service(lib, place=Place(folder, default_graph, bare=True), today=lambda: "2024-06-01")) as service:
        service.start()
        assert service.wait_in_step(60)
        client = TestClient(create_app(lib, service, folder=folder), follow_redirects=False)
        del client.headers["accept"]
        yield client, token


@pytest.fixture(scope="module")
def store(lib: Library, folder: Path) -> Iterator[tuple[TestClient, str]]:
    """Such a service whose default graph is its own."""
    with _served(lib, folder, "own") as found:
        yield found


def _asked(client: TestClient, token: str, step: dict[str, Any], kept: dict[str, str]) -> Response:
    """The answer to a step."""
    assert step.keys() <= _FIELDS, step.keys() - _FIELDS
    method, _, path = step["do"].format(**kept).partition(" ")
    headers = {name: value.format(**kept) for name, value in step.get("headers", {}).items()}
    if step.get("token", True):
        headers["authorization"] = f"Bearer {token}"
    if "params" in step:
        path += "?" + urlencode([tuple(pair) for pair in step["params"]])
    body = step["latin-1"].encode("latin-1") if "latin-1" in step else step.get("body", "").encode()
    if "form" in step:
        headers["content-type"] = _FORM
        body = urlencode([tuple(pair) for pair in step["form"]]).encode()
    return client.request(method, path, headers=headers, content=body)


def _graph(text: bytes, media_type: str) -> ox.Dataset:
    form = ox.RdfFormat.from_media_type(media_type)
    found = ox.Dataset(ox.parse(text, format=form)) if text.strip() else ox.Dataset()
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found


def _check(answer: Response, step: dict[str, Any], kept: dict[str, str]) -> None:
    assert answer.status_code == step["status"], answer.text
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if "type" in step:
        assert kind == step["type"]
    for text in _texts(step.get("says", [])):
        assert text in answer.content.decode()
    for text in _texts(step.get("lacks", [])):
        assert text not in answer.text
    if step.get("empty"):
        assert answer.content == b""
    if "graph" in step:
        expected = step["graph"].replace("{location}", kept.get("location", ""))
        assert _graph(answer.content, kind) == _graph(expected.encode(), "text/turtle")
    for name, pattern in step.get("header", {}).items():
        assert re.search(pattern, answer.headers[name]), answer.headers[name]
    assert not [name for name in step.get("without", []) if name in answer.headers]


def _texts(given: str | list[str]) -> list[str]:
    return [given] if isinstance(given, str) else given


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_a_server_must_do(store: tuple[TestClient, str], coordinator: str, case: dict[str, Any]) -> None:
    """Each case of the table, step by step."""
    client, token = store
    given = {"authorization": f"Bearer {token}", "content-type": "application/sparql-update"}
    cleared = client.post("/update", content=f"DROP ALL ; {case.get('given', '')}", headers=given)
    assert cleared.status_code == 204, cleared.text
    kept = {"coordinator": coordinator}
    for step in case["step"]:
        answer = _asked(client, token, step, kept)
        _check(answer, step, kept)
        if "keep" in step:
            kept[step["keep"]] = answer.headers[step["keep"]]


def _sections(text: str) -> set[str]:
    """The sections of the specifications that a text names: "Protocol 2.1.2, 2.1.3; Query 4" are two."""
    found = re.findall(r"(Protocol|Graph Store|Service Description|VoID) ([\d., ]+)", text)
    return {f"{name} {number}" for name, numbers in found for number in re.findall(r"[\d.]+", numbers)}


def _rows() -> list[tuple[set[str], str, list[str]]]:
    """The lines of the table in the document: sections, what they ask, and the names of what holds it."""
    found = re.findall(r"^\| ((?:Protocol|Graph|Service|VoID) .+?) \| (.+?) \| (.+) \|$", DOCUMENT, re.MULTILINE)
    return [(_sections(sections), asks, re.findall(r"`([^`]+)`", held)) for sections, asks, held in found]


def test_every_sentence_is_held_by_a_test() -> None:
    """Each line of docs/protocols.md names cases or tests that there are, and none stands twice."""
    written = "".join(file.read_text(encoding="utf-8") for file in TESTS.glob("test_*.py"))
    tests = set(re.findall(r"^def (test_\w+)", written, re.MULTILINE))
    rows = _rows()
    assert len(rows) == DOCUMENT.count("\n| ") - 1
    assert len({(tuple(sorted(sections)), asks) for sections, asks, _ in rows}) == len(rows)
    for sections, asks, held in rows:
        assert sections
        assert held, asks
        assert [name for name in held if name not in {case["id"] for case in CASES} | tests] == []


def test_every_case_holds_a_sentence_of_its_sections() -> None:
    """Lines of docs/protocols.md name it for each of its sections, or for one above it, and for no other."""
    held = [(section, name) for sections, _, names in _rows() for section in sections for name in names]
    for case in CASES:
        named, sections = {section for section, name in held if name == case["id"]}, _sections(case["section"])
        for section in sections:
            assert any(f"{section}.".startswith(f"{each}.") for each in named), (section, case["id"])
        for each in named:
            assert any(f"{section}.".startswith(f"{each}.") for section in sections), (each, case["id"])


def test_a_merged_default_graph_is_told_and_follows_the_others(lib: Library, tmp_path: Path) -> None:
    """Where it holds what all named graphs hold, the description says so, and it cannot be put: a 409."""
    with _served(lib, tmp_path, "union") as (client, token):
        headers = {"authorization": f"Bearer {token}", "content-type": "text/turtle"}
        for number in (1, 2):
            sent = client.put(f"/graphs?graph=http://e/{number}", content=f"<s:> <p:> {number} .", headers=headers)
            assert sent.status_code == 201
        described = client.get("/sparql", headers={"accept": "application/n-triples"}).text
        assert "#feature> <http://www.w3.org/ns/sparql-service-description#UnionDefaultGraph> ." in described
        whole = client.get("/graphs?default")
        assert _graph(whole.content, "text/turtle") == _graph(b"<s:> <p:> 1 , 2 .", "text/turtle")
        refused = client.put("/graphs?default", content="<s:> <p:> 3 .", headers=headers)
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "not-writable")


def test_each_case_says_what_it_is_about() -> None:
    """With the section of its specification, and a name of its own."""
    assert len({case["id"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert re.match(r"(?:Protocol|Graph Store|Service Description|VoID) \d", case["section"])
        assert case["must"].endswith(".")
        assert case["step"]


def test_the_tag_of_a_query_is_that_of_the_store_and_the_query(store: tuple[TestClient, str]) -> None:
    """A write gives another one, and so do another query and format; what changes by itself has none of its own."""
    client, token = store

    def tag(query: str, accept: str = "text/csv") -> str:
        return client.get("/sparql", params={"query": query}, headers={"accept": accept}).headers["etag"]

    first = tag("ASK {}")
    others = {tag("ASK { }"), tag("ASK {}", "application/sparql-results+xml"), tag("ASK {}", "text/csv;q=0.5")}
    assert (tag("ASK {}"), len(others | {first})) == (first, 4)
    assert not tag("SELECT (NOW() AS ?n) {}").startswith("W/")
    headers = {"authorization": f"Bearer {token}", "content-type": "text/turtle"}
    assert client.put("/graphs?graph=http://e/tag", content="[] a [] .", headers=headers).status_code == 201
    assert tag("ASK {}") != first


DEEP = 5_000
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b;</rdf:RDF>'
)


@pytest.mark.parametrize(
    ("do", "kind", "body"),
    [
        ("POST /update", "application/sparql-update", "INSERT DATA " + "{" * DEEP),
        ("POST /update", "application/sparql-update", "DELETE { ?s ?p ?o } WHERE " + "{" * DEEP + "}" * DEEP),
        ("POST /update", "application/sparql-update", "INSERT DATA { <http://e/s> <http://e/p> " + "(" * DEEP + " }"),
        ("POST /update", "application/sparql-update", "INSERT { ?s ?p ?v } WHERE { BIND(" + "ABS(" * DEEP + " }"),
        ("POST /sparql", "application/sparql-query", "ASK " + "{" * DEEP + "}" * DEEP),
        ("POST /sparql", "application/sparql-query", "SELECT (" + "!" * 12_000 + "1 AS ?x) {}"),
        ("POST /sparql", "application/sparql-query", "ASK { BIND('" + "x" * 1000 + "' AS ?v0) " + "".join(
            f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1}) " for n in range(40)) + "}"),
        ("PUT /graphs?graph=http://e/1", "text/turtle", "<http://e/s> <http://e/p> " + "[ <http://e/p> " * DEEP),
        ("PUT /graphs?graph=http://e/1", "application/ld+json", '{"http://e/p":' * DEEP + "1" + "}" * DEEP),
        ("PUT /graphs?graph=http://e/1", "application/ld+json", '{"@context": "http://127.0.0.1:9/", "a": 1}'),
        ("PUT /graphs?graph=http://e/1", "application/rdf+xml", BOMB),
        ("POST /graphs?graph=http://e/1", "multipart/form-data; boundary=x", "--x\r\nno head\r\n"),
        ("POST /graphs?graph=http://e/1", "multipart/form-data", "--x--\r\n"),
    ],
)  # fmt: skip
def test_what_would_kill_a_process_takes_one_request_along(
    store: tuple[TestClient, str], do: str, kind: str, body: str
) -> None:
    """From the holder of a token too, to every route that reads: an answer or a problem, and nothing written."""
    client, token = store
    method, _, path = do.partition(" ")
    headers = {"authorization": f"Bearer {token}"}
    before = client.get("/graphs?default", headers=headers).content
    answer = client.request(method, path, content=body.encode(), headers=headers | {"content-type": kind})
    assert answer.status_code < 500 or answer.status_code in (503, 504), answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/graphs?default", headers=headers).content == before
    assert client.get("/sparql?query=ASK%7B%7D", headers=headers).status_code == 200
