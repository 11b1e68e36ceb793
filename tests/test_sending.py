"""How answers are sent: tags and conditions (RFC 9110, 8.8.3 and 13), compression (8.4 and 12.5.3), HEAD (9.3.2)."""

import asyncio
import gzip
import re
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response, StreamingResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from samsyn.http import codings, etags
from samsyn.http.sending import Sending

LARGE = "/centres"
SMALL = "/health/live"
READS = [
    "/", "/agreements", "/agreements/se-o-vg-common-2024", "/centres.csv", "/fulfilment.json", "/ns.ttl",
    "/id/centre/alingsas-sollebrunn.jsonld", "/sparql?query=ASK%7B%7D", "/openapi.json", "/static/samsyn.css",
]  # fmt: skip
TAGS = st.builds(
    lambda weak, text: f'{"W/" if weak else ""}"{text}"',
    st.booleans(),
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='"'), max_size=6),
)


# tags


@pytest.mark.parametrize(
    ("tag", "if_match", "holds", "if_none_match", "is_new"),
    [
        ('"a"', '"a"', True, '"a"', False),
        ('"a"', '"b"', False, '"b"', True),
        ('"a"', '"b", "a"', True, '"b" , "a"', False),
        ('"a"', ' "b","a",', True, ', "a"', False),
        ('"a"', "*", True, "*", False),
        ('"a"', 'W/"a"', False, 'W/"a"', False),
        ('W/"a"', 'W/"a"', False, '"a"', False),
        ('"a,b"', '"a,b"', True, '"a,b"', False),
        ('"a"', "a", False, "a", True),
        ('"a"', '"a', False, '"a', True),
        ('"a"', 'x "a"', False, 'x "a"', True),
        ('"a"', "", False, "", True),
        ('"a"', '"A"', False, '"A"', True),
        ('"a"', '"a-gzip"', True, '"a-gzip"', True),
        ('"a-gzip"', '"a"', True, '"a"', True),
        (None, "*", False, "*", True),
        (None, '"a"', False, '"a"', True),
    ],
)
def test_conditions(tag: str | None, if_match: str, holds: bool, if_none_match: str, is_new: bool) -> None:
    """Strong comparison in If-Match, weak in If-None-Match; `*` is whatever is there; what is no list names nothing."""
    assert etags.holds(if_match, tag) is holds
    assert etags.is_new(if_none_match, tag) is is_new


@given(st.lists(TAGS, max_size=4), TAGS)
def test_a_tag_is_found_in_a_list_wherever_it_stands(others: list[str], tag: str) -> None:
    """Also beside tags that hold commas or the marks of lists."""
    assert not etags.is_new(", ".join([*others, tag]), tag)
    assert etags.holds(",".join([tag, *others]), tag) is not tag.startswith("W/")


@given(st.binary(), st.binary())
def test_bodies_that_differ_have_tags_that_differ(one: bytes, other: bytes) -> None:
    """And what is compressed has another tag than what is not (8.8.3.3)."""
    assert (etags.of_body(one) == etags.of_body(other)) is (one == other)
    assert etags.zipped(etags.of_body(one)) != etags.of_body(one)
    assert re.fullmatch(r'"[\x21\x23-\x7e]+"', etags.zipped(etags.of_body(one)))


@pytest.mark.parametrize("path", READS)
def test_who_has_an_answer_already_is_told_so(client: TestClient, path: str) -> None:
    """The same question has the same tag; with If-None-Match the answer is a 304 without a body."""
    first, second = client.get(path), client.get(path)
    tag = first.headers["etag"]
    spared = client.get(path, headers={"if-none-match": f'"x", {tag}'})
    assert second.headers["etag"] == tag
    assert (spared.status_code, spared.content, spared.headers["etag"]) == (304, b"", tag)
    assert "content-type" not in spared.headers
    assert "content-length" not in spared.headers
    for name in ("vary", "cache-control"):
        assert spared.headers[name] == first.headers[name]
    assert client.get(path, headers={"if-none-match": '"other"'}).content == first.content
    assert client.head(path, headers={"if-none-match": tag}).status_code == 304


def test_each_form_has_a_tag_of_its_own(client: TestClient) -> None:
    """So that a cache never takes one for another; what they differ by stands in Vary."""
    path = "/agreements/se-o-vg-common-2024"
    answers = [
        client.get(path, headers={"accept": accept, "accept-encoding": coding})
        for accept in ("text/html", "application/json", "text/turtle")
        for coding in ("identity", "gzip")
    ]
    assert len({answer.headers["etag"] for answer in answers}) == 6
    assert {answer.headers["vary"] for answer in answers} == {"Accept, Accept-Encoding"}


def test_a_condition_that_does_not_hold_is_412(client: TestClient) -> None:
    """If-Match comes before If-None-Match (13.2.2), and a problem tells of it."""
    tag = client.get(LARGE).headers["etag"]
    changed = client.get(LARGE, headers={"if-match": '"old"', "if-none-match": tag, "x-request-id": "mine"})
    assert (changed.status_code, changed.headers["content-type"]) == (412, "application/problem+json")
    assert changed.json()["type"].endswith("/changed-since")
    assert changed.json()["request_id"] == "mine"
    assert client.get(LARGE, headers={"if-match": tag}).status_code == 200
    assert client.get(LARGE, headers={"if-match": "*", "if-none-match": "*"}).status_code == 304


@pytest.mark.parametrize("path", ["/nowhere", "/centres/none", "/health/live", "/metrics"])
def test_what_is_no_answer_to_keep_has_no_tag(client: TestClient, path: str) -> None:
    """A problem, or what is so only just now; a condition changes nothing there."""
    answer = client.get(path)
    assert "etag" not in answer.headers
    assert client.get(path, headers={"if-none-match": "*", "if-match": '"x"'}).status_code == answer.status_code


def test_what_is_judged_has_no_tag(client: TestClient) -> None:
    """An answer to POST stands for nothing that could be asked for again; conditions are left to its route."""
    answer = client.post("/sparql", data={"query": "ASK {}"}, headers={"if-none-match": "*", "if-match": '"x"'})
    assert (answer.status_code, "etag" in answer.headers) == (200, False)


# compression


@pytest.mark.parametrize(
    ("header", "likes"),
    [
        (None, False), ("", False), ("identity", False), ("gzip", True), ("GZIP", True), ("x-gzip", True),
        ("br, gzip", True), ("br", False), ("*", True), ("*;q=0", False), ("gzip;q=0", False), ("gzip;q=0.0, *", True),
        ("gzip;q=0.001", True), ("gzip;q=0.5, identity", False), ("gzip;q=0.5, identity;q=0.5", True),
        ("identity;q=0.5, *;q=0.1", False), ("gzip; q=1.0, identity;q=0", True), ("identity;q=0", False),
        ("gzip;q=2", False), ("gzip;q=x", False), ("deflate, gzip;q=1.0, *;q=0.5", True),
    ],
)  # fmt: skip
def test_who_likes_gzip(header: str | None, likes: bool) -> None:
    """By quality, with `*` for what is not named; what is not compressed needs no mention."""
    assert codings.likes_gzip(header) is likes


def _raw(client: TestClient, method: str, path: str, **more: Any) -> tuple[Any, bytes]:
    """An answer, and its body as it was sent."""
    with client.stream(method, path, **more) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("path", [LARGE, "/", "/ns.ttl", "/centres.csv", "/static/samsyn.css"])
def test_a_large_answer_is_compressed_for_who_likes_that(client: TestClient, path: str) -> None:
    """It is smaller, its length is told, and it is the same."""
    plain, body = _raw(client, "GET", path, headers={"accept-encoding": "identity"})
    zipped, small = _raw(client, "GET", path, headers={"accept-encoding": "gzip"})
    assert ("content-encoding" in plain.headers, zipped.headers["content-encoding"]) == (False, "gzip")
    assert (len(body), len(small)) == tuple(int(each.headers["content-length"]) for each in (plain, zipped))
    assert len(small) < len(body) / 2
    assert gzip.decompress(small) == body
    assert zipped.headers["etag"] == etags.zipped(plain.headers["etag"])
    again = client.get(path, headers={"accept-encoding": "gzip", "if-none-match": zipped.headers["etag"]})
    assert (again.status_code, again.headers["etag"]) == (304, zipped.headers["etag"])


def test_small_answers_are_left_as_they_are(client: TestClient) -> None:
    """They would not become smaller."""
    assert "content-encoding" not in client.get("/sparql?query=ASK%7B%7D", headers={"accept-encoding": "gzip"}).headers


def test_answers_to_post_and_problems_are_compressed_too(client: TestClient) -> None:
    """Whatever is large."""
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 200"}
    found, body = _raw(client, "POST", "/sparql", data=query, headers={"accept-encoding": "gzip"})
    wrong, told = _raw(client, "GET", "/centres/none", headers={"accept-encoding": "gzip"})
    assert (found.headers["content-encoding"], wrong.headers["content-encoding"]) == ("gzip", "gzip")
    assert gzip.decompress(body).startswith(b"{")
    assert b"unknown-thing" in gzip.decompress(told)


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("path", [*READS, "/nowhere", "/centres/none"])
def test_head_is_get_without_a_body(client: TestClient, path: str, coding: str) -> None:
    """Status and headers are those of GET, its length included (RFC 9110, 9.3.2)."""
    headers = {"accept-encoding": coding, "x-request-id": "same"}
    (got, _), (head, body) = (_raw(client, method, path, headers=headers) for method in ("GET", "HEAD"))
    assert (head.status_code, body) == (got.status_code, b"")
    assert dict(head.headers) == dict(got.headers)


# answers in parts


def _sent(app: Any, **headers: str) -> tuple[dict[str, str], list[bytes]]:
    """Headers and parts of the answer of an ASGI application to GET."""
    messages: list[Any] = []

    async def receive() -> Any:
        await asyncio.Event().wait()  # this client stays until the end

    async def send(message: Any) -> None:
        messages.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": raw, "state": {}}
    asyncio.run(Sending(app)(scope, receive, send))
    start, *rest = messages
    return {name.decode(): value.decode() for name, value in start["headers"]}, [each["body"] for each in rest]


def _in_parts(parts: list[bytes], **headers: str) -> Any:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def body() -> Any:
            for each in parts:
                yield each

        await StreamingResponse(body(), headers=headers, media_type="text/turtle")(scope, receive, send)

    return app


@given(st.lists(st.binary(min_size=1, max_size=3000), min_size=1, max_size=5))
def test_an_answer_in_parts_is_compressed_part_by_part(parts: list[bytes]) -> None:
    """Each part can be read as soon as it is there; nothing is lost, and nothing is gathered first."""
    headers, sent = _sent(_in_parts(parts, etag='"v1"'), accept_encoding="gzip")
    assert (headers["content-encoding"], headers["etag"]) == ("gzip", '"v1-gzip"')
    assert "content-length" not in headers
    reader, read = zlib.decompressobj(wbits=31), b""
    for number, each in enumerate(sent[: len(parts)], 1):
        read += reader.decompress(each)
        assert read == b"".join(parts[:number])
    assert gzip.decompress(b"".join(sent)) == b"".join(parts)
    assert _sent(_in_parts(parts, etag='"v1"'), accept_encoding="identity")[1][: len(parts)] == parts


@given(st.binary(max_size=200_000), st.sampled_from(["", "gzip", "*;q=0.3", "gzip;q=0"]))
def test_no_body_is_changed_on_its_way(body: bytes, accepted: str) -> None:
    """However large it is, and whatever is accepted."""
    headers, sent = _sent(Response(body, media_type="text/turtle"), accept_encoding=accepted)
    received = b"".join(sent)
    assert int(headers["content-length"]) == len(received)
    assert (gzip.decompress(received) if headers.get("content-encoding") == "gzip" else received) == body


def test_what_a_route_says_itself_stays(client: TestClient) -> None:
    """A tag, a rule for caches, or a coding that is there already is not replaced."""
    body = b"x" * 5000
    made = Response(body, media_type="text/plain", headers={"etag": 'W/"v1"', "cache-control": "max-age=9"})
    headers, _ = _sent(made, accept_encoding="gzip")
    assert (headers["etag"], headers["cache-control"]) == ('W/"v1"', "max-age=9")
    headers, sent = _sent(
        Response(body, media_type="text/plain", headers={"content-encoding": "br"}), accept_encoding="gzip"
    )
    assert (headers["content-encoding"], sent) == ("br", [body])
    headers, sent = _sent(Response(body, media_type="image/png"), accept_encoding="gzip")
    assert ("content-encoding" in headers, sent) == (False, [body])
