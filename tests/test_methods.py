"""Which methods an address has (RFC 9110, 9.3.7 and 15.5.6), and what pages of others may do (Fetch, 3.2)."""

import pytest
from starlette.testclient import TestClient

ORIGIN = {"origin": "https://example.org"}
READ = "GET, HEAD, OPTIONS"
OPEN = "access-control-allow-origin"


def _preflight(client: TestClient, path: str, method: str, headers: str = "") -> dict[str, str]:
    asked = ORIGIN | {"access-control-request-method": method, "access-control-request-headers": headers}
    answer = client.options(path, headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    return dict(answer.headers)


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/", "GET, HEAD, OPTIONS, POST"), ("/centres", READ),
        ("/centres/alingsas-sollebrunn", "DELETE, GET, HEAD, OPTIONS, PUT"),
        ("/centres.csv", READ), ("/id/centre/x", READ), ("/sparql", "GET, HEAD, OPTIONS, POST"),
        ("/validate", "OPTIONS, POST"), ("/shacl", "OPTIONS, POST"), ("/openapi.json", READ), ("/metrics", READ),
    ],
)  # fmt: skip
def test_options_tells_the_methods(client: TestClient, path: str, allow: str) -> None:
    """Without a body; and a method that is none of them is a 405 that tells the same."""
    answer = client.options(path)
    wrong = client.patch(path)
    assert (answer.status_code, answer.content, answer.headers["allow"]) == (204, b"", allow)
    assert "content-length" not in answer.headers
    assert OPEN not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (wrong.status_code, wrong.headers["allow"]) == (405, allow)


def test_what_is_nowhere_has_no_methods(client: TestClient) -> None:
    """OPTIONS of an unknown address is a 404, and HEAD of what is only posted to a 405."""
    assert client.options("/nowhere").status_code == 404
    assert client.head("/validate").status_code == 405


def test_head_is_a_method_wherever_get_is(client: TestClient) -> None:
    """What Allow says is so."""
    paths = client.get("/openapi.json").json()["paths"]
    for path, methods in paths.items():
        if "get" in methods and "{" not in path:
            got, head = client.get(path), client.head(path)
            assert (path, head.status_code, head.content) == (path, got.status_code, b"")


@pytest.mark.parametrize("path", ["/centres", "/ns.ttl", "/centres/none", "/sparql?query=ASK%7B%7D", "/sparql", "/"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_pages_of_others_may_read(client: TestClient, method: str, path: str) -> None:
    """Data, pages and problems, by whoever asks; with the headers that are of use, and never with credentials."""
    for origin in ({}, ORIGIN):
        answer = client.request(method, path, headers=origin)
        assert answer.headers[OPEN] == "*"
        assert {"ETag", "X-Request-Id"} <= set(answer.headers["access-control-expose-headers"].split(", "))
        assert "access-control-allow-credentials" not in answer.headers


def test_pages_of_others_may_ask_queries_by_post(client: TestClient) -> None:
    """POST /sparql only reads."""
    told = _preflight(client, "/sparql", "POST", "content-type")
    assert told["access-control-allow-methods"] == "GET, HEAD, POST"
    assert "Content-Type" in told["access-control-allow-headers"]
    assert client.post("/sparql", data={"query": "ASK {}"}, headers=ORIGIN).headers[OPEN] == "*"


@pytest.mark.parametrize("path", ["/centres", "/agreements.json", "/id/centre/x"])
def test_a_preflight_lets_reads_through(client: TestClient, path: str) -> None:
    """With the methods that read, the headers that may be sent, and how long that holds; never Authorization."""
    told = _preflight(client, path, "GET", "if-none-match")
    assert (told[OPEN], told["access-control-allow-methods"], told["allow"]) == ("*", "GET, HEAD", READ)
    assert "If-None-Match" in told["access-control-allow-headers"]
    assert "authorization" not in told["access-control-allow-headers"].lower()
    assert int(told["access-control-max-age"]) > 0
    assert "access-control-allow-credentials" not in told


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/centres", "PUT"), ("/centres", "DELETE"), ("/validate", "POST"), ("/shacl", "POST"), ("/sparql", "PUT"),
        ("/update", "POST"), ("/graphs", "PUT"), ("/graphs", "POST"), ("/graphs/x", "DELETE"),
        ("/", "POST"), ("/centres", ""), ("/token", "GET"), ("/metrics", "GET"), ("/health/ready", "GET"),
    ],
)  # fmt: skip
def test_a_preflight_lets_nothing_else_through(client: TestClient, path: str, method: str) -> None:
    """What writes, works for long, needs a token or is for operators stays closed to pages of others."""
    told = _preflight(client, path, method)
    assert not [name for name in told if name.startswith("access-control-")]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/validate"), ("PUT", "/centres"), ("GET", "/token"), ("GET", "/metrics"), ("GET", "/health/live")],
)
def test_such_answers_stay_closed_too(client: TestClient, method: str, path: str) -> None:
    """Whatever was asked before."""
    assert OPEN not in client.request(method, path, headers=ORIGIN).headers
