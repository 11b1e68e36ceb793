"""SPARQL 1.1 Protocol, Graph Store Protocol, Service Description: a case for each thing that a server must do."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from samsyn.http import create_app
from samsyn.library import Library
from samsyn.tokens import Tokens
from samsyn.workers.service import Place, Service

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "protocols.toml").read_text())["case"]
_FIELDS = {"do", "params", "form", "headers", "body", "latin-1", "token", "status", "type", "says", "lacks"} | {
    "graph", "empty", "header", "keep",
}  # fmt: skip
_FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def store(lib: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, str]]:
    """A client of a service over an empty store whose default graph is its own, and a token for everything."""
    folder = tmp_path_factory.mktemp("store")
    token, _ = Tokens(folder).create("admin")
    service = Service(lib, place=Place(folder, "own", bare=True), today=lambda: "2024-06-01")
    service.start()
    assert service.wait_ready(60)
    yield TestClient(create_app(lib, service, folder=folder), follow_redirects=False), token
    service.close()


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
    if "says" in step:
        assert step["says"] in answer.content.decode()
    if "lacks" in step:
        assert step["lacks"] not in answer.text
    if step.get("empty"):
        assert answer.content == b""
    if "graph" in step:
        expected = step["graph"].replace("{location}", kept.get("location", ""))
        assert _graph(answer.content, kind) == _graph(expected.encode(), "text/turtle")
    for name, pattern in step.get("header", {}).items():
        assert re.search(pattern, answer.headers[name]), answer.headers[name]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_a_server_must_do(store: tuple[TestClient, str], case: dict[str, Any]) -> None:
    """Each case of the table, step by step."""
    client, token = store
    given = {"authorization": f"Bearer {token}", "content-type": "application/sparql-update"}
    cleared = client.post("/update", content=f"DROP ALL ; {case.get('given', '')}", headers=given)
    assert cleared.status_code == 204, cleared.text
    kept: dict[str, str] = {}
    for step in case["step"]:
        answer = _asked(client, token, step, kept)
        _check(answer, step, kept)
        if "keep" in step:
            kept[step["keep"]] = answer.headers[step["keep"]]


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
