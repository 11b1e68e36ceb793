"""A whole service whose index is a real Virtuoso 7: the tests of the W3C, submissions, readiness, and its processes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from bench.virtuoso import LOGIN, Virtuoso, missing
from samsyn.tokens import Tokens
from test_live import _RUN, COUNTS, SUITE
from test_serving import Service, serving

_LOGIN = {
    "SAMSYN_STORE_USER": LOGIN.user,
    "SAMSYN_STORE_PASSWORD": LOGIN.password,
    "SAMSYN_STORE_AUTH": LOGIN.scheme,
}
_CENTRE = "alingsas-sollebrunn"
pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "it is installed")


class Elsewhere:
    """A service, the Virtuoso behind it, and a token for everything."""

    def __init__(self, service: Service, virtuoso: Virtuoso, token: str, folder: Path) -> None:
        self.service = service
        self.virtuoso = virtuoso
        self.token = token
        self.folder = folder

    def send(self, method: str, path: str, data: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """Status and body of an answer to who may write."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(self.service.address + path, data, named | {"Authorization": f"Bearer {self.token}"})
        request.method = method
        try:
            with urlopen(request, timeout=60) as got:
                return got.status, got.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()

    def count(self, pattern: str) -> int:
        """How many solutions a pattern has."""
        query = urlencode({"query": f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"})
        status, body = self.service.get(f"/sparql?{query}", Accept="text/csv")
        assert status == 200, body
        return int(body.split()[1])


def _elsewhere(folder: Path, *arguments: str) -> Iterator[Elsewhere]:
    store, place = folder / "store", folder / "virtuoso"
    store.mkdir()
    place.mkdir()
    virtuoso = Virtuoso(place)
    token, _ = Tokens(store).create("admin")
    there = ("--store-url", virtuoso.remote.query, "--update-url", virtuoso.remote.update)
    try:
        with serving("--store", str(store), *there, *arguments, **_LOGIN) as service:
            yield Elsewhere(service, virtuoso, token, store)
    finally:
        virtuoso.stop()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """One that is empty, whose default graph is its own."""
    yield from _elsewhere(tmp_path_factory.mktemp("bare"), "--bare", "--default-graph", "own")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """One that holds what comes with the package."""
    yield from _elsewhere(tmp_path_factory.mktemp("whole"))


@pytest.mark.skipif(not SUITE.is_file(), reason="the tests of the W3C do not stand beside the project")
def test_all_tests_of_the_w3c_pass_with_virtuoso_behind_the_service(bare: Elsewhere, tmp_path: Path) -> None:
    """34, 13 and 3, as with the embedded store: what Virtuoso itself fails is made up for."""
    found = tmp_path / "found.json"
    places = {"--query": "/sparql", "--update": "/update", "--gsp": "/graphs"}
    options = [part for name, path in places.items() for part in (name, bare.service.address + path)]
    run = subprocess.run(
        [sys.executable, "-c", _RUN, str(SUITE), *options, "--bearer", bare.token, "--json", str(found)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    tests = json.loads(found.read_text())
    assert [each for each in tests if each["state"] != "passed"] == [], run.stdout + run.stderr
    assert {suite: sum(each["suite"] == suite for each in tests) for suite in COUNTS} == COUNTS


def test_a_description_is_stored_assessed_shown_and_withdrawn(whole: Elsewhere) -> None:
    """PUT, its versions and its assessments, and DELETE: as with the embedded store."""
    assessed = f"?a <http://www.w3.org/ns/earl#subject> <https://w3id.org/samsyn/id/centre/{_CENTRE}>"
    before, total = whole.count(assessed), whole.count("?s ?p ?o")
    assert before > 0
    status, body = whole.service.get(f"/centres/{_CENTRE}", Accept="text/turtle")
    assert status == 200
    status, answer = whole.send(
        "PUT", f"/centres/{_CENTRE}", body + b"# again\n", Content_Type="text/turtle", If_Match="*"
    )
    assert (status, json.loads(answer)["version"]) == (200, 2)
    assert (whole.count(assessed), whole.count("?s ?p ?o")) == (before, total)
    status, answer = whole.service.get(f"/centres/{_CENTRE}/versions", Accept="application/json")
    assert [each["version"] for each in json.loads(answer)["items"]] == [2, 1]
    assert whole.send("DELETE", f"/centres/{_CENTRE}", If_Match="*")[0] == 204
    assert whole.count(assessed) == 0
    assert whole.service.get(f"/centres/{_CENTRE}")[0] == 410
    assert whole.service.get(f"/centres/{_CENTRE}/versions/1", Accept="text/turtle")[0] == 200


def test_graphs_of_the_store_itself_are_neither_read_nor_written(whole: Elsewhere) -> None:
    """What Virtuoso keeps of itself, and what it is told of its state, are no graphs of ours."""
    for graph in ("http://www.openlinksw.com/schemas/virtrdf#", "https://w3id.org/samsyn/id/graph/state"):
        place = f"/graphs?{urlencode({'graph': graph})}"
        assert whole.service.get(place)[0] == 404
        sent = whole.send("PUT", place, b"<http://e/a> <http://e/p> 1 .", Content_Type="text/turtle")
        assert (sent[0], json.loads(sent[1])["type"].rsplit("/", 1)[1]) == (409, "not-writable")
        asked = urlencode({"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": graph})
        assert whole.service.get(f"/sparql?{asked}", Accept="text/csv")[1].split() == [b"s,p,o"]


def test_it_is_ready_only_while_the_store_answers(bare: Elsewhere) -> None:
    """/health/ready tells the truth within seconds, both ways."""
    bare.virtuoso.stop()
    try:
        assert _within(10, lambda: bare.service.get("/health/ready")[0] == 503)
        assert json.loads(bare.service.get("/health/ready")[1])["status"] == "unreachable"
        assert bare.service.get("/health/live")[0] == 200
    finally:
        bare.virtuoso.start()
    assert _within(10, lambda: bare.service.get("/health/ready")[0] == 200)


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="there is no /proc")
def test_no_process_is_left_when_it_ends(folder: Path) -> None:
    """Workers and their couriers end with the service, and have been waited for."""
    with contextmanager(_elsewhere)(folder, "--bare") as each:
        below = _below(each.service.process.pid)
        assert len(below) > 2 * 6  # the writer, the nursery, and each worker with its courier
        for _ in range(3):  # workers that are killed leave no courier behind, either
            slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
            each.service.get(f"/sparql?{urlencode({'query': slow})}")
        below |= _below(each.service.process.pid)
        assert each.service.stop() == 0
        assert _within(5, lambda: not {pid for pid in below if Path(f"/proc/{pid}").exists()})


def _below(process: int) -> set[int]:
    """The processes that a process has begun, and theirs."""
    parents = {}
    for each in filter(str.isdecimal, os.listdir("/proc")):
        try:
            parents[int(each)] = int(Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, new = set[int](), {process}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new}
        found |= new
    return found


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold within some seconds."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True
