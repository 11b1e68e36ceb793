"""Each request has an id, a line in the log, and its place in the figures; none of them tells what was sent."""

import io
import json
import logging
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from samsyn.errors import BadQuery
from samsyn.http import create_app, log
from samsyn.http.meters import Meters, Told
from samsyn.library import Library
from samsyn.workers.limits import Limits
from samsyn.workers.pool import Pool
from samsyn.workers.service import Service

TOKEN = "samsyn_" + "Zx9-_" * 8 + "abc"
Lines = pytest.CaptureFixture[str]


def told(capsys: Lines) -> list[dict[str, Any]]:
    """The lines of the log."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.fixture
def fresh(lib: Library, service: Service) -> TestClient:
    """A client of an application whose figures are all nought."""
    return TestClient(create_app(lib, service), raise_server_exceptions=False)


def figure(client: TestClient, name: str) -> float | None:
    """A figure by its name and labels, as it is exposed."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", client.get("/metrics").text, re.MULTILINE)
    return float(found[1]) if found else None


# ids


@pytest.mark.parametrize("given", ["a", "0af7651916cd43dd8448eb211c80319c", "a-b_c.d~e", "x:1/2@y", "a" * 128])
def test_an_id_that_came_along_is_kept(client: TestClient, given: str) -> None:
    """Whoever calls finds the request again under the name that they gave it."""
    assert client.get("/health/live", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "a" * 129, "a b", "a\tb", "å", '"a"', "<a>", "-a", "a;b", TOKEN, f"x{TOKEN}"])
def test_an_id_that_is_none_is_replaced(client: TestClient, given: str) -> None:
    """One that is long, has strange characters or is a token is not passed on."""
    headers = {b"x-request-id": given.encode()}
    assert re.fullmatch("[0-9a-f]{32}", client.get("/health/live", headers=headers).headers["x-request-id"])


def test_two_ids_are_none(client: TestClient) -> None:
    """And no two requests are given the same."""
    first = client.get("/health/live", headers=[("x-request-id", "a"), ("x-request-id", "b")])
    second = client.get("/health/live")
    ids = [answer.headers["x-request-id"] for answer in (first, second)]
    assert all(len(each) == 32 for each in ids)
    assert ids[0] != ids[1]


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/nowhere", {}),
        ("GET", "/centres/none", {}),
        ("GET", "/centres?x=1", {}),
        ("DELETE", "/validate", {}),
        ("POST", "/validate", {"content-encoding": "gzip"}),
        ("POST", "/validate", {"content-length": "9000000"}),
        ("POST", "/validate", {"content-type": "text/html"}),
    ],
)
def test_every_problem_names_its_request(client: TestClient, method: str, path: str, headers: dict[str, str]) -> None:
    """Whatever refuses it, the id stands in the problem and in the header."""
    answer = client.request(method, path, headers=headers | {"x-request-id": "mine"}, content=b"")
    assert answer.status_code >= 400
    assert (answer.json()["request_id"], answer.headers["x-request-id"]) == ("mine", "mine")


# the log


def test_each_request_is_a_line(client: TestClient, capsys: Lines) -> None:
    """With method, template of the address, status, time, size and id."""
    answer = client.get("/centres/alingsas-sollebrunn?lang=en", headers={"x-request-id": "mine"})
    (line,) = told(capsys)
    assert line["ms"] > 0
    assert {key: line[key] for key in ("event", "method", "route", "status", "bytes", "request_id", "level")} == {
        "event": "request",
        "method": "GET",
        "route": "/centres/{id}",
        "status": 200,
        "bytes": int(answer.headers["content-length"]),
        "request_id": "mine",
        "level": "info",
    }


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/agreements.csv", "/agreements", 200),
        ("HEAD", "/agreements", "/agreements", 200),
        ("GET", "/centres/none", "/centres/{id}", 404),
        ("GET", "/id/centre/none", "/id/{path:path}", 404),
        ("GET", "/centres?x=1", "/centres", 422),
        ("DELETE", "/validate", "/validate", 405),
        ("GET", "/a/b/c", "other", 404),
        ("BREW", "/centres", "/centres", 405),
    ],
)
def test_the_route_is_its_template(
    client: TestClient, capsys: Lines, method: str, path: str, route: str, status: int
) -> None:
    """What stands in an address is not told; an unknown address is `other`, and so is an unknown method."""
    client.request(method, path)
    (line,) = told(capsys)
    assert (line["route"], line["status"]) == (route, status)
    assert line["method"] == ("other" if method == "BREW" else method)
    assert (line["bytes"] == 0) is (method == "HEAD")


def test_nothing_that_was_sent_is_told(client: TestClient, capsys: Lines) -> None:
    """Neither values of the address, nor bodies, nor headers, nor tokens."""
    client.get(f"/nowhere/secret1?q=secret2&secret3=1&t={TOKEN}", headers={"authorization": f"Bearer {TOKEN}"})
    client.post("/sparql?secret4=1", content=f"SELECT secret5 {TOKEN}", headers={"x-request-id": TOKEN})
    said = capsys.readouterr().err
    assert "secret" not in said
    assert TOKEN not in said
    assert len(said.splitlines()) == 2


def test_a_fault_is_logged_with_its_trace_and_id(
    client: TestClient, capsys: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it came about, without the values of variables; a token in its message is crossed out."""

    def broken(*_: object) -> None:
        hidden_value = "a secret of mine"
        raise ZeroDivisionError(f"wrong: {TOKEN}" if hidden_value else "")

    monkeypatch.setattr(client.app.state.desk.pool, "queue", broken)  # type: ignore[attr-defined]
    answer = client.get("/sparql?query=ASK%7B%7D", headers={"x-request-id": "mine"})
    fault, request = told(capsys)
    assert (answer.status_code, answer.json()["request_id"]) == (500, "mine")
    assert (fault["event"], fault["level"], fault["request_id"], fault["route"]) == (
        "fault",
        "error",
        "mine",
        "/sparql",
    )
    assert "ZeroDivisionError: wrong: samsyn_…" in fault["exception"]
    assert "in broken" in fault["exception"]
    assert "a secret of mine" not in fault["exception"]
    assert (request["status"], request["request_id"]) == (500, "mine")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_browser_is_told_the_number_of_a_fault(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that somebody can be asked about it."""
    monkeypatch.setattr(client.app.state.desk.pool, "queue", None)  # type: ignore[attr-defined]
    headers = {"accept": "text/html", "x-request-id": "mine"}
    page = client.get("/centres/alingsas-sollebrunn/assessment", headers=headers)
    assert (page.status_code, "Ange mine" in page.text) == (500, True)


class Terminal(io.StringIO):
    """A terminal that keeps what it shows."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_people_read_lines_and_no_commands_to_their_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the log is readable, and what steers a terminal is replaced."""
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    log.log().warning("odd", what="a\x1b]0;title\x07b", token=TOKEN)
    text = re.sub("\x1b\\[[0-9;]*m", "", screen.getvalue())
    assert "odd" in text
    assert "\x1b" not in text
    assert "\x07" not in text
    assert TOKEN not in text
    assert not text.startswith("{")


def test_what_others_log_comes_in_our_form(capsys: Lines) -> None:
    """A warning of another package is a line of JSON, with its trace."""
    other = logging.Logger("uvicorn.error")
    other.addHandler(log.Forward())
    other.warning("Invalid %s", "request")
    try:
        raise ValueError("x")
    except ValueError:
        other.exception("Broken")
    first, second = told(capsys)
    assert (first["event"], first["message"], first["level"]) == ("uvicorn.error", "Invalid request", "warning")
    assert (second["message"], second["level"]) == ("Broken", "error")
    assert "ValueError: x" in second["exception"]


# the figures


def test_requests_are_counted_by_template_method_and_status(fresh: TestClient) -> None:
    """However many things are asked for, the figures stay few."""
    for name in ("alingsas-sollebrunn", "tanum-eken", "none", "neither"):
        fresh.get(f"/centres/{name}")
    for number in range(5):
        fresh.get(f"/nowhere/{number}")
    fresh.request("BREW", "/nowhere")
    counted = "samsyn_http_requests_total"
    assert figure(fresh, f'{counted}{{method="GET",route="/centres/{{id}}",status="200"}}') == 2
    assert figure(fresh, f'{counted}{{method="GET",route="/centres/{{id}}",status="404"}}') == 2
    assert figure(fresh, f'{counted}{{method="GET",route="other",status="404"}}') == 5
    assert figure(fresh, f'{counted}{{method="other",route="other",status="404"}}') == 1
    assert figure(fresh, 'samsyn_http_request_seconds_count{route="/centres/{id}"}') == 4
    assert "nowhere" not in fresh.get("/metrics").text


def test_jobs_are_counted_by_lane_and_outcome(fresh: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answered, refused by the type of the problem, or a fault."""
    fresh.get("/sparql", params={"query": "ASK {}"})
    fresh.get("/sparql", params={"query": "ASK {"})
    fresh.post("/validate", content="oops", headers={"content-type": "text/turtle"})
    monkeypatch.setattr(fresh.app.state.desk.pool, "queue", None)  # type: ignore[attr-defined]
    fresh.get("/sparql", params={"query": "ASK {}"})
    for lane, outcome in (
        ("query", "answered"), ("query", "bad-query"), ("validation", "not-rdf"), ("query", "fault"),
    ):  # fmt: skip
        assert figure(fresh, f'samsyn_jobs_total{{lane="{lane}",outcome="{outcome}"}}') == 1


def test_workers_are_told_as_they_are(fresh: TestClient, pool: Pool) -> None:
    """Idle ones as many as are warm; nobody waits."""
    assert pool.wait_ready(60)
    assert figure(fresh, 'samsyn_workers{lane="query",state="slow"}') == 0
    assert figure(fresh, 'samsyn_jobs_waiting{lane="query"}') == 0
    idle = figure(fresh, 'samsyn_workers{lane="validation",state="idle"}')
    assert idle is not None
    assert 0 < idle <= Limits().validation_workers


def _hang_up(told: Told) -> None:
    told.cancelled = True
    raise BadQuery("x")


def test_a_job_that_nobody_waits_for_is_counted_as_such(pool: Pool) -> None:
    """A client that hung up is told apart from a limit that was hit."""
    meters = Meters(pool)
    with pytest.raises(BadQuery), meters.job("query") as told:
        _hang_up(told)
    assert b'samsyn_jobs_total{lane="query",outcome="cancelled"} 1.0' in meters.exposed("")[0]


def test_a_store_tells_its_generation(pool: Pool) -> None:
    """Where somebody says how to read it; without, there is no such figure."""
    meters, generations = Meters(pool), [7]
    assert b"samsyn_store_generation" not in meters.exposed("")[0]
    meters.watch_generation(lambda: generations[0])
    assert b"samsyn_store_generation 7.0" in meters.exposed("")[0]
    generations[0] = 8
    assert b"samsyn_store_generation 8.0" in meters.exposed("")[0]


def test_the_figures_are_in_the_forms_of_prometheus(client: TestClient) -> None:
    """As text, or as OpenMetrics for who likes that; never kept by a cache; figures of the process among them."""
    text = client.get("/metrics")
    other = client.get("/metrics", headers={"accept": "application/openmetrics-text;version=1.0.0"})
    assert text.headers["content-type"].startswith("text/plain; version=")
    assert other.headers["content-type"].startswith("application/openmetrics-text")
    assert other.text.endswith("# EOF\n")
    assert text.headers["cache-control"] == "no-store"
    assert "python_gc_objects_collected_total" in text.text
