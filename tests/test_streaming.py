"""Answers of any size for the holder of a token: streamed, and never taken for whole if they are cut (RFC 9112, 8)."""

import gzip
import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from samsyn.errors import TooLarge
from samsyn.store.port import Answer, Part, Whole
from samsyn.store.sinks import Capped, InParts
from samsyn.tokens import Tokens
from samsyn.workers.flows import StreamQuery
from samsyn.workers.jobs import Query
from samsyn.workers.pool import Pool, Ticket
from test_serving import Service, serving

#: many rows, each at once
ROWS = 60_000
MANY = "SELECT ?a ?b { VALUES ?a { " + "1 " * 300 + " } VALUES ?b { " + '"23456789" ' * 200 + "} }"
#: rows that come and come, and a search that does not end
CUT = "SELECT ?c ?f { ?c ?d ?e . ?f ?g ?h FILTER(STRSTARTS(SHA256(CONCAT(STR(?c), STR(?h))), '0')) }"


# sinks


def test_an_answer_that_fits_in_a_part_is_handed_over_whole() -> None:
    """Nothing is handed on before."""
    parts: list[Part] = []
    out = InParts(parts.append, size=4)
    out.begin("text/csv", "tag")
    out.write(b"1234")
    assert (out.end(), parts) == (Answer("text/csv", b"1234", "tag"), [])
    assert InParts(parts.append).end() is None


@pytest.mark.parametrize("pieces", [[b"12345"], [b"1", b"2345"], [b"1234", b"5"], [b"12345", b"6789", b"0"]])
def test_a_larger_one_comes_in_parts(pieces: list[bytes]) -> None:
    """All of it, in order, each part within the size; and its end is told."""
    parts: list[Part] = []
    out = InParts(parts.append, size=4)
    out.begin("text/csv")
    for piece in pieces:
        out.write(piece)
    assert out.end() == Whole()
    assert b"".join(part.body for part in parts) == b"".join(pieces)
    assert all(0 < len(part.body) <= 4 for part in parts)


def test_an_answer_in_memory_has_a_limit() -> None:
    """And nothing is answered that was not begun."""
    out = Capped(3)
    assert out.answer is None
    out.begin("text/csv")
    out.write(b"123")
    assert out.answer == Answer("text/csv", b"123")
    with pytest.raises(TooLarge, match="token"):
        out.write(b"4")


# workers


def test_a_worker_hands_on_what_it_has(pool: Pool) -> None:
    """The parts together are what the query gives as a whole."""
    parts: list[Part] = []
    end = pool.run(StreamQuery(MANY, "csv"), take=parts.append)
    whole = pool.run(Query(MANY, "csv"))
    assert end == Whole()
    assert isinstance(whole, Answer)
    assert len(parts) > 1
    assert {part.media_type for part in parts} == {"text/csv"}
    assert b"".join(part.body for part in parts) == whole.body


def test_a_worker_waits_for_who_takes_the_parts_and_ends_with_them(pool: Pool) -> None:
    """Whoever takes no more takes the worker along."""
    ticket, parts = Ticket(), list[Part]()

    def take(part: Part) -> None:
        parts.append(part)
        ticket.cancel()

    with pytest.raises(Exception, match="ended"):
        pool.run(StreamQuery(MANY, "json"), ticket, take)
    assert parts
    assert isinstance(pool.run(StreamQuery("ASK {}", "json")), Answer)


# the service


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    """A service that answers who has no token with 300 kB at most; a token that may write nothing."""
    with _service(tmp_path_factory.mktemp("store"), "60") as found:
        yield found


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    """The same, which streams for three seconds at most."""
    with _service(tmp_path_factory.mktemp("store"), "3") as found:
        yield found


@contextmanager
def _service(folder: Path, seconds: str) -> Iterator[tuple[Service, str]]:
    token, _ = Tokens(folder).create("coordinator", municipalities=["1489"])
    settings = {"SAMSYN_RESULT_BYTES": "300000", "SAMSYN_STREAM_SECONDS": seconds}
    with serving("--store", str(folder), **settings) as service:
        until = time.monotonic() + 120
        while service.get("/id/graph/comparisons/levels")[0] == 404:  # the last that is written at a start
            assert time.monotonic() < until
            time.sleep(0.2)
        yield service, token


def _raw(live: tuple[Service, str], query: str, *more: str, method: str = "POST") -> socket.socket:
    """A connection on which a query was asked."""
    service, token = live
    host, port = service.address.removeprefix("http://").rsplit(":", 1)
    body = urlencode({"query": query}).encode()
    head = [
        f"{method} /sparql HTTP/1.1", f"Host: {host}:{port}", f"Authorization: Bearer {token}",
        "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}", *more,
    ]  # fmt: skip
    found = socket.create_connection((host, int(port)), timeout=30)
    found.sendall("\r\n".join([*head, "", ""]).encode() + body)
    return found


def _connected(service: Service) -> closing[http.client.HTTPConnection]:
    """A connection for several requests, which ends whatever becomes of them."""
    host, port = service.address.removeprefix("http://").rsplit(":", 1)
    return closing(http.client.HTTPConnection(host, int(port), timeout=60))


def _all(connection: socket.socket) -> bytes:
    """What comes until the end of the connection."""
    parts = bytearray()
    while part := connection.recv(1 << 16):
        parts += part
    return bytes(parts)


def test_without_a_token_there_is_a_limit(live: tuple[Service, str]) -> None:
    """413, and what to do about it."""
    status, body = live[0].get("/sparql?" + urlencode({"query": MANY, "format": "csv"}))
    assert (status, json.loads(body)["limit"]) == (413, "result_bytes")
    assert "token" in json.loads(body)["advice"]


def test_a_token_that_does_not_hold_is_told(live: tuple[Service, str]) -> None:
    """It is not taken for none."""
    headers = {"Authorization": "Bearer samsyn_no"}
    assert live[0].get("/sparql?query=ASK%7B%7D", **headers)[0] == 401
    assert live[0].get("/sparql?query=ASK%7B%7D", Authorization="Basic eDp5")[0] == 200


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_with_a_token_all_of_it_comes(live: tuple[Service, str], form: str) -> None:
    """In every format, to its end."""
    service, token = live
    path = "/sparql?" + urlencode({"query": MANY, "format": form})
    status, body = service.get(path, Authorization=f"Bearer {token}")
    assert (status, body.count(b"23456789")) == (200, ROWS)
    assert len(body) > 300_000


@pytest.mark.parametrize("form", ["turtle", "n-quads"])
def test_whole_graphs_come_too(live: tuple[Service, str], form: str) -> None:
    """The default graph of a store holds more than others may have at once."""
    service, token = live
    path = f"/graphs?default&format={form}"
    assert service.get(path)[0] == 413
    status, body = service.get(path, Authorization=f"Bearer {token}")
    assert (status, len(body) > 300_000) == (200, True)
    counted = service.get("/sparql?format=csv&query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fs%20%3Fp%20%3Fo%7D")[1]
    if form == "n-quads":
        assert body.count(b"\n") == int(counted.split()[1])


def test_what_is_streamed_is_compressed_too(live: tuple[Service, str]) -> None:
    """Part by part, into one whole."""
    with _raw(live, MANY, "Accept: text/csv", "Accept-Encoding: gzip", "Connection: close") as connection:
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert (answer.getheader("content-encoding"), answer.getheader("transfer-encoding")) == ("gzip", "chunked")
        assert gzip.decompress(answer.read()).count(b"23456789") == ROWS


def test_what_is_streamed_is_spared_who_has_it(live: tuple[Service, str]) -> None:
    """By the tag of the query and the state of the store; HEAD has no body."""
    path = "/sparql?" + urlencode({"query": MANY, "format": "csv"})
    with _connected(live[0]) as connection:
        headers = {"Authorization": f"Bearer {live[1]}"}
        connection.request("HEAD", path, headers=headers)
        answer = connection.getresponse()
        tag = answer.getheader("etag") or ""
        assert (answer.status, answer.read(), tag[:3]) == (200, b"", 'W/"')
        connection.request("GET", path, headers=headers | {"If-None-Match": tag})
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (304, b"")


def test_a_graph_that_is_streamed_is_spared_who_has_it(live: tuple[Service, str]) -> None:
    """By the tag of what it holds, compressed or not."""
    with _connected(live[0]) as connection:
        headers = {"Authorization": f"Bearer {live[1]}", "Accept-Encoding": "gzip"}
        connection.request("HEAD", "/graphs?default", headers=headers)
        answer = connection.getresponse()
        tag = answer.getheader("etag") or ""
        assert (answer.status, answer.read(), tag.endswith('-turtle-gzip"')) == (200, b"", True)
        for known in (tag, tag.replace("-gzip", "")):
            connection.request("GET", "/graphs?default", headers=headers | {"If-None-Match": known})
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (304, b"")


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_what_is_cut_is_never_taken_for_whole(brief: tuple[Service, str], coding: str) -> None:
    """At the deadline the last chunk is missing, and the connection ends: a client tells an error."""
    with _raw(brief, CUT, "Accept: text/csv", f"Accept-Encoding: {coding}") as connection:
        told = _all(connection)
    head, _, body = told.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert b"transfer-encoding: chunked" in head.lower()
    assert len(body) > 1000
    assert not body.endswith(b"0\r\n\r\n")
    with (
        _raw(brief, CUT, "Accept: text/csv", f"Accept-Encoding: {coding}") as connection,
        http.client.HTTPResponse(connection) as answer,
    ):
        answer.begin()
        with pytest.raises(http.client.IncompleteRead):
            answer.read()
    cut = [each for each in brief[0].events() if each["event"] == "cut"]
    assert {each["why"] for each in cut} == {"took-too-long"}
    assert not [each for each in brief[0].events() if each["event"] == "fault"]


def test_a_worker_that_dies_cuts_its_answer(live: tuple[Service, str]) -> None:
    """Whatever kills it; the next one is answered."""
    with _raw(live, CUT, "Accept: text/csv") as connection, http.client.HTTPResponse(connection) as answer:
        answer.begin()
        assert answer.read(10)
        begun = time.monotonic()
        before = {each: _work_of_stream(each) for each in _children(live[0].process.pid)}
        time.sleep(1)
        os.kill(max(before, key=lambda each: _work_of_stream(each) - before[each]), signal.SIGKILL)
        with pytest.raises(http.client.IncompleteRead):
            answer.read()
        assert time.monotonic() - begun < 20
    status, _ = live[0].get("/sparql?query=ASK%7B%7D", Authorization=f"Bearer {live[1]}")
    assert status == 200


def test_who_hangs_up_frees_the_worker(live: tuple[Service, str]) -> None:
    """All places for streams are taken by those who then hang up; the next is answered at once."""
    for _ in range(6):
        connection = _raw(live, MANY, "Accept: text/csv")
        connection.recv(100)
        connection.close()
    begun = time.monotonic()
    status, body = live[0].get(
        "/sparql?" + urlencode({"query": MANY, "format": "csv"}), Authorization=f"Bearer {live[1]}"
    )
    assert (status, body.count(b"23456789")) == (200, ROWS)
    assert time.monotonic() - begun < 4


def test_streams_leave_room_for_others(live: tuple[Service, str]) -> None:
    """While all places for streams are taken, queries of others are answered."""
    open_ = [_raw(live, CUT, "Accept: text/csv") for _ in range(2)]
    for connection in open_:
        connection.recv(100)
    times = []
    for _ in range(20):
        begun = time.monotonic()
        assert live[0].get("/sparql?query=ASK%7B%7D")[0] == 200
        times.append(time.monotonic() - begun)
    for connection in open_:
        connection.close()
    assert sorted(times)[10] < 1


def test_what_is_wrong_before_the_first_part_has_its_status(brief: tuple[Service, str]) -> None:
    """As without a token."""
    for query, status in (("ASK {", 400), ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400)):
        with _raw(brief, query, "Connection: close") as connection:
            assert _all(connection).startswith(f"HTTP/1.1 {status} ".encode())
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with _raw(brief, slow, "Connection: close") as connection:
        assert _all(connection).startswith(b"HTTP/1.1 504 ")


def _children(process: int) -> list[int]:
    """All processes below one."""
    found, waiting = list[int](), [process]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            below = [int(each) for each in task.read_text().split()]
            found += below
            waiting += below
    return found


def _work_of_stream(process: int) -> int:
    """The time that a process has had, in ticks, if it lets others go first, as those that stream do."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12]) if int(fields[16]) > 0 else 0
