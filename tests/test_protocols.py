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
