"""Who is let in to write over HTTP (RFC 6750), who is not, and what the log of writes tells of both."""

import asyncio
import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from samsyn.errors import NotRdf
from samsyn.http import bearer, create_app, problems, writing
from samsyn.http.bearer import Tries
from samsyn.library import Library
from samsyn.tokens import Tokens
from samsyn.workers.service import Service

LOOKS = "samsyn_" + "Zx9-_" * 8 + "abc"
PLACES = {"1489": "14", "1480": "14", "1280": "12"}


def _routes() -> APIRouter:
    """Routes that write nothing, in the way in which all do that write."""
    routes = APIRouter()

    @routes.put("/written/{municipality}")
    async def write(request: Request, municipality: str, who: bearer.Writer) -> Response:
        body = await request.body()
        async with writing.logged(request, who, body, about=request.query_params.get("about")):
            writing.require_centre(who, [municipality], [PLACES[municipality]])
            if body == b"bad":
                raise NotRdf("No.")
            if body == b"fault":
                raise ZeroDivisionError
            if body == b"gone":
                raise asyncio.CancelledError
        return Response(status_code=204)

    @routes.post("/anything")
    async def update(request: Request, who: bearer.Writer) -> Response:
        async with writing.logged(request, who, b""):
            writing.require_update(who)
        return Response(status_code=204)

    return routes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a store, without tokens."""
    return tmp_path


@pytest.fixture
def client(lib: Library, service: Service, folder: Path) -> TestClient:
    """A client of an application with such routes."""
    app = create_app(lib, service, folder=folder)
    app.include_router(_routes())
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def admin(folder: Path) -> str:
    """A token for everything."""
    return Tokens(folder).create("admin")[0]


def _with(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _log(folder: Path) -> list[dict[str, Any]]:
    file = folder / "audit"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def _slug(answer: Any) -> str:
    return str(answer.json()["type"].removeprefix(problems.TYPES))


# who is let in


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_token_in_the_header_lets_in(client: TestClient, admin: str, scheme: str) -> None:
    """The scheme is written as one likes (RFC 9110, 11.1)."""
    assert client.put("/written/1489", headers={"authorization": f"{scheme} {admin}"}).status_code == 204


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": ""}, {"authorization": "Bearer"}, {"authorization": "Basic eDp5"}]
)
def test_without_a_token_the_way_in_is_told(client: TestClient, admin: str, headers: dict[str, str]) -> None:
    """401 with a challenge that has no error, since nothing was wrong yet (RFC 6750, 3.1)."""
    answer = client.put("/written/1489", headers=headers)
    assert (answer.status_code, _slug(answer)) == (401, "no-token")
    assert answer.headers["www-authenticate"] == 'Bearer realm="samsyn"'


def test_a_token_that_does_not_hold_is_refused(client: TestClient, folder: Path) -> None:
    """Unknown, expired or revoked: 401 with the error invalid_token."""
    tokens = Tokens(folder)
    expired, _ = tokens.create("admin", days=1e-9)
    revoked, record = tokens.create("admin")
    assert client.put("/written/1489", headers=_with(revoked)).status_code == 204
    tokens.revoke(record.id)
    for token, why in ((LOOKS, "unknown"), (expired, "expired"), (revoked, "revoked"), ("x y", "unknown")):
        answer = client.put("/written/1489", headers=_with(token))
        assert (answer.status_code, _slug(answer)) == (401, "bad-token")
        assert answer.headers["www-authenticate"] == (
            f'Bearer realm="samsyn", error="invalid_token", error_description="The token is {why}."'
        )


def test_too_small_a_scope_is_told_with_what_is_needed(client: TestClient, folder: Path) -> None:
    """403 with insufficient_scope, and the scopes that would do."""
    tokens = Tokens(folder)
    coordinator, _ = tokens.create("coordinator", municipalities=["1489"])
    region, _ = tokens.create("region", region="14")
    assert client.put("/written/1489", headers=_with(coordinator)).status_code == 204
    assert client.put("/written/1480", headers=_with(region)).status_code == 204
    for token, place, needed in (
        (coordinator, "1480", ["municipality:1480", "region:14", "admin"]),
        (region, "1280", ["municipality:1280", "region:12", "admin"]),
    ):
        answer = client.put(f"/written/{place}", headers=_with(token))
        assert (answer.status_code, _slug(answer), answer.json()["needed"]) == (403, "out-of-scope", needed)
        assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
        assert f'scope="{" ".join(needed)}"' in answer.headers["www-authenticate"]
    assert client.post("/anything", headers=_with(region)).json()["needed"] == ["admin"]


@pytest.mark.parametrize(
    "path",
    [
        f"/agreements?access_token={LOOKS}", "/agreements?access_token=x", "/agreements?ACCESS%5ftoken=x",
        "/written/1489?token=x", f"/agreements?lang={LOOKS}", f"/sparql?query=x%20{LOOKS}", f"/agreements/{LOOKS}",
        f"/nowhere?x={LOOKS.replace('_', '%5F')}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
def test_a_token_in_an_address_is_refused_everywhere(
    client: TestClient, admin: str, capsys: pytest.CaptureFixture[str], method: str, path: str
) -> None:
    """Even beside a good one in the header; and neither log nor answer repeats it."""
    answer = client.request(method, path, headers=_with(admin))
    assert (answer.status_code, _slug(answer)) == (400, "misplaced-token")
    assert 'error="invalid_request"' in answer.headers["www-authenticate"]
    said = capsys.readouterr().err + answer.text
    assert LOOKS not in said
    assert "samsyn_" not in said


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_token_in_an_address_is_none(client: TestClient, admin: str, folder: Path, method: str) -> None:
    """Who writes with no other one is told to send it where it belongs, and nothing is written."""
    for address in (f"/graphs?graph=http://e/1&access_token={admin}", f"/written/1489?token={admin}"):
        answer = client.request(method, address, content=b"")
        assert (answer.status_code, _slug(answer)) == (401, "no-token")
        assert answer.headers["www-authenticate"] == 'Bearer realm="samsyn"'
    assert not [line for line in _log(folder) if line["outcome"] == "accepted"]


@pytest.mark.parametrize("fields", [{"access_token": "x"}, {"data": "", "lang": LOOKS}, {"Token": "x", "data": "# a"}])
def test_a_token_in_a_form_is_refused(client: TestClient, fields: dict[str, str]) -> None:
    """In every route that takes a form."""
    for path in ("/validate", "/shacl", "/sparql", "/"):
        answer = client.post(path, data=fields | ({"query": "ASK {}"} if path == "/sparql" else {}))
        assert (path, answer.status_code, _slug(answer)) == (path, 400, "misplaced-token")


def test_two_headers_are_one_too_many(client: TestClient, admin: str) -> None:
    """A request says once who asks (RFC 6750, 2)."""
    answer = client.put(
        "/written/1489", headers=[("authorization", f"Bearer {admin}"), ("authorization", f"Bearer {admin}")]
    )
    assert (answer.status_code, _slug(answer)) == (400, "misplaced-token")


def test_without_a_store_nobody_writes(lib: Library, service: Service, admin: str) -> None:
    """And nothing is logged, for there is no place to."""
    app = create_app(lib, service)
    app.include_router(_routes())
    client = TestClient(app)
    assert client.put("/written/1489", headers=_with(admin)).status_code == 401
    assert client.put("/written/1489").status_code == 401


def test_a_broken_file_of_tokens_is_a_fault_of_ours(client: TestClient, folder: Path, admin: str) -> None:
    """Nobody is told that their token is wrong when it cannot be known."""
    (folder / "tokens").write_text("{")
    answer = client.put("/written/1489", headers=_with(admin))
    assert (answer.status_code, _slug(answer)) == (500, "file-trouble")


def test_who_tries_too_often_is_turned_away(client: TestClient, folder: Path, admin: str) -> None:
    """After ten wrong tokens 429 with Retry-After, unlogged; one that holds is let in all the same."""
    for _ in range(10):
        assert client.put("/written/1489", headers=_with(LOOKS)).status_code == 401
    turned_away = client.put("/written/1489", headers=_with(LOOKS))
    assert (turned_away.status_code, _slug(turned_away)) == (429, "too-many-tries")
    assert turned_away.headers["retry-after"] == "60"
    assert client.put("/written/1489").status_code == 401
    assert client.put("/written/1489", headers=_with(admin)).status_code == 204
    assert [line["outcome"] for line in _log(folder)] == ["bad-token"] * 10 + ["accepted"]


def test_tries_are_counted_by_address_and_minute() -> None:
    """The 64 bits of one IPv6 client count as one; after a minute all begins anew; what is kept stays small."""
    now = [0.0]
    tries = Tries(2, clock=lambda: now[0])
    assert [tries.add("192.0.2.1") for _ in range(3)] == [False, False, True]
    assert tries.add("192.0.2.2") is False
    assert [tries.add(f"2001:db8::{n}") for n in range(3)] == [False, False, True]
    assert tries.add("2001:db8:0:1::1") is False
    now[0] = 60
    assert tries.add("192.0.2.1") is False
    for number in range(20_000):
        tries.add(f"host-{number}")
    assert len(tries._counts) <= 10_000


def test_the_interface_says_that_tokens_are_needed(client: TestClient) -> None:
    """OpenAPI names the scheme at the routes that want it."""
    told = client.get("/openapi.json").json()
    assert told["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert told["paths"]["/token"]["get"]["security"] == [{"HTTPBearer": []}]
    assert "security" not in told["paths"]["/agreements"]["get"]


def test_a_token_tells_what_it_is_good_for(client: TestClient, folder: Path) -> None:
    """Never itself; and no cache keeps it."""
    token, record = Tokens(folder).create("region", region="14", days=3)
    answer = client.get("/token", headers=_with(token))
    assert answer.json() == {
        "id": record.id,
        "role": "region",
        "scope": ["region:14"],
        "expires": record.expires,
        "may_update": False,
    }
    assert answer.headers["cache-control"] == "no-store"
    assert client.get("/token").status_code == 401
    assert _log(folder) == []


# the log of writes


def test_an_accepted_write_is_a_line(client: TestClient, folder: Path, admin: str) -> None:
    """When, which request, whose token, what, and the hash of what was sent; not the token, nor what was sent."""
    headers = _with(admin) | {"x-request-id": "mine"}
    client.put("/written/1489?about=graph", content=b"secret body", headers=headers)
    (line,) = _log(folder)
    (record,) = Tokens(folder).records()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", line.pop("when"))
    assert line == {
        "request": "mine",
        "method": "PUT",
        "path": "/written/1489",
        "outcome": "accepted",
        "token": record.id,
        "role": "admin",
        "about": "graph",
        "sha256": hashlib.sha256(b"secret body").hexdigest(),
    }
    text = (folder / "audit").read_text()
    assert "secret body" not in text
    assert "samsyn_" not in text


@pytest.mark.parametrize(
    ("body", "status", "outcome"), [(b"bad", 400, "not-rdf"), (b"fault", 500, "fault"), (b"gone", 503, "cancelled")]
)
def test_a_refused_write_is_a_line(
    client: TestClient, folder: Path, admin: str, body: bytes, status: int, outcome: str
) -> None:
    """With what came of it."""
    assert client.put("/written/1489", content=body, headers=_with(admin)).status_code == status
    assert [line["outcome"] for line in _log(folder)] == [outcome]


def test_who_was_not_let_in_is_logged_too(client: TestClient, folder: Path) -> None:
    """Without a token, with one that does not hold, with one of too small a scope."""
    small, _ = Tokens(folder).create("coordinator", municipalities=["1280"])
    client.put("/written/1489")
    client.put("/written/1489", headers=_with(LOOKS))
    client.put("/written/1489", headers=_with(small))
    assert [(line["outcome"], "token" in line) for line in _log(folder)] == [
        ("no-token", False),
        ("bad-token", False),
        ("out-of-scope", True),
    ]


def test_the_line_is_on_the_disk_before_the_answer(
    client: TestClient, folder: Path, admin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a write whose line cannot be written is not acknowledged."""
    synced: list[int] = []
    fsync = os.fsync

    def counted(descriptor: int) -> None:
        synced.append(descriptor)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", counted)
    client.put("/written/1489", headers=_with(admin))
    before = len(synced)
    client.put("/written/1489", headers=_with(admin))
    assert len(synced) == before + 1

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert client.put("/written/1489", headers=_with(admin)).status_code == 500
    assert client.put("/written/1489", content=b"bad", headers=_with(admin)).status_code == 400


def test_a_refusal_that_cannot_be_logged_is_told_all_the_same(
    client: TestClient, folder: Path, admin: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Why it was refused comes first; that the log fails is told to the operator."""
    (folder / "audit").mkdir()
    assert client.put("/written/1489", content=b"bad", headers=_with(admin)).status_code == 400
    assert client.put("/written/1489").status_code == 401
    assert '"event":"audit"' in capsys.readouterr().err
    assert client.put("/written/1489", headers=_with(admin)).status_code == 500
